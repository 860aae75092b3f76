package io.millrace.guard;

import io.millrace.observe.Stats;

/// A retry budget's figures. They are read one after the other.
///
/// @param name `retry-budget-` and a number
/// @param percent how many retries there may be for a hundred calls, in the long run
/// @param reserve how many may be made at once
/// @param available how many could be made now
/// @param refused how many were not made because there was nothing left
public record RetryBudgetStats(String name, int percent, long reserve, long available, long refused)
        implements Stats {

    @Override
    public String kind() {
        return "retry-budget";
    }
}
