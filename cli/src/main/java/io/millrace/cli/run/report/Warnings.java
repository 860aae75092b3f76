package io.millrace.cli.run.report;

import java.time.Duration;

/// Counts jobs that waited too long to be started, and lets through a warning from time to time.
/// Used by one thread.
final class Warnings {
    private final long every;
    private final long started;
    private long next;
    private long count; // since the last warning

    /// Makes the count of a run that starts now.
    Warnings(Duration every, long nanos) {
        this.every = every.toNanos();
        this.started = nanos;
        this.next = nanos;
    }

    /// Counts a job; returns how many there were if a warning is due, and 0 if not.
    long due(long nanos) {
        count++;
        if (nanos - next < 0) {
            return 0;
        }
        next = nanos + every;
        long found = count;
        count = 0;
        return found;
    }

    /// Returns how long the time is that a warning speaks of.
    long span(long nanos) {
        return Math.min(every, nanos - started);
    }
}
