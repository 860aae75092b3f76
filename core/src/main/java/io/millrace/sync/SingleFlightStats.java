package io.millrace.sync;

import io.millrace.observe.Stats;

/// A single flight's figures at one instant.
///
/// @param name the name that it was given, or `single-flight-` and a number
/// @param keys how many keys have a call that new callers would join
/// @param started how many calls were ever started
/// @param joined how many callers ever joined a call that another had started
/// @param abandoned how many calls were cancelled because all their callers had left
public record SingleFlightStats(String name, int keys, long started, long joined, long abandoned)
        implements Stats {

    @Override
    public String kind() {
        return "single-flight";
    }
}
