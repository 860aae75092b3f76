package io.millrace.pubsub;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Tells everybody who has subscribed.
///
/// ```java
/// Topic<Price> prices = Topic.open("prices");
/// try (var mine = prices.subscribe()) {
///     scope.go(() -> prices.publish(price));
///     Price first = mine.messages().receive();
/// }
/// ```
///
/// **Waiting.** Who publishes to nobody does not wait; who publishes waits for those subscriptions
/// only whose [policy][SlowSubscriber] says so, one after the other, when all that have room have
/// the message. Subscribing, leaving and closing do not wait. **Cancellation.** An interrupt,
/// pending or coming, makes [#publish] throw; subscriptions that had no room by then miss the
/// message, and it is counted there. **Ordering and memory.** Each subscription has the messages of
/// each publishing thread in their order; those of several threads may come to two subscriptions in
/// different orders. What was done before a message was published has happened before it is
/// received. **Errors.** A subscription that has ended or fails does not matter to who publishes.
/// **Holds** the last messages that it is to [keep][Builder#replay], none if nothing is said;
/// subscriptions hold what they hold.
///
/// @param <T> the type of the messages
public final class Topic<T> implements AutoCloseable, Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Hub<T> hub;

    private Topic(Builder<T> builder) {
        String name = builder.name != null ? builder.name : "topic-" + NUMBERS.incrementAndGet();
        hub = new Hub<>(name, builder.replay);
    }

    /// Opens a topic that keeps nothing for late subscribers.
    public static <T> Topic<T> open() {
        return Topic.<T>builder().open();
    }

    /// As [#open()], with a name for messages and views.
    public static <T> Topic<T> open(String name) {
        return Topic.<T>builder().name(name).open();
    }

    /// Returns a builder, for a topic that keeps messages for late subscribers.
    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /// Publishes a message to all subscriptions.
    ///
    /// @return how many have it; whom it was dropped for is not counted
    /// @throws InterruptedException if the thread is interrupted
    /// @throws TopicClosedException if the topic has ended; one that ends meanwhile lets this
    ///   return
    public int publish(T message) throws InterruptedException {
        return hub.publish(Levels.NONE, Objects.requireNonNull(message, "message"));
    }

    /// Opens a subscription with the usual capacity and policy. Does not wait.
    ///
    /// @throws TopicClosedException if the topic has ended
    public Subscription<T> subscribe() {
        return subscription().open();
    }

    /// Returns a builder, for a subscription with a capacity, a policy or a hook.
    public Subscription.Builder<T> subscription() {
        return new Subscription.Builder<>(hub, Levels.NONE);
    }

    /// Returns a builder, for a subscription whose messages come again until they are acknowledged.
    public AckSubscription.Builder<T> acknowledged() {
        return new AckSubscription.Builder<>(hub, Levels.NONE);
    }

    /// Ends the topic: subscriptions end cleanly, after what they hold. Does not wait for that.
    /// Does nothing if the topic has ended.
    @Override
    public void close() {
        if (hub.end(null)) {
            Watch.unregister(this);
        }
    }

    /// Ends the topic because of a failure: subscriptions fail with it, after what they hold. Does
    /// nothing if the topic has ended.
    ///
    /// @return whether this call ended the topic
    public boolean fail(Throwable cause) {
        boolean first = hub.end(Objects.requireNonNull(cause, "cause"));
        if (first) {
            Watch.unregister(this);
        }
        return first;
    }

    /// Tells whether the topic has ended.
    public boolean isClosed() {
        return hub.isClosed();
    }

    @Override
    public TopicStats stats() {
        return hub.stats();
    }

    @Override
    public String toString() {
        return "topic '" + hub + "'";
    }

    /// Describes a topic to be opened.
    ///
    /// @param <T> the type of the messages
    public static final class Builder<T> {
        private @Nullable String name;
        private int replay;

        private Builder() {}

        /// Names the topic, for messages and views.
        public Builder<T> name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Keeps the last `messages` for late subscribers: each is given them, before what comes
        /// then, with no gap and nothing twice.
        ///
        /// @throws IllegalArgumentException if `messages` is negative
        public Builder<T> replay(int messages) {
            replay = Subscription.Builder.requireReplay(messages);
            return this;
        }

        /// Opens the topic.
        public Topic<T> open() {
            var topic = new Topic<>(this);
            Watch.register(topic);
            return topic;
        }
    }
}
