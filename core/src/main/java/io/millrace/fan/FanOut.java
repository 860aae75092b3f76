package io.millrace.fan;

import io.millrace.channel.Receiver;
import io.millrace.channel.Sender;
import io.millrace.task.Scope;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// Lets one stream part into several.
///
/// ```java
/// List<Receiver<Order>> shards =
///         FanOut.of(scope, orders).capacity(16).partition(4, Order::customer);
/// ```
///
/// The package documentation says what all fans have in common: what is held, and how ends,
/// failures and cancellations travel both ways.
///
/// **Waiting.** The pump waits for a value from the source, then, unless a consumer that is slow is
/// [treated otherwise][#slow], for room. **Cancellation.** A receiver that is cancelled leaves, and
/// the others go on; the last one cancels the source at once. **Ordering and memory.** Each
/// receiver has its values in the order of the source; what was done before a value was sent there
/// has happened before whatever is done after it was received here. **Errors.** What a function or
/// hook of the caller throws fails all receivers and the scope, and cancels the source.
///
/// @param <T> the type of the values
public final class FanOut<T> {
    private final Plan<T> plan;
    private final Receiver<? extends T> source;

    private FanOut(Scope scope, Receiver<? extends T> source) {
        plan = new Plan<>(scope);
        this.source = Objects.requireNonNull(source, "source");
    }

    /// Names the source, and the scope in which the pump is to run.
    public static <T> FanOut<T> of(Scope scope, Receiver<? extends T> source) {
        return new FanOut<>(scope, source);
    }

    /// Names the pump, its task and, with a number, the receivers, for messages, thread dumps and
    /// views.
    public FanOut<T> name(String name) {
        plan.name(name);
        return this;
    }

    /// Sets how many values each receiver buffers; 0, a rendezvous, if not set.
    ///
    /// @throws IllegalArgumentException if `capacity` is negative
    public FanOut<T> capacity(int capacity) {
        plan.capacity(capacity);
        return this;
    }

    /// Sets what happens to a value for a consumer that has no room for it;
    /// [waiting][SlowConsumer#WAIT] if not set. Any other needs a [capacity][#capacity].
    public FanOut<T> slow(SlowConsumer policy) {
        plan.slow = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /// Sets a hook for values that the pump took and nobody will receive: dropped for a slow
    /// consumer, left in the buffer of one that has left, or meant for it. A broadcast tells of a
    /// consumer that was slow, for each such consumer, but not of what one misses that has left,
    /// unless all have.
    ///
    /// It runs on the thread that caused it, without a lock, and must not wait. What it throws ends
    /// the pump, as a failure of its task, or is thrown by whoever cancelled.
    public FanOut<T> onUndelivered(Consumer<? super T> hook) {
        plan.onUndelivered(hook);
        return this;
    }

    /// Starts a pump that gives every value to each of `consumers` receivers.
    ///
    /// Each has a value as soon as it has room for it, whatever the others do; the next one is
    /// taken when all have it. **Holds** as many values for each receiver as it buffers, and one in
    /// hand for those that have no room.
    ///
    /// @throws IllegalArgumentException if `consumers` is less than 1
    /// @throws IllegalStateException if the scope is closed, or the policy needs a capacity
    public List<Receiver<T>> broadcast(int consumers) {
        requireSome("broadcast", consumers);
        plan.requireBuffer();
        return List.copyOf(new Broadcasting<>(plan, source, consumers).start());
    }

    /// Starts a pump that parts the values in two: those for which `predicate` holds, and the rest.
    ///
    /// While one side has no room the other waits as well: nothing is put aside. The values of a
    /// side that has left go to the [hook][#onUndelivered]. **Holds** as many values for each side
    /// as it buffers, and one in hand.
    ///
    /// @throws IllegalStateException if the scope is closed, or the policy needs a capacity
    public Split<T> split(Predicate<? super T> predicate) {
        Objects.requireNonNull(predicate, "predicate");
        plan.requireBuffer();
        List<Outlet<T>> sides =
                new Choosing<T>(plan, "split", source, 2, value -> predicate.test(value) ? 0 : 1)
                        .start();
        return new Split<>(sides.get(0), sides.get(1));
    }

    /// Starts a pump that gives all values of one key to the same one of `consumers` receivers: so
    /// they stay in their order, while keys are worked on side by side.
    ///
    /// Which one, the key's hash code decides alone. While that one has no room the others wait as
    /// well: nothing is put aside. The keys of a receiver that has left are not given to others,
    /// which would break their order; their values go to the [hook][#onUndelivered]. **Holds** as
    /// many values for each receiver as it buffers, and one in hand.
    ///
    /// @param key makes the key of a value, never null
    /// @throws IllegalArgumentException if `consumers` is less than 1
    /// @throws IllegalStateException if the scope is closed, or the policy needs a capacity
    public List<Receiver<T>> partition(int consumers, Function<? super T, ?> key) {
        Objects.requireNonNull(key, "key");
        requireSome("partition", consumers);
        plan.requireBuffer();
        return List.copyOf(
                new Choosing<T>(
                                plan,
                                "partition",
                                source,
                                consumers,
                                value -> index(key.apply(value), value, consumers))
                        .start());
    }

    private static int index(Object key, Object value, int consumers) {
        if (key == null) {
            throw new NullPointerException("partition: the key of " + value + " is null");
        }
        int hash = key.hashCode() * 0x9E3779B9; // small numbers are to spread, too
        return (int) (((hash & 0xFFFFFFFFL) * consumers) >>> 32);
    }

    /// Starts a pump that deals the values out in turn: the first to the first receiver, the next
    /// to the next.
    ///
    /// It waits for whose turn it is, even if others have room; [#share] does not. Who has left is
    /// passed over. **Holds** as many values for each receiver as it buffers, and one in hand.
    ///
    /// @throws IllegalArgumentException if `consumers` is less than 1
    /// @throws IllegalStateException if the scope is closed, or the policy needs a capacity
    public List<Receiver<T>> roundRobin(int consumers) {
        requireSome("roundRobin", consumers);
        plan.requireBuffer();
        return List.copyOf(new Dealing<>(plan, source, consumers).start());
    }

    /// Starts a pump that gives each value to a receiver that has room for it; of several, any with
    /// the same chance. The load balances itself.
    ///
    /// Where consumers need no stream of their own, let them all receive from the source instead.
    /// **Holds** as many values for each receiver as it buffers, and one in hand while none has
    /// room.
    ///
    /// @throws IllegalArgumentException if `consumers` is less than 1
    /// @throws IllegalStateException if the scope is closed, or values are to be dropped
    public List<Receiver<T>> share(int consumers) {
        requireSome("share", consumers);
        plan.requireWaiting("share");
        return List.copyOf(new Sharing<>(plan, source, consumers).start());
    }

    /// Starts a pump that lets all values through to its one receiver, and sends a copy of each
    /// that this one took to `side`.
    ///
    /// The side is the caller's: a channel with an [overflow policy][io.millrace.channel.Overflow],
    /// say, if it must not hold up the stream. It ends when the stream does, in the same way, and
    /// fails if the receiver leaves. If the side is cancelled the stream goes on without copies.
    /// **Holds** as many values as the receiver buffers, and one in hand.
    ///
    /// @throws IllegalStateException if the scope is closed, or values are to be dropped
    public Receiver<T> tee(Sender<? super T> side) {
        Objects.requireNonNull(side, "side");
        plan.requireWaiting("tee");
        return new Teeing<T>(plan, source, side).start().getFirst();
    }

    private static void requireSome(String verb, int consumers) {
        if (consumers < 1) {
            throw new IllegalArgumentException(
                    verb + "(" + consumers + "): needs at least one consumer");
        }
    }
}
