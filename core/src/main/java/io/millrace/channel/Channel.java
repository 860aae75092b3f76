package io.millrace.channel;

import java.util.concurrent.BlockingQueue;
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

    /// Returns the channel as a [BlockingQueue], for code that wants one: an executor, a library, a
    /// program that moves to channels step by step. It is a view: what one side adds the other
    /// receives, in one order, and it counts as sent and received.
    ///
    /// **Adding** to a channel that has ended throws [ChannelClosedException], whatever the method;
    /// `false` means full and nothing else. A channel that drops values is never full, and one that
    /// [rejects][Overflow#REJECT] makes `put` throw [ChannelFullException]. **Taking** from one
    /// that has ended, after its last value, throws [ChannelClosedException] where it would wait:
    /// `take` and the timed `poll`. The others find it empty. **Waiting, cancellation and memory**
    /// are as for [#send] and [#receive].
    ///
    /// **Looking.** Size, `peek`, `contains`, iterators and arrays know what is buffered, not what
    /// waiting senders offer: a rendezvous looks empty, as a `SynchronousQueue` does, though `poll`
    /// and `drainTo` take what is offered. Iterators and streams walk through a copy, made in time
    /// proportional to the size; an iterator removes its value from the channel if it is still
    /// there. `remainingCapacity` is 0 once the channel has ended. `drainTo` and `clear` take no
    /// more than was there when they began. The view cannot be serialized.
    BlockingQueue<T> asBlockingQueue();

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
