package io.millrace.time;

import io.millrace.observe.Stats;
import java.time.Duration;

/// A ticker's figures at one instant.
///
/// @param name the name that the ticker was given, or `ticker-` and a number
/// @param isClosed whether it was closed
/// @param period the time between two ticks
/// @param taken how many ticks were ever taken
/// @param missed how many were ever skipped, those not yet taken apart
/// @param waiting how many wait for a tick, selects included
public record TickerStats(
        String name, boolean isClosed, Duration period, long taken, long missed, int waiting)
        implements Stats {

    @Override
    public String kind() {
        return "ticker";
    }
}
