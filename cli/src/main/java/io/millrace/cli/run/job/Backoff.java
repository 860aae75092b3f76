package io.millrace.cli.run.job;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before an attempt is repeated: twice as long each time, with jitter.
///
/// Before attempt n + 1 it waits between half and all of `min(most, first * 2^(n-1))`, so that jobs
/// which failed together do not come back together.
///
/// @param first the longest wait before the second attempt
/// @param most the longest wait of all
public record Backoff(Duration first, Duration most) {

    /// Checks that the two are in order.
    public Backoff {
        if (first.isNegative() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "backoff " + first + ".." + most + ": must go from less to more");
        }
    }

    /// Returns how long to wait after a failed attempt.
    ///
    /// @param attempt which one failed, from 1
    public Duration after(int attempt, RandomGenerator random) {
        long limit = most.toNanos();
        long full = first.toNanos();
        for (int i = 1; i < attempt && full < limit; i++) {
            full = full > limit / 2 ? limit : full * 2;
        }
        full = Math.min(full, limit);
        return Duration.ofNanos(full - (long) (random.nextDouble() * full / 2));
    }
}
