package io.millrace.pubsub;

import io.millrace.waiting.ShortLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 *   publish:    lock [ keep m; look who is in ] unlock; offer m to each; wait for those that are full
 *   subscribe:  lock [ be in; copy what is kept ] unlock; take the copy in; let others in
 *
 * H1  What is kept and who is in change at one instant, under the lock. So every message is either in a newcomer's copy,
 *     or it is published by somebody who finds the newcomer in: never both, never neither.
 * H2  Who offers to a newcomer that has not taken its copy in yet waits for that moment (Joining). So what was kept comes
 *     before what is live, and no reader is needed for it.
 * H3  No lock is held while readers are waited for: who publishes keeps nobody from subscribing, closing, or publishing
 *     to others.
 *
 * The messages of one thread reach each subscription in their order, since a publish ends when all were offered it. Those
 * of two threads may reach two subscriptions in different orders: to promise more, each would have to wait for the
 * other's slow subscribers.
 */
/// What topics have in common: who is in, what is kept, how a message gets to all.
///
/// @param <M> what is delivered
final class Hub<M> {

    private record Kept<M>(Levels topic, M message) {}

    private final ShortLock lock = new ShortLock();
    private final String name;
    private final @Nullable Object[] ring; // under lock: what is kept
    private final AtomicLong numbers = new AtomicLong(); // of subscriptions
    private volatile Subscribers<M> subscribers = Subscribers.none(); // written under lock
    private long published; // under lock
    private volatile boolean closed; // written under lock
    private volatile @Nullable Throwable cause; // written under lock, before closed

    Hub(String name, int keeps) {
        this.name = name;
        ring = new @Nullable Object[keeps];
    }

    /// Returns a name for one more subscription.
    String nextName() {
        return name + "/" + numbers.incrementAndGet();
    }

    /// Returns how many messages are kept for late subscribers at most.
    int keeps() {
        return ring.length;
    }

    // ---- publishing

    /// Gives a message to all who are interested.
    ///
    /// @return how many subscriptions have it
    int publish(Levels topic, M message) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var round = new Round<>(message, this::remove);
        return round.among(keep(topic, message).interestedIn(topic));
    }

    private Subscribers<M> keep(Levels topic, M message) {
        Kept<M> kept = ring.length == 0 ? null : new Kept<>(topic, message);
        lock.lock();
        boolean open = !closed;
        Subscribers<M> now = subscribers;
        if (open) {
            if (kept != null) {
                ring[(int) (published % ring.length)] = kept;
            }
            published++;
        }
        lock.unlock();
        if (!open) {
            throw ended("publish to");
        }
        return now;
    }

    // ---- subscribing

    /// Lets a subscription in.
    ///
    /// @return what is kept of what it is interested in, the oldest first
    @SuppressWarnings({"ReferenceEquality", "unchecked"}) // the very tree; only Kept<M> is kept
    List<M> add(Inlet<M> inlet) {
        var copy = new @Nullable Object[ring.length]; // before the lock: memory may run out
        long until = 0;
        boolean in = false;
        while (!in) { // again if somebody came or went meanwhile
            Subscribers<M> seen = subscribers;
            Subscribers<M> with = seen.with(inlet);
            lock.lock();
            boolean open = !closed;
            in = open && subscribers == seen;
            if (in) {
                subscribers = with;
                until = published;
                System.arraycopy(ring, 0, copy, 0, copy.length);
            }
            lock.unlock();
            if (!open) {
                throw ended("subscribe to");
            }
        }
        var missed = new ArrayList<M>();
        for (long at = Math.max(0, until - copy.length); at < until; at++) {
            var kept = (Kept<M>) Objects.requireNonNull(copy[(int) (at % copy.length)]);
            if (inlet.pattern().matches(kept.topic)) {
                missed.add(kept.message);
            }
        }
        return missed;
    }

    /// Lets a subscription out, if it is in.
    @SuppressWarnings("ReferenceEquality") // the very tree
    void remove(Inlet<M> inlet) {
        boolean out = false;
        while (!out) { // again if somebody came or went meanwhile
            Subscribers<M> seen = subscribers;
            Subscribers<M> without = seen.without(inlet);
            lock.lock();
            out = subscribers == seen;
            if (out) {
                subscribers = without;
            }
            lock.unlock();
        }
    }

    /// Lets nobody publish or subscribe any more, and tells all who are in.
    ///
    /// @return whether this call did
    boolean end(@Nullable Throwable why) {
        lock.lock();
        boolean first = !closed;
        Subscribers<M> last = subscribers;
        if (first) {
            cause = why;
            closed = true;
            subscribers = Subscribers.none();
            Arrays.fill(ring, null);
        }
        lock.unlock();
        if (first) {
            endAll(last.all(), why);
        }
        return first;
    }

    private static <M> void endAll(List<Inlet<M>> inlets, @Nullable Throwable why) {
        var thrown = new Thrown();
        inlets.forEach(inlet -> thrown.attempt(() -> inlet.end(why)));
        thrown.rethrow();
    }

    private TopicClosedException ended(String what) {
        Throwable why = cause;
        return new TopicClosedException(
                what + " " + name + ", which " + (why == null ? "is closed" : "has failed: " + why),
                why);
    }

    boolean isClosed() {
        return closed;
    }

    TopicStats stats() {
        lock.lock();
        boolean over = closed;
        int in = subscribers.size();
        long all = published;
        lock.unlock();
        int kept = over ? 0 : (int) Math.min(all, ring.length);
        return new TopicStats(name, over, in, all, kept);
    }

    @Override
    public String toString() {
        return name;
    }
}
