package io.millrace.pubsub;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats;
import io.millrace.channel.Overflow;
import io.millrace.channel.Receiver;
import io.millrace.channel.Sent;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stream of what is published, from the moment on at which it was opened.
///
/// ```java
/// try (Subscription<Price> prices = topic.subscribe()) {
///     for (Price price : prices.messages()) { ... }
/// }
/// ```
///
/// **Waiting.** [#messages] is a receiver like any other: it can be waited for, looped over, and
/// selected. **Cancellation.** [#close] ends the subscription and discards what it holds;
/// [#unsubscribe] ends it and lets the rest be read. Who publishes and waits for it is let go.
/// **Ordering and memory.** Messages come in the order in which each publisher published them; what
/// it did before has happened before they are received. **Errors.** If the topic fails the stream
/// does, too, with the same cause, after what it holds. **Holds** as many messages as its capacity
/// says, those from before it came included.
///
/// @param <M> the type of the messages
public final class Subscription<M> implements AutoCloseable, Observable {
    private final Hub<M> hub;
    private final Gate gate;
    private final String name;
    private final SlowSubscriber slow;
    private final @Nullable Consumer<? super M> onUndelivered;
    private final Channel<M> channel;
    private final Receiver<M> messages;
    private final Joining joining = new Joining(this);
    private final AtomicLong missed = new AtomicLong(); // those that were taken back included
    private final AtomicLong takenBack = new AtomicLong(); // the channel counts them as received
    private int replayed; // before anybody else has this

    private Subscription(Builder<M> builder) {
        hub = builder.hub;
        gate = new Gate(builder.pattern);
        name = builder.name != null ? builder.name : hub.nextName();
        slow = builder.slow;
        onUndelivered = builder.onUndelivered;
        Channel.Builder<M> made =
                Channel.<M>builder().name(name).capacity(builder.capacity).overflow(overflow(slow));
        if (onUndelivered != null) {
            made.onUndelivered(onUndelivered);
        }
        channel = made.build();
        messages = new Reading<>(channel, new Desk());
    }

    private static Overflow overflow(SlowSubscriber slow) {
        return switch (slow) {
            case SlowSubscriber.DropOldest _ -> Overflow.DROP_OLDEST;
            case SlowSubscriber.DropNewest _ -> Overflow.DROP_NEWEST;
            case SlowSubscriber.Block _, SlowSubscriber.BlockFor _, SlowSubscriber.Fail _ ->
                    Overflow.BLOCK;
        };
    }

    /// Returns the messages. Several tasks may share them: each message goes to one. Cancelling
    /// this closes the subscription.
    public Receiver<M> messages() {
        return messages;
    }

    /// Calls `handler` for each message, on this thread, until the topic ends cleanly or the
    /// subscription does.
    ///
    /// If the handler throws, the subscription is closed with that as the cause, and it is thrown
    /// here, to whoever owns the task that called this; who publishes and other subscriptions go on
    /// as if nothing had happened. To go on after a failure, catch it in the handler; to try again,
    /// use an [AckSubscription].
    ///
    /// @throws InterruptedException if the thread is interrupted; the subscription is closed then
    /// @throws ChannelClosedException if the topic or the subscription has failed
    /// @throws Exception what the handler throws
    public void handle(Handler<? super M> handler) throws Exception {
        Objects.requireNonNull(handler, "handler");
        try {
            while (messages.receiveOrNull() instanceof Object message) {
                handler.handle(cast(message));
            }
        } catch (Throwable e) {
            var thrown = new Thrown();
            thrown.attempt(() -> messages.cancel(e));
            thrown.suppressIn(e);
            throw e;
        }
    }

    @SuppressWarnings("unchecked") // it was received as an M
    private M cast(Object message) {
        return (M) message;
    }

    /// Lets no more messages in; those that it holds can still be received, and then the stream
    /// ends cleanly. Does nothing if the subscription has ended.
    public void unsubscribe() {
        gate.end(null);
        hub.remove(gate);
    }

    /// Ends the subscription and discards what it holds. Does nothing if it is closed, or has ended
    /// and nothing is left.
    @Override
    public void close() {
        messages.cancel();
    }

    /// Returns the name that it was given, or its topic's and a number.
    public String name() {
        return name;
    }

    @Override
    public SubscriptionStats stats() {
        ChannelStats inside = channel.stats();
        return new SubscriptionStats(
                name,
                inside.state(),
                inside.capacity(),
                inside.size(),
                inside.received() - takenBack.get(),
                inside.dropped() + missed.get(),
                replayed);
    }

    @Override
    public String toString() {
        return "subscription '" + name + "'";
    }

    private final class Desk implements Reading.Desk<M, M> {
        @Override
        public M open(M received) {
            return received;
        }

        @Override
        public void takeBack(M opened) {
            takenBack.incrementAndGet();
            gate.missed(opened);
        }

        @Override
        public void hungUp() {
            hub.remove(gate);
            Watch.unregister(Subscription.this);
        }
    }

    private final class Gate implements Inlet<M> {
        private final Levels pattern;

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
            Sent sent = channel.trySend(message);
            if (sent == Sent.FULL && slow instanceof SlowSubscriber.Fail) {
                channel.fail(
                        new SlowSubscriberException(
                                Subscription.this
                                        + " is full (capacity "
                                        + channel.stats().capacity()
                                        + ") and its reader too slow"));
                missed(message);
                return Sent.CLOSED;
            }
            return sent;
        }

        @Override
        public Sent await(M message) throws InterruptedException {
            if (slow instanceof SlowSubscriber.BlockFor limit) {
                Sent sent = channel.trySend(message, limit.timeout());
                if (sent == Sent.FULL) {
                    missed(message);
                    return Sent.DROPPED;
                }
                return sent;
            }
            try {
                channel.send(message);
                return Sent.SENT;
            } catch (ChannelClosedException e) {
                return Sent.CLOSED;
            }
        }

        @Override
        public void missed(M message) {
            missed.incrementAndGet();
            if (onUndelivered != null) {
                onUndelivered.accept(message);
            }
        }

        @Override
        public void end(@Nullable Throwable cause) {
            joining.await();
            if (cause == null) {
                channel.close();
            } else {
                channel.fail(cause);
            }
            Watch.unregister(Subscription.this);
        }
    }

    /// Describes a subscription to be opened.
    ///
    /// @param <M> the type of the messages
    public static final class Builder<M> {
        private static final int USUAL_CAPACITY = 16;

        private final Hub<M> hub;
        private final Levels pattern;
        private @Nullable String name;
        private int capacity = USUAL_CAPACITY;
        private SlowSubscriber slow = SlowSubscriber.block();
        private int replay = Integer.MAX_VALUE;
        private boolean choosesReplay;
        private @Nullable Consumer<? super M> onUndelivered;

        Builder(Hub<M> hub, Levels pattern) {
            this.hub = hub;
            this.pattern = pattern;
        }

        /// Names the subscription and its channel, for messages, thread dumps and views.
        public Builder<M> name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Sets how many messages it holds at most; 16 if not set.
        ///
        /// @throws IllegalArgumentException if `capacity` is less than 1
        public Builder<M> capacity(int capacity) {
            this.capacity = requireCapacity(capacity);
            return this;
        }

        /// Sets what happens to a message for which there is no room; [SlowSubscriber#block] if not
        /// set.
        public Builder<M> slow(SlowSubscriber policy) {
            slow = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /// Sets how many messages from before it wants to have, of those that the topic
        /// [keeps][Topic.Builder#replay]; 0 for none. If not set: as many as are kept and it has
        /// room for. They are the newest ones, and come first.
        ///
        /// @throws IllegalArgumentException if `most` is negative
        public Builder<M> replay(int most) {
            replay = requireReplay(most);
            choosesReplay = true;
            return this;
        }

        /// Sets a hook for messages that were meant for this subscription and nobody will receive:
        /// [dropped][SlowSubscriber], or left when it was closed. It runs once for each, on the
        /// thread that caused it, without a lock, and must not wait.
        public Builder<M> onUndelivered(Consumer<? super M> hook) {
            onUndelivered = Objects.requireNonNull(hook, "hook");
            return this;
        }

        /// Subscribes. Does not wait.
        ///
        /// @throws TopicClosedException if the topic has ended
        /// @throws IllegalStateException if more is to be replayed than it can hold
        public Subscription<M> open() {
            int most = replay(hub, replay, choosesReplay, capacity);
            var made = new Subscription<>(this);
            Watch.register(made); // before it may end
            try {
                made.replayed = made.joining.join(hub, made.gate, most, made.channel::trySend);
            } catch (RuntimeException | Error e) {
                Watch.unregister(made);
                throw e;
            }
            return made;
        }

        static int requireCapacity(int capacity) {
            if (capacity < 1 || capacity == Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "capacity("
                                + capacity
                                + "): must be from 1 to "
                                + (Integer.MAX_VALUE - 1)
                                + "; who publishes hands nothing over in person");
            }
            return capacity;
        }

        static int requireReplay(int most) {
            if (most < 0) {
                throw new IllegalArgumentException("replay(" + most + "): must not be negative");
            }
            return most;
        }

        /// Returns how many of the messages that are kept go into a subscription.
        static int replay(Hub<?> hub, int asked, boolean chosen, int capacity) {
            int most = Math.min(asked, hub.keeps());
            if (chosen && most > capacity) {
                throw new IllegalStateException(
                        "replay("
                                + asked
                                + ") into a subscription with capacity "
                                + capacity
                                + ": set a capacity of at least "
                                + most);
            }
            return Math.min(most, capacity);
        }
    }
}
