package io.millrace.guard;

import io.millrace.observe.Stats;

/// A keyed rate limiter's figures. They are read one after the other.
///
/// @param name the name that the limiter was given, or `keyed-rate-limiter-` and a number
/// @param keys how many keys it knows
/// @param forgotten how many keys it has forgotten because they were not in use
public record KeyedRateLimiterStats(String name, long keys, long forgotten) implements Stats {

    @Override
    public String kind() {
        return "keyed-rate-limiter";
    }
}
