package io.millrace.sync;

import io.millrace.observe.Stats;

/// The figures of a [Memo] at one instant.
///
/// @param name the name that it was given, or `memo-` and a number
/// @param state how far its value has come; [OnceStats.State#NEW] again after its computation was
///   interrupted
/// @param waiting how many wait for it, selects included
public record MemoStats(String name, OnceStats.State state, int waiting) implements Stats {

    @Override
    public String kind() {
        return "memo";
    }
}
