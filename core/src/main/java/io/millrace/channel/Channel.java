package io.millrace.channel;

import java.util.function.Consumer;

/// Hands values from senders to receivers, in order, one receiver a value.
///
/// ```java
/// Channel<Job> jobs = Channel.buffered(20);
/// scope.go(() -> { for (Job job : found) jobs.send(job); jobs.close(); });
/// while (jobs.receiveOrNull() instanceof Job job) job.run();
/// ```
///
/// **Order.** First in, first out; waiting senders are served in the order in which they came, and
/// so are waiting receivers. **Capacity** is exact, and values are never held anywhere else.
/// **Nothing is lost**: an operation that is interrupted or times out has had no effect, or has had
/// its whole effect.
///
/// A channel is not `AutoCloseable` on purpose: a producer that throws would close it, and a
/// broken-off stream would look whole. Use `scope.produce(..)`, which fails the channel if its
/// producer throws.
///
/// @param <T> the type of the values
public interface Channel<T> extends Sender<T>, Receiver<T> {

    /// Makes a channel without a buffer: a send and a receive wait for each other.
    static <T> Channel<T> rendezvous() {
        return Channel.<T>builder().build();
    }

    /// Makes a channel that buffers up to `capacity` values; senders wait when it is full.
    ///
    /// @throws IllegalArgumentException if `capacity` is less than 1
    static <T> Channel<T> buffered(int capacity) {
        return Channel.<T>builder().capacity(capacity).build();
    }

    /// Makes a channel that buffers as many values as memory holds; senders never wait.
    static <T> Channel<T> unbounded() {
        return Channel.<T>builder().unbounded().build();
    }

    /// Makes a channel that keeps the latest value only: a new one replaces one that nobody has
    /// received.
    static <T> Channel<T> conflated() {
        return Channel.<T>builder().capacity(1).overflow(Overflow.DROP_OLDEST).build();
    }

    /// Makes a channel on which nothing ever happens, Go's nil channel: sending and receiving wait
    /// until they are interrupted, and its clauses are never chosen. It cannot be ended.
    static <T> Channel<T> never() {
        return new NeverChannel<>();
    }

    /// Returns a builder, for a channel with a name, an overflow policy or a hook. It starts as a
    /// rendezvous.
    static <T> Builder<T> builder() {
        return new ChannelBuilder<>();
    }

    /// Returns the name that the channel was given, or `channel-` and a number.
    String name();

    /// Returns the channel's figures at this instant.
    ChannelStats stats();

    /// Describes a channel to be made.
    ///
    /// @param <T> the type of the values
    interface Builder<T> {

        /// Names the channel, for messages, thread dumps and views.
        Builder<T> name(String name);

        /// Sets how many values the channel can buffer.
        ///
        /// @throws IllegalArgumentException if `capacity` is less than 1
        Builder<T> capacity(int capacity);

        /// Lets the channel buffer as many values as memory holds.
        Builder<T> unbounded();

        /// Sets what happens to a value for which there is no room.
        Builder<T> overflow(Overflow policy);

        /// Sets a hook for values that the channel took and nobody will receive: dropped by its
        /// overflow policy, or left over when it was cancelled. Values whose send threw stay with
        /// their senders and are not passed here.
        ///
        /// The hook runs once for each value, on the thread that caused it, without a lock. If it
        /// throws, the rest is still passed, and then the operation that caused it throws the first
        /// exception, with up to a hundred later ones suppressed in it.
        Builder<T> onUndelivered(Consumer<? super T> hook);

        /// Makes the channel.
        ///
        /// @throws IllegalStateException if it has an overflow policy but no capacity
        Channel<T> build();
    }
}
