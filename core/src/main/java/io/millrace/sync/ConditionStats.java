package io.millrace.sync;

import io.millrace.observe.Stats;

/// A condition's figures at one instant.
///
/// @param name the name that the condition was given, or `condition-` and a number
/// @param waiting how many wait for a signal
/// @param waited how many ever waited
/// @param gaveUp how many of them were interrupted or timed out
public record ConditionStats(String name, int waiting, long waited, long gaveUp) implements Stats {

    @Override
    public String kind() {
        return "condition";
    }
}
