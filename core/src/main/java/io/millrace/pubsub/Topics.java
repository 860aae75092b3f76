package io.millrace.pubsub;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Topics with names, which are there when somebody publishes to them, and subscriptions to many of
/// them by a pattern: a broker within the process.
///
/// ```java
/// Topics<Order> topics = Topics.open("shop");
/// try (var european = topics.subscribe("orders.eu.>")) {
///     topics.publish("orders.eu.de.new", order);
///     Message<Order> first = european.messages().receive();
/// }
/// ```
///
/// **Names** are levels with dots between them, up to 64: `orders.eu.new`. **Patterns** are names
/// in which `*` stands for any one level, and `>`, at the end, for one or more: `orders.*.new`
/// matches `orders.eu.new`, `orders.>` matches that and `orders.eu`, but not `orders`. The words
/// are those of NATS. A subscription has each message that its pattern matches once. Case matters.
///
/// **Waiting, Cancellation, Ordering and memory, Errors** are as for a [Topic]: messages of one
/// thread come in their order, whatever topics they were published to. **Holds** the last messages
/// that it is to [keep][Builder#replay], of all topics together. A name that nobody has subscribed
/// to costs nothing.
///
/// @param <T> the type of what is published
public final class Topics<T> implements AutoCloseable, Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Hub<Message<T>> hub;

    private Topics(Builder<T> builder) {
        String name = builder.name != null ? builder.name : "topics-" + NUMBERS.incrementAndGet();
        hub = new Hub<>(name, builder.replay);
    }

    /// Opens topics that keep nothing for late subscribers.
    public static <T> Topics<T> open() {
        return Topics.<T>builder().open();
    }

    /// As [#open()], with a name for messages and views.
    public static <T> Topics<T> open(String name) {
        return Topics.<T>builder().name(name).open();
    }

    /// Returns a builder, for topics that keep messages for late subscribers.
    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /// Publishes to a topic.
    ///
    /// @return how many subscriptions have it; whom it was dropped for is not counted
    /// @throws InterruptedException if the thread is interrupted
    /// @throws IllegalArgumentException if `topic` is no name
    /// @throws TopicClosedException if the topics have ended; if they end meanwhile this returns
    public int publish(String topic, T body) throws InterruptedException {
        Levels levels = Levels.ofName(topic);
        return hub.publish(levels, new Message<>(topic, body));
    }

    /// Opens a subscription with the usual capacity and policy. Does not wait.
    ///
    /// @throws IllegalArgumentException if `pattern` is none
    /// @throws TopicClosedException if the topics have ended
    public Subscription<Message<T>> subscribe(String pattern) {
        return subscription(pattern).open();
    }

    /// Returns a builder, for a subscription with a capacity, a policy or a hook.
    ///
    /// @throws IllegalArgumentException if `pattern` is none
    public Subscription.Builder<Message<T>> subscription(String pattern) {
        return new Subscription.Builder<>(hub, Levels.ofPattern(pattern));
    }

    /// Returns a builder, for a subscription whose messages come again until they are acknowledged.
    ///
    /// @throws IllegalArgumentException if `pattern` is none
    public AckSubscription.Builder<Message<T>> acknowledged(String pattern) {
        return new AckSubscription.Builder<>(hub, Levels.ofPattern(pattern));
    }

    /// Ends all topics: subscriptions end cleanly, after what they hold. Does not wait for that.
    /// Does nothing if they have ended.
    @Override
    public void close() {
        if (hub.end(null)) {
            Watch.unregister(this);
        }
    }

    /// Ends all topics because of a failure: subscriptions fail with it, after what they hold. Does
    /// nothing if they have ended.
    ///
    /// @return whether this call ended them
    public boolean fail(Throwable cause) {
        boolean first = hub.end(Objects.requireNonNull(cause, "cause"));
        if (first) {
            Watch.unregister(this);
        }
        return first;
    }

    /// Tells whether the topics have ended.
    public boolean isClosed() {
        return hub.isClosed();
    }

    @Override
    public TopicStats stats() {
        return hub.stats();
    }

    @Override
    public String toString() {
        return "topics '" + hub + "'";
    }

    /// Describes topics to be opened.
    ///
    /// @param <T> the type of what is published
    public static final class Builder<T> {
        private @Nullable String name;
        private int replay;

        private Builder() {}

        /// Names the topics together, for messages and views.
        public Builder<T> name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Keeps the last `messages`, of all topics together, for late subscribers: each is given
        /// those that its pattern matches, before what comes then, with no gap and nothing twice.
        ///
        /// @throws IllegalArgumentException if `messages` is negative
        public Builder<T> replay(int messages) {
            replay = Subscription.Builder.requireReplay(messages);
            return this;
        }

        /// Opens the topics.
        public Topics<T> open() {
            var topics = new Topics<>(this);
            Watch.register(topics);
            return topics;
        }
    }
}
