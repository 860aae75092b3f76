package io.millrace.guard;

import io.millrace.observe.Stats;

/// A rate limiter's figures at one instant.
///
/// @param name the name that the limiter was given, or `rate-limiter-` and a number
/// @param type what it counts with: `token bucket`, `fixed window`, `sliding window`
/// @param rate the rate
/// @param burst how many permits can be there at once; [Long#MAX_VALUE] if the rate is infinite
/// @param available how many permits are there; below 0 if a reservation came due before its
///   permits, after the rate was lowered
/// @param waiting how many threads and selects wait
/// @param reserved how many permits are reserved for later
/// @param granted how many permits were ever granted
/// @param refused how often permits were refused: at once, or after a wait that was given up
public record RateLimiterStats(
        String name,
        String type,
        Rate rate,
        long burst,
        long available,
        int waiting,
        long reserved,
        long granted,
        long refused)
        implements Stats {

    @Override
    public String kind() {
        return "rate-limiter";
    }
}
