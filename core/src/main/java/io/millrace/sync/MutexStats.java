package io.millrace.sync;

import io.millrace.observe.Stats;

/// A mutex's figures at one instant.
///
/// @param name the name that the mutex was given, or `mutex-` and a number
/// @param locked whether it is locked
/// @param waiting how many stand in line for it, selects included
/// @param acquired how often it was ever locked; may be one behind while it is locked
/// @param waited how often somebody had to stand in line for it
/// @param gaveUp how many of them were interrupted or timed out
/// @param handedOver how often it went directly to somebody who had been passed too often, or to a
///   select
public record MutexStats(
        String name,
        boolean locked,
        int waiting,
        long acquired,
        long waited,
        long gaveUp,
        long handedOver)
        implements Stats {

    @Override
    public String kind() {
        return "mutex";
    }
}
