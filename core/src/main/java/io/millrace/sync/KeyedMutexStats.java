package io.millrace.sync;

import io.millrace.observe.Stats;

/// A keyed mutex's figures at one instant.
///
/// @param name the name that it was given, or `keyed-mutex-` and a number
/// @param keys how many keys somebody has locked or waits for
/// @param waiting how many threads wait, for any of them
public record KeyedMutexStats(String name, int keys, int waiting) implements Stats {

    @Override
    public String kind() {
        return "keyed-mutex";
    }
}
