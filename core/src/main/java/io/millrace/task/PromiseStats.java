package io.millrace.task;

import io.millrace.observe.Stats;

/// A promise's figures at one instant.
///
/// @param name the name that the promise was given, or `promise-` and a number
/// @param state how far it is
/// @param waiting how many wait for it, selects included
public record PromiseStats(String name, State state, int waiting) implements Stats {

    /// How far a promise is.
    public enum State {
        /// Nobody has completed it.
        PENDING,
        /// It has a value.
        COMPLETED,
        /// It has failed.
        FAILED,
        /// It was cancelled.
        CANCELLED
    }

    @Override
    public String kind() {
        return "promise";
    }
}
