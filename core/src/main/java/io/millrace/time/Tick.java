package io.millrace.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// One tick of a [Ticker].
///
/// @param number from 1; ticks that were skipped are counted
/// @param missed how many were skipped between the tick that was taken before, and this one
/// @param due when it was to come, on the wall clock as it was when the ticker was started or
///   reset: exact multiples of the period, also if somebody sets the clock meanwhile
/// @param late how much later it was taken
public record Tick(long number, long missed, Instant due, Duration late) {

    /// Makes the record.
    public Tick {
        Objects.requireNonNull(due, "due");
        Objects.requireNonNull(late, "late");
    }
}
