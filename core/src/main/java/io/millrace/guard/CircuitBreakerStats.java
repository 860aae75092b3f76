package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.State;
import io.millrace.observe.Stats;

/// A circuit breaker's figures at one instant.
///
/// @param name the name that the breaker was given, or `circuit-breaker-` and a number
/// @param state its state; one that was open for long enough counts as open until the next call
/// @param failuresInARow how many calls have failed since the last one that succeeded, while closed
/// @param windowCalls how many calls are in the window; 0 if it has none or is not closed
/// @param windowFailures how many of them failed
/// @param windowSlow how many of them were slow
/// @param succeeded how many calls ever succeeded
/// @param failed how many calls ever failed
/// @param ignored how many calls ended in a way that counts neither way
/// @param rejected how many calls were not made
/// @param opened how often it has opened
public record CircuitBreakerStats(
        String name,
        State state,
        int failuresInARow,
        long windowCalls,
        long windowFailures,
        long windowSlow,
        long succeeded,
        long failed,
        long ignored,
        long rejected,
        long opened)
        implements Stats {

    @Override
    public String kind() {
        return "circuit-breaker";
    }
}
