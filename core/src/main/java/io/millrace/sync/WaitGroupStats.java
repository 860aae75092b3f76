package io.millrace.sync;

import io.millrace.observe.Stats;

/// A wait group's figures at one instant.
///
/// @param name the name that the wait group was given, or `wait-group-` and a number
/// @param count how many things are not done
/// @param waiting how many wait for them, selects included
/// @param started how many tasks [WaitGroup#go] ever started
/// @param waited how many ever had to wait
/// @param gaveUp how many of them were interrupted or timed out
public record WaitGroupStats(
        String name, int count, int waiting, long started, long waited, long gaveUp)
        implements Stats {

    @Override
    public String kind() {
        return "wait-group";
    }
}
