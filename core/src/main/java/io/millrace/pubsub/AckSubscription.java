package io.millrace.pubsub;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.channel.Sent;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stream of what is published, in which each message comes again until a reader says that it is
/// done: at least once, within this process.
///
/// ```java
/// try (AckSubscription<Order> orders = topic.acknowledged().attempts(3).deadLetters(100).open()) {
///     orders.handle(order -> store.save(order)); // what it throws lets the order come again
/// }
/// ```
///
/// **A delivery** is [acknowledged][Delivery#ack], [rejected][Delivery#nack], or its time is over;
/// whatever comes first counts. A message that was rejected or whose time was over comes again, at
/// the end of the line, until it was delivered as often as [attempts][Builder#attempts] says; then
/// it is given up, and goes to the [dead letters][#deadLetters].
///
/// **Holds** as many messages as its capacity says, wherever they are: ready for a reader, in a
/// reader's hands, or waiting to come again. What is not acknowledged takes up room, so readers
/// that never do are slow subscribers. Dead letters take up room of their own, as much as was asked
/// for.
///
/// **Waiting.** [#deliveries] is a receiver like any other. No other method waits.
/// **Cancellation.** [#close] ends the subscription and discards what is not acknowledged, also
/// what readers have; [#unsubscribe], and the end of the topic, let nothing in any more, and the
/// stream ends when all that it has is acknowledged or given up. **Ordering and memory.** First
/// deliveries come in the order in which each publisher published; what comes again comes later.
/// What was done before a message was published has happened before it is received, and what a
/// reader did before it rejected a delivery has happened before the next. **Errors.** If the topic
/// fails the stream does, too, after all that it has.
///
/// @param <M> the type of the messages
public final class AckSubscription<M> implements AutoCloseable, Observable {
    private final Hub<M> hub;
    private final String name;
    private final Gate gate;
    private final AckLine<M> line;
    private final Receiver<Delivery<M>> deliveries;
    private final Joining joining = new Joining(this);

    private AckSubscription(Builder<M> builder) {
        hub = builder.hub;
        name = builder.name != null ? builder.name : hub.nextName();
        gate = new Gate(builder.pattern);
        line = new AckLine<>(name, builder, () -> Watch.unregister(this));
        deliveries = new Reading<>(line.ready(), new Desk());
    }

    /// Returns the deliveries. Several tasks may share them: each goes to one. The time for a
    /// delivery begins when it is received. Cancelling this closes the subscription.
    public Receiver<Delivery<M>> deliveries() {
        return deliveries;
    }

    /// Calls `handler` for each message, on this thread, and acknowledges what it returns from,
    /// until the topic ends or the subscription does. Several tasks may do so at a time.
    ///
    /// A message whose handler throws an exception is rejected with that as the cause, and comes
    /// again at once, or after the [delay][Builder#retryDelay]; the loop goes on. So a failure's
    /// last receiver is whoever reads the [dead letters][#deadLetters]. An error, and an interrupt,
    /// let the message come again as well, and are thrown here.
    ///
    /// @throws InterruptedException if the thread is interrupted; the subscription goes on
    /// @throws ChannelClosedException if the topic has failed, or the subscription was closed
    public void handle(Handler<? super M> handler) throws InterruptedException {
        Objects.requireNonNull(handler, "handler");
        while (deliveries.receiveOrNull() instanceof Delivery<M> delivery) {
            try {
                handler.handle(delivery.message());
                delivery.ack();
            } catch (InterruptedException e) {
                rejectFor(e, delivery, Duration.ZERO);
                throw e;
            } catch (Exception e) {
                delivery.nack(gate.retryDelay, e);
            } catch (Error e) {
                rejectFor(e, delivery, gate.retryDelay);
                throw e;
            }
        }
    }

    /// Rejects a delivery because of what is about to be thrown: a hook may throw as well.
    private static void rejectFor(Throwable cause, Delivery<?> delivery, Duration delay) {
        var thrown = new Thrown();
        thrown.attempt(() -> delivery.nack(delay, cause));
        thrown.suppressIn(cause);
    }

    /// Returns the messages that were given up. If there is no room for one more, the oldest gives
    /// way to it. Ends cleanly when the subscription does.
    ///
    /// @throws IllegalStateException if no room for them was [asked for][Builder#deadLetters]
    public Receiver<DeadLetter<M>> deadLetters() {
        Channel<DeadLetter<M>> letters = line.letters();
        if (letters == null) {
            throw new IllegalStateException(
                    this + " keeps no dead letters: ask for them with deadLetters(capacity)");
        }
        return letters;
    }

    /// Lets no more messages in. What it has is delivered, and again, until all is acknowledged or
    /// given up; then the stream ends cleanly. Does nothing if the subscription has ended.
    public void unsubscribe() {
        gate.end(null);
        hub.remove(gate);
    }

    /// Ends the subscription and discards what is not acknowledged. Does nothing if it is closed.
    @Override
    public void close() {
        try {
            line.close();
        } finally { // a hook may throw
            hub.remove(gate);
        }
    }

    /// Returns the name that it was given, or its topic's and a number.
    public String name() {
        return name;
    }

    @Override
    public AckStats stats() {
        return line.stats();
    }

    @Override
    public String toString() {
        return "subscription '" + name + "'";
    }

    private final class Desk implements Reading.Desk<Envelope<M>, Delivery<M>> {
        @Override
        public Delivery<M> open(Envelope<M> received) {
            return line.open(received);
        }

        @Override
        public void takeBack(Delivery<M> opened) {
            opened.nack();
        }

        @Override
        public void hungUp() {
            close();
        }
    }

    private final class Gate implements Inlet<M> {
        private final Levels pattern;
        private Duration retryDelay = Duration.ZERO; // before anybody else has this

        Gate(Levels pattern) {
            this.pattern = pattern;
        }

        @Override
        public Levels pattern() {
            return pattern;
        }

        @Override
        public Sent offer(M message) {
            joining.await();
            return line.offer(message);
        }

        @Override
        public Sent await(M message) throws InterruptedException {
            return line.await(message);
        }

        @Override
        public void missed(M message) {
            line.missed(message);
        }

        @Override
        public void end(@Nullable Throwable cause) {
            joining.await();
            line.end(cause);
        }
    }

    /// Describes a subscription to be opened.
    ///
    /// @param <M> the type of the messages
    public static final class Builder<M> {
        private static final int USUAL_CAPACITY = 16;
        private static final Duration USUAL_VISIBILITY = Duration.ofSeconds(30);
        private static final int USUAL_ATTEMPTS = 5;

        private final Hub<M> hub;
        private final Levels pattern;
        private @Nullable String name;
        private Duration retryDelay = Duration.ZERO;
        private int replay = Integer.MAX_VALUE;
        private boolean choosesReplay;
        int capacity = USUAL_CAPACITY;
        SlowSubscriber slow = SlowSubscriber.block();
        @Nullable Duration visibility = USUAL_VISIBILITY;
        int attempts = USUAL_ATTEMPTS;
        int deadLetters;
        @Nullable Consumer<? super M> onUndelivered;

        Builder(Hub<M> hub, Levels pattern) {
            this.hub = hub;
            this.pattern = pattern;
        }

        /// Names the subscription and its channel, for messages, thread dumps and views.
        public Builder<M> name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Sets how many messages that are not acknowledged it holds at most; 16 if not set.
        ///
        /// @throws IllegalArgumentException if `capacity` is less than 1
        public Builder<M> capacity(int capacity) {
            this.capacity = Subscription.Builder.requireCapacity(capacity);
            return this;
        }

        /// Sets what happens to a message for which there is no room; [SlowSubscriber#block] if not
        /// set. A message that a reader has, or that waits to come again, is never dropped for a
        /// newer one.
        public Builder<M> slow(SlowSubscriber policy) {
            slow = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /// Sets how long a reader may keep a delivery without settling it, before the message comes
        /// again: its visibility time-out. 30 seconds if not set.
        ///
        /// @throws IllegalArgumentException if `time` is zero or less
        public Builder<M> visibility(Duration time) {
            if (time.isZero() || time.isNegative()) {
                throw new IllegalArgumentException(
                        "visibility(" + time + "): must be longer than nothing");
            }
            visibility = time;
            return this;
        }

        /// Lets readers keep deliveries for as long as they like: one that is never settled takes
        /// up its room for ever.
        public Builder<M> unlimitedVisibility() {
            visibility = null;
            return this;
        }

        /// Sets how many times a message is delivered at most; 5 if not set.
        ///
        /// @throws IllegalArgumentException if `most` is less than 1
        public Builder<M> attempts(int most) {
            if (most < 1) {
                throw new IllegalArgumentException(
                        "attempts(" + most + "): must be at least 1, the first delivery");
            }
            attempts = most;
            return this;
        }

        /// Sets after what time a message comes again whose [handler][AckSubscription#handle]
        /// threw; at once if not set.
        public Builder<M> retryDelay(Duration delay) {
            retryDelay = Objects.requireNonNull(delay, "delay");
            return this;
        }

        /// Keeps up to so many messages that were given up, for [AckSubscription#deadLetters]. If
        /// not set they are counted, and passed to the [hook][#onUndelivered].
        ///
        /// @throws IllegalArgumentException if `capacity` is less than 1
        public Builder<M> deadLetters(int capacity) {
            deadLetters = Subscription.Builder.requireCapacity(capacity);
            return this;
        }

        /// As [Subscription.Builder#replay].
        ///
        /// @throws IllegalArgumentException if `most` is negative
        public Builder<M> replay(int most) {
            replay = Subscription.Builder.requireReplay(most);
            choosesReplay = true;
            return this;
        }

        /// Sets a hook for messages that were meant for this subscription and that nobody will
        /// acknowledge: dropped, not acknowledged when it was closed, or given up without room for
        /// dead letters. It runs once for each, on the thread that caused it, which may be that of
        /// all timers: without a lock, and it must not wait.
        public Builder<M> onUndelivered(Consumer<? super M> hook) {
            onUndelivered = Objects.requireNonNull(hook, "hook");
            return this;
        }

        /// Subscribes. Does not wait.
        ///
        /// @throws TopicClosedException if the topic has ended
        /// @throws IllegalStateException if more is to be replayed than it can hold
        public AckSubscription<M> open() {
            int most = Subscription.Builder.replay(hub, replay, choosesReplay, capacity);
            var made = new AckSubscription<>(this);
            made.gate.retryDelay = retryDelay;
            Watch.register(made); // before it may end
            try {
                made.joining.join(hub, made.gate, most, made.line::offer);
            } catch (RuntimeException | Error e) {
                Watch.unregister(made);
                throw e;
            }
            return made;
        }
    }
}
