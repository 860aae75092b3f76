package io.millrace.cli.run.flow;

import java.util.Locale;

/// What can keep a job from being started.
public enum Limit {
    /// The machine's load, for `--load`.
    LOAD,
    /// Its memory, for `--memfree`.
    MEMORY,
    /// Jobs that fail, for `--breaker`.
    BREAKER,
    /// The time since the last start, for `--delay`.
    DELAY,
    /// How many were started lately, for `--rate`.
    RATE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
