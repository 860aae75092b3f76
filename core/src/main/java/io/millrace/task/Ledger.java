package io.millrace.task;

import io.millrace.context.tree.CancelNode;
import io.millrace.waiting.Signal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/*
 *   start()          record(outcome)          end()              joinThreads()
 *   running  ------> running, counted ------> terminating -----> gone
 *        \------------- recordAndEnd() ---------/
 *
 * Between record and end the task cancels its scope, if it must, and tells those who await it.
 *
 * The ledger is also its scope's node in the tree of contexts, of which the tasks are children: so a task that starts
 * takes one lock once, and so does one that ends (decision 0007).
 *
 * The tasks that failed and those that are terminating are linked through the tasks themselves, so that nothing is
 * allocated under the lock: a task must be able to end even when memory has run out.
 *
 * A task can be forgotten once its thread has terminated, and nobody says when that is. So every now and then a task
 * that ends looks through those that ended before it, without the lock, while it still counts as running itself.
 *
 * A task that is cancelled and goes on all the same is a straggler: neither a child any more nor terminating. A report
 * of what holds up a shutdown must name it, so it is put on a stack, without the lock; every now and then those that
 * have ended are taken off it.
 *
 * B1  running == started - (the tasks for which end() was called).
 * B2  Every task that is not running and whose thread may be alive is in the list of those that terminate, or in the
 *     hands of a task that is running.
 * B3  The list has at most ENOUGH tasks, or twice as many as were found alive at the last look, if that is more.
 * B4  Every task that runs and was started in time is a child, has retired, or is on the stack of stragglers or about
 *     to be put there.
 */
/// A scope's books: which tasks run, and how the others ended.
final class Ledger extends CancelNode {

    /// So many failures at most are kept; a scope with more counts the later ones only.
    static final int MOST_FAILURES = 100;

    /// So many tasks that have ended are kept before anybody looks whether they can be forgotten.
    static final int ENOUGH = 128;

    private static final VarHandle STRAGGLERS;

    static {
        try {
            STRAGGLERS =
                    MethodHandles.lookup()
                            .findVarHandle(Ledger.class, "stragglers", Straggler.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Straggler(ScopeTask<?> task, @Nullable Straggler next) {}

    private final Scope scope;
    private volatile @Nullable Straggler stragglers; // by STRAGGLERS
    private final AtomicInteger enoughStragglers = new AtomicInteger(ENOUGH); // until the next look

    private boolean closed; // under lock
    private long started; // under lock
    private long running; // under lock
    private long succeeded; // under lock
    private long failed; // under lock
    private long cancelled; // under lock
    private @Nullable ScopeTask<?> lastFailed; // under lock
    private @Nullable ScopeTask<?> terminating; // under lock: the last first
    private int terminatingCount; // under lock
    private int enough = ENOUGH; // under lock: so many are to be looked through
    private @Nullable Signal idle; // under lock: to be fired when running comes to 0

    Ledger(Scope scope, @Nullable CancelNode parent) {
        super(parent);
        this.scope = scope;
    }

    /// Joins the tree of contexts.
    void open() {
        attach();
    }

    /// Counts a task as running, numbers it from 1, and makes it a child unless the scope has been
    /// cancelled.
    ///
    /// @return why the scope has been cancelled, or null
    @Nullable Throwable start(ScopeTask<?> task) {
        lock();
        boolean refused = closed;
        Throwable late = cause();
        if (!refused) {
            task.number = ++started;
            running++;
            if (late == null) {
                adopt(task);
            }
        }
        unlock();
        if (refused) {
            throw new IllegalStateException(scope + " is closed: start tasks before it ends");
        }
        return late;
    }

    /// Notes a task that was told to give up: it may not.
    void cancelled(ScopeTask<?> task) {
        push(task);
        if (enoughStragglers.decrementAndGet() == 0) {
            int alive = 0;
            var noted = (Straggler) STRAGGLERS.getAndSet(this, null);
            for (Straggler at = noted; at != null; at = at.next) {
                if (!at.task.isDone()) {
                    push(at.task);
                    alive++;
                }
            }
            enoughStragglers.set(Math.max(ENOUGH, alive));
        }
    }

    private void push(ScopeTask<?> task) {
        Straggler top;
        do {
            top = stragglers;
        } while (!STRAGGLERS.compareAndSet(this, top, new Straggler(task, top)));
    }

    /// Returns the tasks that run now, in no order.
    List<ScopeTask<?>> running() {
        var found = new LinkedHashSet<ScopeTask<?>>(); // one may be met twice
        for (CancelNode child : childrenNow()) {
            if (child instanceof ScopeTask<?> task && !task.isDone()) {
                found.add(task);
            }
        }
        for (Straggler at = stragglers; at != null; at = at.next) {
            if (!at.task.isDone()) {
                found.add(at.task);
            }
        }
        return List.copyOf(found);
    }

    /// Lets no task start any more.
    ///
    /// @return false if that was so
    boolean close() {
        lock();
        boolean first = !closed;
        closed = true;
        unlock();
        return first;
    }

    /// Counts how a task ended.
    void record(ScopeTask<?> task, Outcome<?> outcome) {
        lock();
        count(task, outcome);
        unlock();
    }

    /// Counts a task as not running any more; its thread is about to terminate.
    void end(ScopeTask<?> task) {
        lock();
        endAndUnlock(task);
    }

    /// As [#record] and [#end], in one step.
    void recordAndEnd(ScopeTask<?> task, Outcome<?> outcome) {
        lock();
        count(task, outcome);
        endAndUnlock(task);
    }

    /// Requires: lock held.
    private void count(ScopeTask<?> task, Outcome<?> outcome) {
        dismissRetired(task);
        if (outcome
                instanceof Outcome.Success<?>) { // no switch: its first use would link code here
            succeeded++;
        } else if (outcome instanceof Outcome.Cancelled<?>) {
            cancelled++;
        } else if (failed++ < MOST_FAILURES) {
            task.previousFailed = lastFailed;
            lastFailed = task;
        }
    }

    /// Requires: lock held.
    private void endAndUnlock(ScopeTask<?> task) {
        if (terminatingCount >= enough) {
            forgetTerminated();
        }
        task.nextTerminating = terminating;
        terminating = task;
        terminatingCount++;
        running--;
        Signal woken = running == 0 ? idle : null;
        idle = running == 0 ? null : idle;
        unlock();
        if (woken != null) {
            woken.fire();
        }
    }

    /// Forgets the tasks whose threads have terminated. Lets the lock go meanwhile. Requires: lock
    /// held, for a task that counts as running (B2).
    private void forgetTerminated() {
        ScopeTask<?> task = terminating;
        terminating = null;
        terminatingCount = 0;
        unlock();
        ScopeTask<?> alive = null;
        ScopeTask<?> lastAlive = null;
        int count = 0;
        while (task != null) {
            ScopeTask<?> next = task.nextTerminating;
            task.nextTerminating = null;
            if (task.isThreadAlive()) {
                task.nextTerminating = alive;
                alive = task;
                lastAlive = lastAlive == null ? task : lastAlive;
                count++;
            }
            task = next;
        }
        lock();
        if (lastAlive != null) {
            lastAlive.nextTerminating = terminating;
            terminating = alive;
            terminatingCount += count;
        }
        enough = Math.max(ENOUGH, 2 * terminatingCount);
    }

    /// Counts the tasks that have ended and are not forgotten yet; for tests.
    int terminating() {
        lock();
        int count = terminatingCount;
        unlock();
        return count;
    }

    /// Returns a signal to wait for until no task runs, or null if none does.
    @Nullable Signal idle() {
        lock();
        try {
            if (running > 0 && idle == null) {
                idle = new Signal(scope);
            }
            return idle;
        } finally { // memory may have run out
            unlock();
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
        lock();
        ScopeTask<?> task = terminating;
        if (task != null) {
            terminating = task.nextTerminating;
            task.nextTerminating = null;
            terminatingCount--;
        }
        unlock();
        return task;
    }

    /// Returns the tasks that failed, the first first.
    List<ScopeTask<?>> failures() {
        lock();
        ScopeTask<?> last = lastFailed;
        unlock();
        var found = new ArrayList<ScopeTask<?>>();
        for (ScopeTask<?> task = last; task != null; task = task.previousFailed) {
            found.add(task);
        }
        return found.reversed();
    }

    /// Returns those of them whose failures nobody has received.
    List<ScopeTask<?>> unreceived() {
        return failures().stream().filter(task -> !task.isReceived()).toList();
    }

    ScopeStats stats() {
        lock();
        long ok = succeeded;
        long bad = failed;
        long stopped = cancelled;
        long all = started;
        unlock();
        // Not the field: a task counts as running for a moment after its outcome has been counted.
        return new ScopeStats(scope.name(), all, all - ok - bad - stopped, ok, bad, stopped);
    }

    @Override
    public String toString() {
        return scope.toString();
    }
}
