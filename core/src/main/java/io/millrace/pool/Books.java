package io.millrace.pool;

import io.millrace.observe.Histogram;
import io.millrace.task.Outcome;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Signal;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 *             admit, note         begin              record             release
 *   (nobody) ------------> queued -----> running ----------> ended, counted ----> told
 *                             \------------- discard ------------/
 *
 * A job that is in the queue before its submitter comes to note it may be begun or discarded first: whoever comes first
 * notes it.
 *
 * B1  submitted == queued + running + succeeded + failed + cancelled + dropped.
 * B2  active == submitted - (the jobs that were released): while it is not 0, somebody has not been told of an end.
 * B3  Once stopped, nothing is admitted.
 */
/// A pool's books: how many jobs there are, and how they ended.
final class Books extends ShortLock {
    private final Object owner;
    private final Histogram waited = new Histogram(); // written under lock
    private final Histogram worked = new Histogram(); // written under lock

    private boolean stopped; // under lock
    private long submitted; // under lock
    private long queued; // under lock
    private long succeeded; // under lock
    private long failed; // under lock
    private long cancelled; // under lock
    private long unstarted; // under lock: those of the cancelled that had not begun
    private long dropped; // under lock
    private long rejected; // under lock
    private final AtomicLong active = new AtomicLong(); // raised under lock
    private @Nullable Signal idle; // under lock: to be fired when active comes to 0

    Books(Object owner) {
        this.owner = owner;
    }

    /// Some of the counts at one instant.
    record Counts(long finished, long cancelled, long unstarted) {}

    /// Lets no more jobs in (B3).
    ///
    /// @return false if that was so
    boolean stop() {
        lock();
        boolean first = !stopped;
        stopped = true;
        unlock();
        return first;
    }

    /// Counts a job as queued, unless the books are closed.
    boolean admit(Job<?> job) {
        lock();
        boolean open = !stopped;
        if (open) {
            noteLocked(job);
        }
        unlock();
        return open;
    }

    /// Counts a job as queued that is queued, unless that has been done.
    void note(Job<?> job) {
        lock();
        noteLocked(job);
        unlock();
    }

    /// Requires: lock held.
    private void noteLocked(Job<?> job) {
        if (!job.noted) {
            job.noted = true;
            submitted++;
            queued++;
            active.incrementAndGet();
        }
    }

    /// Counts a job as running.
    ///
    /// @return whether that was the last one that will ever have been queued
    boolean begin(Job<?> job, long nanos) {
        lock();
        noteLocked(job);
        queued--;
        waited.record(nanos);
        boolean last = isFinishedLocked();
        unlock();
        return last;
    }

    /// Counts how a job that ran has ended.
    void record(Outcome<?> outcome, long nanos) {
        lock();
        worked.record(nanos);
        if (outcome instanceof Outcome.Success<?>) {
            succeeded++;
        } else if (outcome instanceof Outcome.Failure<?>) {
            failed++;
        } else {
            cancelled++;
        }
        unlock();
    }

    /// Counts a job that ends without having begun.
    ///
    /// @return as [#begin] does
    boolean discard(Job<?> job, boolean isDropped) {
        lock();
        noteLocked(job);
        queued--;
        if (isDropped) {
            dropped++;
        } else {
            cancelled++;
            unstarted++;
        }
        boolean last = isFinishedLocked();
        unlock();
        return last;
    }

    /// Counts a job that was not taken.
    void reject() {
        lock();
        rejected++;
        unlock();
    }

    /// Forgets a job that has ended and been told.
    void release() {
        if (active.decrementAndGet() > 0) { // no lock for each job
            return;
        }
        lock();
        Signal woken = idle;
        idle = null;
        unlock();
        if (woken != null) { // if there are new jobs by now, they look and wait again
            woken.fire();
        }
    }

    /// Tells whether nothing is queued, and nothing will be.
    boolean isFinished() {
        lock();
        boolean finished = isFinishedLocked();
        unlock();
        return finished;
    }

    /// Requires: lock held.
    private boolean isFinishedLocked() {
        return stopped && queued == 0;
    }

    boolean isStopped() {
        lock();
        boolean closed = stopped;
        unlock();
        return closed;
    }

    /// Returns a signal to wait for until no job is queued or runs, or null if none does.
    @Nullable Signal idle() {
        lock();
        try {
            if (active.get() > 0 && idle == null) {
                idle = new Signal(owner);
            }
            return idle;
        } finally { // memory may have run out
            unlock();
        }
    }

    Counts counts() {
        lock();
        var counts = new Counts(succeeded + failed, cancelled, unstarted);
        unlock();
        return counts;
    }

    WorkerPoolStats stats(String name, int workers, int capacity) {
        var waitedCopy = new Histogram();
        waitedCopy.add(waited); // without the lock: a copy is long, and may miss the latest
        var workedCopy = new Histogram();
        workedCopy.add(worked);
        lock();
        long all = submitted;
        long waiting = queued;
        long good = succeeded;
        long bad = failed;
        long stoppedEarly = cancelled;
        long lost = dropped;
        long refused = rejected;
        unlock();
        long running = all - waiting - good - bad - stoppedEarly - lost;
        return new WorkerPoolStats(
                name,
                workers,
                capacity,
                waiting,
                running,
                all,
                good,
                bad,
                stoppedEarly,
                lost,
                refused,
                waitedCopy,
                workedCopy);
    }
}
