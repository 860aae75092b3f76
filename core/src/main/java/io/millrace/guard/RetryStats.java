package io.millrace.guard;

import io.millrace.observe.Stats;

/// A retry's figures. They are read one after the other.
///
/// @param name the name that the retry was given, or `retry-` and a number
/// @param calls how many calls were made through it; each counts when its first attempt has ended
/// @param succeeded how many of them have succeeded, at once or later
/// @param retries how many attempts were made beyond the first ones
/// @param waiting how many calls wait for their next attempt
/// @param unaffordable how many calls failed because the budget had no retry left
public record RetryStats(
        String name, long calls, long succeeded, long retries, long waiting, long unaffordable)
        implements Stats {

    @Override
    public String kind() {
        return "retry";
    }
}
