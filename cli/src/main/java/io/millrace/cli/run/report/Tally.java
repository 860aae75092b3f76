package io.millrace.cli.run.report;

import io.millrace.observe.Histogram;
import org.jspecify.annotations.Nullable;

/// The run's figures. Written and read by the aggregator only, and by others after its end.
public final class Tally {
    private final Histogram runs = new Histogram();
    private final Histogram queued = new Histogram();
    private long done;
    private long failed;
    private long retried;
    private long notStarted;
    private long busyNanos;
    private @Nullable String firstFailure;

    /// Makes an empty tally.
    public Tally() {}

    /// Counts a job that has ended.
    ///
    /// @param failure what to say of it if it failed, or null
    public void finished(long runNanos, long queuedNanos, @Nullable String failure) {
        runs.record(runNanos);
        queued.record(queuedNanos);
        busyNanos += runNanos;
        if (failure == null) {
            done++;
            return;
        }
        failed++;
        firstFailure = firstFailure == null ? failure : firstFailure;
    }

    /// Counts an attempt that failed and is repeated.
    public void retried(long runNanos) {
        retried++;
        busyNanos += runNanos;
    }

    /// Counts a job that was read and not started.
    public void passedOver() {
        notStarted++;
    }

    /// Returns how many jobs succeeded.
    public long done() {
        return done;
    }

    /// Returns how many jobs failed.
    public long failed() {
        return failed;
    }

    /// Returns how many attempts were repeated.
    public long retried() {
        return retried;
    }

    /// Returns how many jobs were read and not started.
    public long notStarted() {
        return notStarted;
    }

    /// Returns how many jobs are no longer under way.
    public long settled() {
        return done + failed + notStarted;
    }

    /// Returns how long the consumers have worked, together.
    public long busyNanos() {
        return busyNanos;
    }

    /// Returns how long jobs ran.
    public Histogram runs() {
        return runs;
    }

    /// Returns how long jobs waited to be started.
    public Histogram queued() {
        return queued;
    }

    /// Returns what was said of the first job that failed, or null.
    public @Nullable String firstFailureOrNull() {
        return firstFailure;
    }
}
