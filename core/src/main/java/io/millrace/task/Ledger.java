package io.millrace.task;

import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Signal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 *   start()          record(outcome)          end()              joinThreads()
 *   running  ------> running, counted ------> terminating -----> gone
 *
 * Between record and end the task cancels its scope, if it must, and tells those who await it.
 *
 * The tasks that failed and those that are terminating are linked through the tasks themselves, so that nothing is
 * allocated under the lock: a task must be able to end even when memory has run out.
 *
 * B1  running == started - (the tasks for which end() was called).
 * B2  Every task that is not running and whose thread may be alive is in the list of those that terminate.
 */
/// A scope's books: which tasks run, and how the others ended.
final class Ledger {

    /// So many failures at most are kept; a scope with more counts the later ones only.
    static final int MOST_FAILURES = 100;

    private final ShortLock lock = new ShortLock();
    private final Scope scope;

    private boolean closed; // under lock
    private long started; // under lock
    private long running; // under lock
    private long succeeded; // under lock
    private long failed; // under lock
    private long cancelled; // under lock
    private @Nullable ScopeTask<?> lastFailed; // under lock
    private @Nullable ScopeTask<?> firstTerminating; // under lock
    private @Nullable ScopeTask<?> lastTerminating; // under lock
    private @Nullable Signal idle; // under lock: to be fired when running comes to 0

    Ledger(Scope scope) {
        this.scope = scope;
    }

    /// Counts a task as running.
    ///
    /// @return its number, from 1
    long start() {
        lock.lock();
        boolean refused = closed;
        long number = refused ? 0 : ++started;
        running += refused ? 0 : 1;
        lock.unlock();
        if (refused) {
            throw new IllegalStateException(scope + " is closed: start tasks before it ends");
        }
        return number;
    }

    /// Lets no task start any more.
    ///
    /// @return false if that was so
    boolean close() {
        lock.lock();
        boolean first = !closed;
        closed = true;
        lock.unlock();
        return first;
    }

    /// Counts how a task ended.
    void record(ScopeTask<?> task, Outcome<?> outcome) {
        lock.lock();
        switch (outcome) {
            case Outcome.Success<?> _ -> succeeded++;
            case Outcome.Cancelled<?> _ -> cancelled++;
            case Outcome.Failure<?> _ -> {
                if (failed++ < MOST_FAILURES) {
                    task.previousFailed = lastFailed;
                    lastFailed = task;
                }
            }
        }
        lock.unlock();
    }

    /// Counts a task as not running any more; its thread is about to terminate.
    void end(ScopeTask<?> task) {
        lock.lock();
        forgetTerminated();
        ScopeTask<?> before = lastTerminating;
        if (before == null) {
            firstTerminating = task;
        } else {
            before.nextTerminating = task;
        }
        lastTerminating = task;
        running--;
        Signal woken = running == 0 ? idle : null;
        idle = running == 0 ? null : idle;
        lock.unlock();
        if (woken != null) {
            woken.fire();
        }
    }

    /// Requires: lock held.
    private void forgetTerminated() {
        ScopeTask<?> first = firstTerminating;
        while (first != null && !first.isThreadAlive()) {
            first = removeFirstTerminating(first);
        }
    }

    /// Requires: lock held.
    private @Nullable ScopeTask<?> removeFirstTerminating(ScopeTask<?> first) {
        ScopeTask<?> next = first.nextTerminating;
        first.nextTerminating = null;
        firstTerminating = next;
        if (next == null) {
            lastTerminating = null;
        }
        return next;
    }

    /// Returns a signal to wait for until no task runs, or null if none does.
    @Nullable Signal idle() {
        lock.lock();
        try {
            if (running > 0 && idle == null) {
                idle = new Signal(scope);
            }
            return idle;
        } finally { // memory may have run out
            lock.unlock();
        }
    }

    /// Waits for the threads of the tasks that have ended to terminate, which takes them a moment
    /// longer.
    void joinThreads() {
        for (ScopeTask<?> task = pollTerminating(); task != null; task = pollTerminating()) {
            task.joinThread();
        }
    }

    private @Nullable ScopeTask<?> pollTerminating() {
        lock.lock();
        ScopeTask<?> first = firstTerminating;
        if (first != null) {
            removeFirstTerminating(first);
        }
        lock.unlock();
        return first;
    }

    /// Returns the tasks that failed, the first first.
    List<ScopeTask<?>> failures() {
        lock.lock();
        ScopeTask<?> last = lastFailed;
        lock.unlock();
        var found = new ArrayList<ScopeTask<?>>();
        for (ScopeTask<?> task = last; task != null; task = task.previousFailed) {
            found.add(task);
        }
        return found.reversed();
    }

    ScopeStats stats() {
        lock.lock();
        long ok = succeeded;
        long bad = failed;
        long stopped = cancelled;
        long all = started;
        lock.unlock();
        // Not the field: a task counts as running for a moment after its outcome has been counted.
        return new ScopeStats(scope.name(), all, all - ok - bad - stopped, ok, bad, stopped);
    }
}
