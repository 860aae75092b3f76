package io.millrace.time;

/// At which end of a time a [Shaper] lets values through.
public enum Edge {
    /// The first value at once; those that follow within the time are dropped.
    LEADING,
    /// The last value, at the end of the time.
    TRAILING,
    /// The first value at once, and if others follow, the last of them at the end.
    BOTH;

    boolean leads() {
        return this != TRAILING;
    }

    boolean trails() {
        return this != LEADING;
    }
}
