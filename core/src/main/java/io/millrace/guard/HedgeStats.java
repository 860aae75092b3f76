package io.millrace.guard;

import io.millrace.observe.Stats;
import java.time.Duration;

/// A hedge's figures. They are read one after the other.
///
/// @param name the name that the hedge was given, or `hedge-` and a number
/// @param delay after which time another attempt begins now
/// @param calls how many calls were made
/// @param hedged how many attempts were made beyond the first ones
/// @param won how many calls were won by such an attempt
/// @param running how many attempts run, those that have lost and not ended yet included
public record HedgeStats(
        String name, Duration delay, long calls, long hedged, long won, long running)
        implements Stats {

    @Override
    public String kind() {
        return "hedge";
    }
}
