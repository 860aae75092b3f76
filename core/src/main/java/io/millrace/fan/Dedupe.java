package io.millrace.fan;

import io.millrace.channel.Receiver;
import io.millrace.task.Scope;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/// Lets each value of a stream pass once: of those with the same key, the first.
///
/// ```java
/// Receiver<Event> once = Dedupe.of(scope, events, Event::id).within(Duration.ofMinutes(5), 100_000);
/// ```
///
/// **Memory** is bounded, and so is what it can know: a duplicate is let go if its key is
/// remembered. What is remembered, [#last] and [#within] say exactly. A duplicate that was let go
/// is counted, and told to nobody.
///
/// The package documentation says what all fans have in common: what is held, and how ends,
/// failures and cancellations travel both ways. **Waiting, Cancellation, Ordering and memory,
/// Errors** are as for a [FanOut] with one receiver.
///
/// @param <T> the type of the values
public final class Dedupe<T> {
    private final Plan<T> plan;
    private final Receiver<? extends T> source;
    private final Function<? super T, ?> key;

    private Dedupe(Scope scope, Receiver<? extends T> source, Function<? super T, ?> key) {
        plan = new Plan<>(scope);
        this.source = Objects.requireNonNull(source, "source");
        this.key = Objects.requireNonNull(key, "key");
    }

    /// Names the source, and the scope in which the pump is to run; a value is its own key.
    public static <T> Dedupe<T> of(Scope scope, Receiver<? extends T> source) {
        return new Dedupe<>(scope, source, value -> value);
    }

    /// As [#of(Scope, Receiver)], with keys, which are compared by `equals`.
    ///
    /// @param key makes the key of a value, never null
    public static <T> Dedupe<T> of(
            Scope scope, Receiver<? extends T> source, Function<? super T, ?> key) {
        return new Dedupe<>(scope, source, key);
    }

    /// Names the pump, its task and the receiver, for messages, thread dumps and views.
    public Dedupe<T> name(String name) {
        plan.name(name);
        return this;
    }

    /// Sets how many values the receiver buffers; 0, a rendezvous, if not set.
    ///
    /// @throws IllegalArgumentException if `capacity` is negative
    public Dedupe<T> capacity(int capacity) {
        plan.capacity(capacity);
        return this;
    }

    /// As [FanIn#onUndelivered].
    public Dedupe<T> onUndelivered(Consumer<? super T> hook) {
        plan.onUndelivered(hook);
        return this;
    }

    /// Starts a pump that remembers the last `keys` different keys that it let through. A key is
    /// forgotten when so many others have been let through since; a duplicate that was let go does
    /// not renew it.
    ///
    /// **Holds** as many values as the receiver buffers, and one in hand; and `keys` keys.
    ///
    /// @throws IllegalArgumentException if `keys` is less than 1
    /// @throws IllegalStateException if the scope is closed
    public Receiver<T> last(int keys) {
        requireSome("last", keys);
        return start(Door.LONGEST, keys);
    }

    /// Starts a pump that remembers a key for `time` since it was let through, not including the
    /// instant at which the time is over; a duplicate that was let go does not renew it. Of more
    /// than `mostKeys` within the time the oldest are forgotten sooner, so that memory stays
    /// bounded.
    ///
    /// **Holds** as many values as the receiver buffers, and one in hand; and up to `mostKeys`
    /// keys, some of which may be over time until the next value comes.
    ///
    /// @throws IllegalArgumentException if `time` is zero or less, or `mostKeys` less than 1
    /// @throws IllegalStateException if the scope is closed
    public Receiver<T> within(Duration time, int mostKeys) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException(
                    "within(" + time + ", ..): must be longer than nothing");
        }
        requireSome("within(..)", mostKeys);
        return start(Door.nanos(time), mostKeys);
    }

    private Receiver<T> start(long nanos, int keys) {
        return new Deduping<T>(plan, source, key, nanos, keys).start().getFirst();
    }

    private static void requireSome(String verb, int keys) {
        if (keys < 1) {
            throw new IllegalArgumentException(
                    verb + " with " + keys + " keys: must remember at least one");
        }
    }
}
