package io.millrace.pubsub;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats;
import io.millrace.channel.Overflow;
import io.millrace.channel.Received;
import io.millrace.channel.Sent;
import io.millrace.waiting.ShortLock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *                      +------- again, at once or after a delay ---------+
 *                      v                                                 |
 *   offer --permit--> ready --received--> leased --rejected, time over--+--> dead
 *                                            \--acknowledged: the permit goes back
 *
 * A permit is an element of a channel of the line's capacity: who waits for room waits to send there, and is told of the end
 * as any sender is.
 *
 * K1  Every message that was accepted and is neither acknowledged, dead nor dropped has one permit, wherever it is: ready,
 *     leased or delayed. So the line holds `capacity` messages at most.
 * K2  So whatever comes again finds room in the channel of those that are ready, which has the same capacity: nobody who
 *     rejects, and no alarm, ever waits.
 * K3  Once the line has ended nothing is accepted; when nothing is left, the readers are told. So a line that is ended
 *     delivers again for as long as somebody rejects.
 * K4  A lease is settled once: by its reader, by its alarm, or by who closes the line.
 */
/// Messages that come again until they are acknowledged.
final class AckLine<M> {

    private enum Permit {
        PERMIT
    }

    private final String name;
    private final SlowSubscriber slow;
    private final @Nullable Duration visibility;
    private final int attempts;
    private final @Nullable Consumer<? super M> onUndelivered;
    private final Runnable atEnd;
    private final Channel<Permit> permits;
    private final Channel<Envelope<M>> ready;
    private final @Nullable Channel<DeadLetter<M>> letters;
    private final Set<Lease<M>> leases = ConcurrentHashMap.newKeySet(); // and what is delayed

    private final ShortLock lock = new ShortLock();
    private boolean ended; // under lock
    private int outstanding; // under lock: accepted, and with a permit (K1)
    private @Nullable Throwable cause; // under lock: of the end
    private volatile boolean closed; // set once: what is left is discarded

    private final AtomicInteger leased = new AtomicInteger();
    private final AtomicInteger delayed = new AtomicInteger();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private final AtomicLong dead = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /// @param atEnd is told when the readers are, or when it is closed; perhaps of both
    AckLine(String name, AckSubscription.Builder<M> builder, Runnable atEnd) {
        this.name = name;
        slow = builder.slow;
        visibility = builder.visibility;
        attempts = builder.attempts;
        onUndelivered = builder.onUndelivered;
        this.atEnd = atEnd;
        permits =
                Channel.<Permit>builder()
                        .name(name + " permits")
                        .capacity(builder.capacity)
                        .build();
        ready =
                Channel.<Envelope<M>>builder()
                        .name(name)
                        .capacity(builder.capacity)
                        .onUndelivered(this::drop)
                        .build();
        letters =
                builder.deadLetters == 0
                        ? null
                        : Channel.<DeadLetter<M>>builder()
                                .name(name + " dead letters")
                                .capacity(builder.deadLetters)
                                .overflow(Overflow.DROP_OLDEST)
                                .onUndelivered(letter -> tell(letter.message()))
                                .build();
    }

    Channel<Envelope<M>> ready() {
        return ready;
    }

    @Nullable Channel<DeadLetter<M>> letters() {
        return letters;
    }

    // ---- in

    Sent offer(M message) {
        return switch (permits.trySend(Permit.PERMIT)) {
            case SENT, DROPPED -> admit(message);
            case CLOSED -> Sent.CLOSED;
            case FULL ->
                    switch (slow) {
                        case SlowSubscriber.Block _, SlowSubscriber.BlockFor _ -> Sent.FULL;
                        case SlowSubscriber.DropNewest _ -> refuse(message);
                        case SlowSubscriber.DropOldest _ -> displace(message);
                        case SlowSubscriber.Fail _ -> fail(message);
                    };
        };
    }

    Sent await(M message) throws InterruptedException {
        if (slow instanceof SlowSubscriber.BlockFor limit) {
            return switch (permits.trySend(Permit.PERMIT, limit.timeout())) {
                case SENT, DROPPED -> admit(message);
                case CLOSED -> Sent.CLOSED;
                case FULL -> refuse(message);
            };
        }
        try {
            permits.send(Permit.PERMIT);
        } catch (ChannelClosedException e) {
            return Sent.CLOSED;
        }
        return admit(message);
    }

    /// Takes a message in. Requires: there is a permit for it.
    private Sent admit(M message) {
        lock.lock();
        boolean open = !ended;
        outstanding += open ? 1 : 0;
        lock.unlock();
        if (!open) {
            permits.tryReceive();
            return Sent.CLOSED;
        }
        accepted.incrementAndGet();
        line(new Envelope<>(message));
        return Sent.SENT;
    }

    /// Lines an envelope up (K2).
    private void line(Envelope<M> envelope) {
        switch (ready.trySend(envelope)) {
            case SENT, DROPPED -> {}
            case CLOSED -> drop(envelope); // closed meanwhile
            case FULL -> throw new AssertionError("K2: no room for a message with a permit");
        }
    }

    /// Drops the message that has waited longest for a reader, and takes its permit for this one.
    private Sent displace(M message) {
        Received<Envelope<M>> oldest = ready.tryReceive();
        return switch (oldest) {
            case Received.Value<Envelope<M>>(var envelope) -> {
                accepted.incrementAndGet();
                line(new Envelope<>(message));
                drop(envelope);
                yield Sent.SENT;
            }
            case Received.Empty<Envelope<M>> _ -> refuse(message); // readers have them all
            case Received.Ended<Envelope<M>> _ -> Sent.CLOSED;
        };
    }

    private Sent fail(M message) {
        end(
                new SlowSubscriberException(
                        "subscription '"
                                + name
                                + "' holds "
                                + ready.stats().capacity()
                                + " messages that are not acknowledged, and its reader is too"
                                + " slow"));
        missed(message);
        return Sent.CLOSED;
    }

    private Sent refuse(M message) {
        missed(message);
        return Sent.DROPPED;
    }

    /// Counts a message that was not taken.
    void missed(M message) {
        refused.incrementAndGet();
        tell(message);
    }

    private void drop(Envelope<M> envelope) {
        dropped.incrementAndGet();
        tell(envelope.message);
    }

    private void tell(M message) {
        if (onUndelivered != null) {
            onUndelivered.accept(message);
        }
    }

    // ---- out, and in again

    /// Gives what a reader has received to that reader.
    Delivery<M> open(Envelope<M> envelope) {
        envelope.attempts++;
        leased.incrementAndGet();
        var lease = new Lease<>(this, envelope, false);
        begin(lease, visibility);
        return lease;
    }

    private void begin(Lease<M> lease, @Nullable Duration time) {
        leases.add(lease);
        if (time != null) {
            lease.begin(time);
        }
        if (closed) {
            discard(lease); // who closed it may have been too early to see this one
        }
    }

    void acknowledged(Lease<M> lease) {
        leases.remove(lease);
        leased.decrementAndGet();
        acknowledged.incrementAndGet();
        done();
    }

    void rejected(Lease<M> lease, Duration delay, @Nullable Throwable why) {
        leases.remove(lease);
        leased.decrementAndGet();
        rejected.incrementAndGet();
        again(lease.envelope(), delay, why);
    }

    /// Is told that a lease's time is over.
    void over(Lease<M> lease) {
        leases.remove(lease);
        if (lease.delays()) {
            delayed.decrementAndGet();
            line(lease.envelope());
        } else {
            leased.decrementAndGet();
            expired.incrementAndGet();
            again(lease.envelope(), Duration.ZERO, null);
        }
    }

    private void again(Envelope<M> envelope, Duration delay, @Nullable Throwable why) {
        if (envelope.attempts >= attempts) {
            giveUp(new DeadLetter<>(envelope.message, envelope.attempts, why));
        } else if (delay.isZero() || delay.isNegative()) {
            line(envelope);
        } else {
            delayed.incrementAndGet();
            begin(new Lease<>(this, envelope, true), delay);
        }
    }

    private void giveUp(DeadLetter<M> letter) {
        dead.incrementAndGet();
        try {
            if (letters == null || letters.trySend(letter) == Sent.CLOSED) {
                tell(letter.message());
            }
        } finally { // a hook may throw
            done();
        }
    }

    /// Notes that a message needs its permit no more.
    private void done() {
        lock.lock();
        outstanding--;
        boolean last = ended && outstanding == 0;
        lock.unlock();
        permits.tryReceive();
        if (last) {
            endReaders();
        }
    }

    // ---- ends

    /// Lets nothing in any more (K3).
    void end(@Nullable Throwable why) {
        lock.lock();
        boolean first = !ended;
        ended = true;
        cause = first ? why : cause;
        boolean none = outstanding == 0;
        lock.unlock();
        if (first) {
            permits.close();
        }
        if (first && none) {
            endReaders();
        }
    }

    private void endReaders() {
        lock.lock();
        Throwable why = cause;
        lock.unlock();
        if (why == null) {
            ready.close();
        } else {
            ready.fail(why);
        }
        endLetters();
    }

    private void endLetters() {
        if (letters != null) {
            letters.close();
        }
        atEnd.run();
    }

    /// Ends the line and discards what it holds.
    void close() {
        lock.lock();
        ended = true;
        lock.unlock();
        closed = true;
        permits.cancel();
        var thrown = new Thrown(); // a hook may throw, and is passed the rest all the same
        thrown.attempt(() -> ready.cancel(new CancellationException(name + " was closed")));
        for (Lease<M> lease : leases) {
            thrown.attempt(() -> discard(lease));
        }
        endLetters();
        thrown.rethrow();
    }

    private void discard(Lease<M> lease) {
        if (lease.settle()) {
            leases.remove(lease);
            (lease.delays() ? delayed : leased).decrementAndGet();
            drop(lease.envelope());
        }
    }

    AckStats stats() {
        ChannelStats inside = ready.stats();
        return new AckStats(
                name,
                inside.state(),
                inside.capacity(),
                accepted.get(),
                inside.size(),
                leased.get(),
                delayed.get(),
                acknowledged.get(),
                rejected.get(),
                expired.get(),
                dead.get(),
                dropped.get(),
                refused.get());
    }
}
