package io.millrace.guard;

import io.millrace.observe.Stats;

/// A fallback's figures, with those of all that [when][Fallback#when] and [around][Fallback#around]
/// have made of it. They are read one after the other.
///
/// @param name `fallback-` and a number
/// @param calls how many calls were made
/// @param stoodIn for how many of them it stood in
public record FallbackStats(String name, long calls, long stoodIn) implements Stats {

    @Override
    public String kind() {
        return "fallback";
    }
}
