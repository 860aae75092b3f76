package io.millrace.sync;

import io.millrace.observe.Stats;

/// A barrier's figures at one instant.
///
/// @param name the name that the barrier was given, or `barrier-` and a number
/// @param generation the number of the generation that is being gathered, from 0
/// @param parties how many have to arrive
/// @param arrived how many have arrived
/// @param broken whether it has to be reset
/// @param waiting how many wait for the end of the generation, selects included
/// @param waited how many ever waited
/// @param gaveUp how many of them were interrupted or timed out
public record BarrierStats(
        String name,
        long generation,
        int parties,
        int arrived,
        boolean broken,
        int waiting,
        long waited,
        long gaveUp)
        implements Stats {

    @Override
    public String kind() {
        return "barrier";
    }
}
