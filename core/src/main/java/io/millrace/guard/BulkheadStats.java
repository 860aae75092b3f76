package io.millrace.guard;

import io.millrace.observe.Stats;

/// A bulkhead's figures at one instant.
///
/// @param name the name that the bulkhead was given, or `bulkhead-` and a number
/// @param places how many calls may run at once
/// @param running how many run
/// @param queue how many may wait
/// @param waiting how many wait
/// @param entered how many ever got a place
/// @param rejected how many did not: at once, or after a wait that was given up
public record BulkheadStats(
        String name, int places, int running, int queue, int waiting, long entered, long rejected)
        implements Stats {

    @Override
    public String kind() {
        return "bulkhead";
    }
}
