package io.millrace.sync;

import io.millrace.observe.Stats;

/// The figures of a [Once] at one instant.
///
/// @param name the name that it was given, or `once-` and a number
/// @param state how far it has come
/// @param waiting how many wait for its end, selects included
public record OnceStats(String name, State state, int waiting) implements Stats {

    /// How far something that happens once has come.
    public enum State {
        /// Nobody has asked for it.
        NEW,
        /// Its body runs.
        RUNNING,
        /// Its body has returned.
        DONE,
        /// Its body has thrown.
        FAILED
    }

    @Override
    public String kind() {
        return "once";
    }
}
