package io.millrace.guard;

import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt.
///
/// Jitter keeps those who failed together from coming back together; of the two kinds here, full
/// jitter makes the fewest calls in all.
@FunctionalInterface
public interface Backoff {

    /// Returns how long to wait.
    ///
    /// @param failed how many attempts have failed so far, from 1
    /// @param before how long was waited before the latest of them; zero for the first
    /// @param random where chance comes from
    Duration delay(int failed, Duration before, RandomGenerator random);

    /// Does not wait at all.
    static Backoff none() {
        return (_, _, _) -> Duration.ZERO;
    }

    /// Waits for as long every time.
    static Backoff constant(Duration delay) {
        Duration checked = Delays.require("constant", delay);
        return (_, _, _) -> checked;
    }

    /// Waits twice as long every time, from `first` up to `most`.
    static Backoff exponential(Duration first, Duration most) {
        long low = Door.nanos(Delays.require("exponential", first));
        long high = Delays.requireMost("exponential", first, most);
        return (failed, _, _) -> Duration.ofNanos(Delays.doubled(low, failed, high));
    }

    /// Waits for a time between nothing and what [#exponential] would wait, all of them equally
    /// likely.
    static Backoff fullJitter(Duration first, Duration most) {
        long low = Door.nanos(Delays.require("fullJitter", first));
        long high = Delays.requireMost("fullJitter", first, most);
        return (failed, _, random) ->
                Duration.ofNanos(random.nextLong(Delays.doubled(low, failed, high) + 1));
    }

    /// Waits for a time between `first` and three times what was waited before, all of them equally
    /// likely, up to `most`.
    static Backoff decorrelatedJitter(Duration first, Duration most) {
        long low = Door.nanos(Delays.require("decorrelatedJitter", first));
        long high = Delays.requireMost("decorrelatedJitter", first, most);
        return (_, before, random) -> {
            long widest = Math.max(low, Delays.times3(Door.nanos(before), high));
            return Duration.ofNanos(Math.min(high, random.nextLong(low, widest + 1)));
        };
    }
}
