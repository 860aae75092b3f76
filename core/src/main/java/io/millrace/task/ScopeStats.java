package io.millrace.task;

import io.millrace.observe.Stats;

/// A scope's figures at one instant: `started == running + succeeded + failed + cancelled`.
///
/// @param name the name that the scope was given, or `scope-` and a number
/// @param started how many tasks were ever started
/// @param running how many have not ended
/// @param succeeded how many returned
/// @param failed how many threw
/// @param cancelled how many were cancelled
public record ScopeStats(
        String name, long started, long running, long succeeded, long failed, long cancelled)
        implements Stats {

    @Override
    public String kind() {
        return "scope";
    }
}
