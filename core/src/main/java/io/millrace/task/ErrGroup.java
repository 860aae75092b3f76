package io.millrace.task;

import io.millrace.context.Context;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import io.millrace.sync.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 *   go: permits.acquire ----> scope.start ----> body runs ----> permits.release ----> counted as ended
 *          | none: waits
 *          +-- the context ends: starts without a permit, and the scope cancels it before it runs
 *
 * P1  A task whose body runs holds a permit; the semaphore has `limit` of them.
 * P2  A permit that was taken is given back exactly once: when the task ends, whether it ran or not, or when it could
 *     not be started.
 *
 * After x/sync/errgroup. Differences: one that is cancelled while it waits at the limit goes on; what threw is thrown
 * by await with its stack, and so are the later failures; nothing outlives close; a limit cannot be changed.
 */
/// Starts tasks that are awaited together, so many at a time, and reports what failed: Go's
/// errgroup.
///
/// ```java
/// try (var group = ErrGroup.builder().limit(10).open()) {
///     for (Path file : files) {
///         group.go(() -> upload(file)); // waits while ten are running
///     }
///     group.await();
/// }
/// ```
///
/// It is a [Scope] with a limit. The first failure cancels the group's [context][#context], with
/// the failure as the cause, and with it the tasks that run; those that are started later do not
/// run. A group that [collects all][Builder#collectAll] lets every task run to its end.
///
/// **Waiting.** [#go] waits while as many tasks run as the limit allows, first come, first served;
/// [#await] for all tasks. A task that starts others in its own group can wait for ever at the
/// limit, with all others: let it use [#tryGo]. **Cancellation.** An interrupt, pending or coming,
/// makes either throw; a task whose start was given up does not run. When the group is cancelled
/// nobody waits at the limit any more. **Ordering and memory.** What was done before a start has
/// happened before the task; what the tasks did has happened before an await returns. **Errors.**
/// [#await] throws the first failure, with the later ones, up to ninety-nine, suppressed, each with
/// the stack of its task; a failure that nobody has awaited is thrown by [#close].
///
/// A group is awaited and closed by the thread that opened it. Tasks may be started by any thread,
/// also after an await, until it is closed. In a view it is a scope, and its permits, if there is a
/// limit, are a semaphore that shows how many run and how many wait.
public final class ErrGroup implements AutoCloseable {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int NO_LIMIT = -1;

    private final Scope scope;
    private final int limit;
    private final @Nullable Semaphore permits; // null without a limit, or if it is 0

    private ErrGroup(Builder builder) {
        String name = builder.name != null ? builder.name : "errgroup-" + NUMBERS.incrementAndGet();
        limit = builder.limit;
        permits = limit > 0 ? new Semaphore(limit, name + " permits") : null;
        scope = builder.scope.name(name).open();
    }

    /// The right to run: one of the semaphore's permits.
    private static final class Permit implements Consumer<Outcome<@Nullable Void>> {
        private final Semaphore permits;
        private final AtomicBoolean returned = new AtomicBoolean();

        Permit(Semaphore permits) {
            this.permits = permits;
        }

        /// Gives the permit back (P2).
        void giveBack() {
            if (returned.compareAndSet(false, true)) {
                permits.release();
            }
        }

        @Override
        public void accept(Outcome<@Nullable Void> outcome) {
            giveBack();
        }
    }

    /// Opens a group without a limit below the current context.
    public static ErrGroup open() {
        return builder().open();
    }

    /// Opens a group without a limit below `context`.
    public static ErrGroup open(Context context) {
        return builder().context(context).open();
    }

    /// Returns a builder, for a group with a limit, a name, or one that collects all failures.
    public static Builder builder() {
        return new Builder();
    }

    /// Starts a task, waiting while as many run as the limit allows. If the group has been
    /// cancelled, the task is counted as cancelled and does not run.
    ///
    /// @throws InterruptedException if this thread is interrupted; the task does not run
    /// @throws IllegalStateException if the group is closed, or its limit is 0
    public void go(Action body) throws InterruptedException {
        go(null, Scope.callable(body));
    }

    /// As [#go(Action)], with a name for the task.
    ///
    /// @throws InterruptedException as [#go(Action)] does
    public void go(String name, Action body) throws InterruptedException {
        go(Objects.requireNonNull(name, "name"), Scope.callable(body));
    }

    private void go(@Nullable String name, Callable<? extends @Nullable Void> body)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (limit == 0) {
            throw new IllegalStateException(
                    "go in " + this + ", whose limit is 0: it would wait for ever");
        }
        Permit permit = null;
        if (permits != null) {
            permit = new Permit(permits);
            if (!permits.tryAcquire() && awaitPermit(permits, null) != End.ACQUIRED) {
                permit = null; // cancelled: the scope does not run it
            }
        }
        start(name, body, permit);
    }

    /// Starts a task if that takes no waiting.
    ///
    /// @return false if as many run as the limit allows, or the group has been cancelled or closed:
    ///   then the task does not run
    /// @throws IllegalStateException if the group is closed at this very moment
    public boolean tryGo(Action body) {
        var callable = Scope.callable(body);
        if (limit == 0 || context().isDone()) {
            return false;
        }
        Permit permit = null;
        if (permits != null) {
            permit = new Permit(permits);
            if (!permits.tryAcquire()) {
                return false;
            }
        }
        start(null, callable, permit);
        return true;
    }

    /// As [#tryGo(Action)], but waits for at most `timeout`; one of zero or less does not wait.
    ///
    /// @return as [#tryGo(Action)] does
    /// @throws InterruptedException if this thread is interrupted; the task does not run
    public boolean tryGo(Action body, Duration timeout) throws InterruptedException {
        var callable = Scope.callable(body);
        Objects.requireNonNull(timeout, "timeout");
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (limit == 0 || context().isDone()) {
            return false;
        }
        Permit permit = null;
        if (permits != null) {
            permit = new Permit(permits);
            if (awaitPermit(permits, timeout) != End.ACQUIRED) {
                return false;
            }
        }
        start(null, callable, permit);
        return true;
    }

    private enum End {
        ACQUIRED,
        CANCELLED,
        TIMED_OUT
    }

    /// Waits for a permit, until the group is cancelled or the time is over.
    private End awaitPermit(Semaphore permits, @Nullable Duration timeout)
            throws InterruptedException {
        List<Clause<End>> clauses = new ArrayList<>();
        clauses.add(permits.onAcquire(() -> End.ACQUIRED));
        clauses.add(context().onDone(() -> End.CANCELLED));
        if (timeout != null) {
            clauses.add(Select.after(timeout, () -> End.TIMED_OUT));
        }
        return Select.of(clauses).await();
    }

    private void start(
            @Nullable String name,
            Callable<? extends @Nullable Void> body,
            @Nullable Permit permit) {
        boolean started = false;
        try {
            scope.<@Nullable Void>start(name, body, permit);
            started = true;
        } finally { // the group is closed, or there is no memory, or no thread
            if (!started && permit != null) {
                permit.giveBack();
            }
        }
    }

    /// Waits until all tasks have ended, and throws if one failed.
    ///
    /// @throws InterruptedException if this thread is interrupted; the tasks go on until [#close]
    /// @throws ExecutionException if a task failed: the first failure is the cause, the later ones
    ///   are suppressed in this exception; or, if tasks were cancelled from outside, with the cause
    ///   of that
    /// @throws WrongThreadException if this is not the thread that opened the group
    public void await() throws InterruptedException, ExecutionException {
        scope.join();
    }

    /// As [#await()], but for at most `timeout`; then the tasks go on.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException as [#await()] does
    /// @throws ExecutionException as [#await()] does
    public boolean await(Duration timeout) throws InterruptedException, ExecutionException {
        return scope.join(timeout);
    }

    /// Returns a clause that is chosen once when no task runs, now or for the first time after this
    /// call, for a [io.millrace.select.Select]. It says nothing of failures: [#await()] does, and
    /// does not wait any more unless tasks were started since.
    public <R> Clause<R> onDone(Supplier<? extends R> then) {
        return new IdleClause<>(scope.ledger().idle(), Objects.requireNonNull(then, "then"));
    }

    /// Returns the context of the tasks: cancelled by the first failure, with that as its cause,
    /// unless the group collects all; by [#cancel]; when the context above it ends; and when the
    /// group is closed.
    public Context context() {
        return scope.context();
    }

    /// Cancels all tasks, on purpose: [#await] does not report that as a failure.
    public void cancel() {
        scope.cancel();
    }

    /// Cancels all tasks because of `cause`, which [#await] reports if it cancelled a task.
    public void cancel(Throwable cause) {
        scope.cancel(cause);
    }

    /// Returns the name that the group was given, or `errgroup-` and a number.
    public String name() {
        return scope.name();
    }

    /// Returns the group's figures.
    public ScopeStats stats() {
        return scope.stats();
    }

    /// Ends the group: those tasks that run are cancelled and waited for, however long it takes,
    /// and none can be started any more. Does nothing if the group is closed. An interrupt stays
    /// pending.
    ///
    /// @throws CompletionException if a task failed and nobody has awaited that failure
    /// @throws WrongThreadException if this is not the thread that opened the group
    @Override
    public void close() {
        scope.close();
    }

    Scope scope() {
        return scope;
    }

    @Override
    public String toString() {
        return "errgroup '" + name() + "'";
    }

    /// Describes a group to be opened.
    public static final class Builder {
        private final Scope.Builder scope = Scope.builder();
        private @Nullable String name;
        private int limit = NO_LIMIT;

        private Builder() {}

        /// Names the group, and with it its tasks' threads.
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Sets the context below which the group lies; the current one if not set.
        public Builder context(Context context) {
            scope.context(context);
            return this;
        }

        /// Sets how many tasks run at a time. At 0 none can be started; a negative number means no
        /// limit, which is so if not set.
        public Builder limit(int limit) {
            this.limit = Math.max(limit, NO_LIMIT);
            return this;
        }

        /// Lets a failure cancel nothing: every task runs to its end, and all failures are
        /// reported, those after the first hundred by their number only.
        public Builder collectAll() {
            scope.policy(Policy.COLLECT_ALL);
            return this;
        }

        /// Sets what makes the tasks' threads, for work that should not run on virtual ones.
        public Builder threads(ThreadFactory threads) {
            scope.threads(threads);
            return this;
        }

        /// Opens the group. The calling thread is its owner.
        public ErrGroup open() {
            return new ErrGroup(this);
        }
    }
}
