package io.millrace.cli.run.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What keeps jobs from being started, as the user has said.
///
/// @param rate how often; null for as often as can be
/// @param delay how long after the last one; null for at once
/// @param breaker when none, because they fail; null for whatever happens
/// @param load none while the machine's load is above this; infinite for whatever it is
/// @param memory none while fewer bytes are available; 0 for whatever there is
public record Limits(
        @Nullable RateRule rate,
        @Nullable Duration delay,
        @Nullable BreakerRule breaker,
        double load,
        long memory) {

    /// No limits.
    public static final Limits NONE = new Limits(null, null, null, Double.POSITIVE_INFINITY, 0);

    /// Returns how long after a start the next one may be, at the earliest and on average.
    public long betweenStartsNanos() {
        long pause = delay == null ? 0 : delay.toNanos();
        long turn = rate == null ? 0 : rate.rate().period().toNanos() / rate.rate().permits();
        return Math.max(pause, turn);
    }

    /// Tells whether there is any.
    public boolean any() {
        return !equals(NONE);
    }
}
