package io.millrace.guard;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How often something may happen: so many permits in so much time. An exact fraction: three a
/// second are three a second, not one every 333,333,333 nanoseconds.
public final class Rate {
    private static final Rate INFINITE = new Rate(1, 0);
    private static final Rate ZERO = new Rate(0, 1);

    private final long permits;
    private final long nanos; // 0 for infinite

    private Rate(long permits, long nanos) {
        this.permits = permits;
        this.nanos = nanos;
    }

    /// Returns the rate of `permits` in `period`.
    ///
    /// @param permits at least 1; for none at all, use [#zero]
    /// @param period longer than nothing, and at most 146 years
    /// @throws IllegalArgumentException if they are not
    public static Rate of(long permits, Duration period) {
        Objects.requireNonNull(period, "period");
        if (permits < 1) {
            throw new IllegalArgumentException(
                    "Rate.of("
                            + permits
                            + ", "
                            + period
                            + "): permits must be at least 1; for none at all use Rate.zero()");
        }
        if (!period.isPositive() || period.toSeconds() >= Long.MAX_VALUE / 2 / 1_000_000_000L) {
            throw new IllegalArgumentException(
                    "Rate.of("
                            + permits
                            + ", "
                            + period
                            + "): the period must be longer than nothing and at most 146 years");
        }
        return new Rate(permits, period.toNanos());
    }

    /// Returns the rate of `permits` a second.
    ///
    /// @throws IllegalArgumentException if that is less than 1
    public static Rate perSecond(long permits) {
        return of(permits, Duration.ofSeconds(1));
    }

    /// Returns the rate of `permits` a minute.
    ///
    /// @throws IllegalArgumentException if that is less than 1
    public static Rate perMinute(long permits) {
        return of(permits, Duration.ofMinutes(1));
    }

    /// Returns the rate of one permit every `interval`.
    ///
    /// @throws IllegalArgumentException as [#of] does
    public static Rate every(Duration interval) {
        return of(1, interval);
    }

    /// Returns the rate that allows everything.
    public static Rate infinite() {
        return INFINITE;
    }

    /// Returns the rate that allows nothing beyond what is there.
    public static Rate zero() {
        return ZERO;
    }

    /// Tells whether this is the rate that allows everything.
    public boolean isInfinite() {
        return nanos == 0;
    }

    /// Tells whether this is the rate that allows nothing.
    public boolean isZero() {
        return permits == 0;
    }

    /// Returns how many permits there are in a [#period].
    public long permits() {
        return permits;
    }

    /// Returns the time in which there are so many [#permits]; zero for the infinite rate.
    public Duration period() {
        return Duration.ofNanos(nanos);
    }

    long nanos() {
        return nanos;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rate rate && rate.permits == permits && rate.nanos == nanos;
    }

    @Override
    public int hashCode() {
        return Objects.hash(permits, nanos);
    }

    @Override
    public String toString() {
        if (isInfinite()) {
            return "infinite";
        }
        return isZero() ? "zero" : permits + " per " + period();
    }
}
