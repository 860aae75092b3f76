package io.millrace.pool;

import io.millrace.task.ShutdownReport.StillRunning;
import io.millrace.task.ShutdownStep;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// What the [drain][WorkerPool#drain] of a pool came to.
///
/// @param name the pool's name
/// @param endedBy the step in which the last job ended, or [ShutdownStep#ABANDON] if some have not
/// @param took how long it took
/// @param finished how many jobs returned or threw meanwhile
/// @param cancelled how many jobs were cancelled meanwhile, those that had not begun included
/// @param unstarted how many of them had not begun
/// @param left the jobs that were still running at the end, each with where it was; empty unless
///   they were abandoned
public record DrainReport(
        String name,
        ShutdownStep endedBy,
        Duration took,
        long finished,
        long cancelled,
        long unstarted,
        List<StillRunning> left) {

    /// Makes the record; the list is copied.
    public DrainReport {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(endedBy, "endedBy");
        Objects.requireNonNull(took, "took");
        left = List.copyOf(left);
    }

    /// Tells whether every job that was queued or ran when the drain began was worked off: none was
    /// cancelled meanwhile or left behind.
    public boolean isClean() {
        return endedBy.compareTo(ShutdownStep.DRAIN) <= 0 && cancelled == 0;
    }
}
