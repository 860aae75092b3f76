package io.millrace.cli.run.report;

import io.millrace.observe.Histogram;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The figures of one consumer, or of several together. Written by the consumer; others may read
/// them at any time, and then miss the latest.
public final class Tally {
    private final Histogram runs = new Histogram();
    private final Histogram queued = new Histogram();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong retried = new AtomicLong();
    private final AtomicLong notStarted = new AtomicLong();
    private final AtomicLong busyNanos = new AtomicLong();

    /// Makes an empty tally.
    public Tally() {}

    /// Adds up tallies.
    public static Tally sum(List<Tally> parts) {
        var sum = new Tally();
        for (Tally part : parts) {
            sum.runs.add(part.runs);
            sum.queued.add(part.queued);
            add(sum.done, part.done());
            add(sum.failed, part.failed());
            add(sum.retried, part.retried());
            add(sum.notStarted, part.notStarted());
            add(sum.busyNanos, part.busyNanos());
            add(sum.started, part.started());
        }
        return sum;
    }

    /// There is one writer, and it need not wait until all see what it has written.
    private static void add(AtomicLong figure, long more) {
        figure.setRelease(figure.getPlain() + more);
    }

    /// Counts a job that is no longer queued.
    public void start() {
        add(started, 1);
    }

    /// Counts a job that has ended.
    ///
    /// @param ok whether it succeeded
    public void finished(long runNanos, long queuedNanos, boolean ok) {
        runs.record(runNanos);
        queued.record(queuedNanos);
        add(busyNanos, runNanos);
        add(ok ? done : failed, 1);
    }

    /// Counts an attempt that failed and is repeated.
    public void retried(long runNanos) {
        add(retried, 1);
        add(busyNanos, runNanos);
    }

    /// Counts a job that was read and is not started.
    public void passedOver() {
        add(notStarted, 1);
    }

    /// Returns how many jobs have left the queue.
    public long started() {
        return started.getAcquire();
    }

    /// Returns how many jobs succeeded.
    public long done() {
        return done.getAcquire();
    }

    /// Returns how many jobs failed.
    public long failed() {
        return failed.getAcquire();
    }

    /// Returns how many attempts were repeated.
    public long retried() {
        return retried.getAcquire();
    }

    /// Returns how many jobs were read and not started.
    public long notStarted() {
        return notStarted.getAcquire();
    }

    /// Returns how many jobs are no longer under way.
    public long settled() {
        return done() + failed() + notStarted();
    }

    /// Returns how long the consumers have worked, together.
    public long busyNanos() {
        return busyNanos.getAcquire();
    }

    /// Returns how long jobs ran.
    public Histogram runs() {
        return runs;
    }

    /// Returns how long jobs waited to be started.
    public Histogram queued() {
        return queued;
    }
}
