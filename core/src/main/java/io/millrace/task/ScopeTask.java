package io.millrace.task;

import io.millrace.context.tree.GivingUp;
import io.millrace.context.tree.ThreadNode;
import io.millrace.context.tree.TreeContext;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 *   go() --> counted, a child of the scope's node --> thread started --> body runs --> outcome set --> scope told --> done
 *                  |                               |                |
 *                  +---- cancelled: never started  +-- interrupted -+
 *
 * The task is its own node in the tree of contexts: a cancellation of its scope reaches it like any other, and
 * what it derives from Context.current() lies below it. As a signal it is the event of its cancellation; that of its
 * end is made when somebody waits for it, which mostly nobody does:
 *
 *   ended    null ---- ended() ----> a signal
 *              \                         |  the task has ended: the signal is fired
 *               +-------> ENDED <--------+
 */
/// A task of a scope.
final class ScopeTask<T extends @Nullable Object> extends ThreadNode implements Task<T> {
    private static final VarHandle OUTCOME;
    private static final VarHandle END;
    private static final Signal ENDED = new Signal("the end of a task");

    static {
        try {
            var lookup = MethodHandles.lookup();
            OUTCOME = lookup.findVarHandle(ScopeTask.class, "outcome", Outcome.class);
            END = lookup.findVarHandle(ScopeTask.class, "end", Signal.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        ENDED.fire();
    }

    private final Scope scope;
    private final @Nullable String name; // null: after its scope and its number
    private final Callable<? extends T> body;
    private final @Nullable Consumer<Outcome<T>> atEnd;

    private @Nullable TreeContext context; // made by its thread when it is asked for
    private volatile @Nullable Outcome<T> outcome; // set once by OUTCOME, before end
    private volatile @Nullable Signal end; // by END
    private volatile boolean received; // a failure has been given to somebody

    // By Ledger only, under its lock.
    long number;
    @Nullable ScopeTask<?> previousFailed;
    @Nullable ScopeTask<?> nextTerminating;

    ScopeTask(
            Scope scope,
            @Nullable String name,
            Callable<? extends T> body,
            @Nullable Consumer<Outcome<T>> atEnd) {
        super(scope.ledger());
        this.scope = scope;
        this.name = name;
        this.body = body;
        this.atEnd = atEnd;
    }

    /// Counts the task and starts its thread, unless the scope has been cancelled.
    ///
    /// @throws IllegalStateException if the scope is closed
    void start() {
        Throwable late = scope.ledger().start(this);
        if (late != null) {
            cancel(late);
        }
        Throwable cancelled = cause();
        if (cancelled != null) {
            end(new Outcome.Cancelled<>(cancelled));
            return;
        }
        try {
            Door.start(scope.threads(), name(), this::run);
        } catch (Throwable e) { // no more threads: the task has failed, and its starter is told too
            retire();
            end(new Outcome.Failure<>(e));
            received = true;
            throw e;
        }
    }

    private void run() {
        begin();
        Outcome<T> how;
        try {
            how = bind(this::perform);
        } catch (Throwable e) { // memory or stack ran out on the way into the body
            retire();
            how = new Outcome.Failure<>(e);
        }
        end(how);
    }

    /// Runs the body. Lets nothing that it throws pass: see [#bind].
    private Outcome<T> perform() {
        try {
            T value = body.call();
            retire();
            return new Outcome.Success<>(value);
        } catch (Throwable e) {
            Throwable cancelled = retire();
            return cancelled != null && GivingUp.isIn(e, cancelled)
                    ? new Outcome.Cancelled<>(cancelled)
                    : new Outcome.Failure<>(e);
        }
    }

    @Override
    protected TreeContext context() {
        TreeContext mine = context;
        if (mine == null) {
            mine = scope.treeContext().withNode(this);
            context = mine;
        }
        return mine;
    }

    /// Ends the task; only the first call counts. (A factory may return a thread that runs already,
    /// so that starting it fails.)
    private void end(Outcome<T> how) {
        if (!OUTCOME.compareAndSet(this, null, how)) {
            return;
        }
        if (atEnd == null && scope.ends(this, how)) {
            fireEnd();
            return;
        }
        try {
            scope.record(this, how); // before atEnd: who fails because of this must not be first
            if (atEnd != null) {
                atEnd.accept(how);
            }
        } finally { // whatever happens there, nobody must wait for this task for ever
            fireEnd();
            scope.ended(this);
        }
    }

    private void fireEnd() {
        var waited = (Signal) END.getAndSet(this, ENDED);
        if (waited != null) {
            waited.fire();
        }
    }

    /// Returns the event of the task's end.
    private Signal ended() {
        Signal known = end;
        if (known != null) {
            return known;
        }
        var made = new Signal(this);
        var first = (Signal) END.compareAndExchange(this, null, made);
        return first == null ? made : first;
    }

    @Override
    protected void onCancelled(Throwable why) {
        super.onCancelled(why);
        scope.ledger().cancelled(this);
    }

    /// Tells whether the task's thread is still to be waited for. Requires: ended.
    boolean isThreadAlive() {
        Thread started = thread();
        return started != null && started.isAlive();
    }

    /// Tells what the task is doing.
    ShutdownReport.StillRunning describe() {
        Thread started = thread();
        List<StackTraceElement> stack =
                started == null ? List.of() : List.of(started.getStackTrace());
        return new ShutdownReport.StillRunning(name(), stack);
    }

    /// Waits until the task's thread has terminated. Requires: ended.
    void joinThread() {
        Thread started = thread();
        if (started != null && started != Thread.currentThread()) {
            Door.join(started);
        }
    }

    /// Returns how the task ended, to whoever has received all failures. Requires: ended.
    Outcome<T> ending() {
        return Objects.requireNonNull(outcome);
    }

    /// Returns what the task threw. Requires: it failed.
    Throwable failure() {
        if (outcome instanceof Outcome.Failure<T>(var cause)) {
            return cause;
        }
        throw new AssertionError(this + " did not fail");
    }

    boolean isReceived() {
        return received;
    }

    void markReceived() {
        received = true;
    }

    @Override
    public String name() {
        return name != null ? name : scope.name() + "/" + number;
    }

    @Override
    public T await() throws InterruptedException, ExecutionException {
        return Ended.value(this, outcome());
    }

    @Override
    public Outcome<T> outcome() throws InterruptedException {
        requireOther();
        ended().await("await");
        return receive();
    }

    @Override
    public Optional<Outcome<T>> outcome(Duration timeout) throws InterruptedException {
        requireOther();
        long deadline = Door.now() + Door.nanos(timeout);
        return ended().awaitUntil("await", deadline) ? Optional.of(receive()) : Optional.empty();
    }

    private void requireOther() {
        if (thread() == Thread.currentThread() && !isDone()) {
            throw new IllegalStateException(this + " awaits itself");
        }
    }

    private Outcome<T> receive() {
        received = true;
        return Objects.requireNonNull(outcome);
    }

    @Override
    public boolean isDone() {
        return end == ENDED;
    }

    @Override
    public boolean cancel() {
        return cancel(new CancellationException(this + " was cancelled"));
    }

    @Override
    public <R> Clause<R> onDone(Function<? super Outcome<T>, ? extends R> then) {
        return new DoneClause<>(this, Objects.requireNonNull(then, "then"));
    }

    private static final class DoneClause<T extends @Nullable Object, R>
            extends Signal.SignalCase<R> implements Clause<R> {
        private final ScopeTask<T> task;
        private final Function<? super Outcome<T>, ? extends R> then;

        DoneClause(ScopeTask<T> task, Function<? super Outcome<T>, ? extends R> then) {
            super(task.ended());
            this.task = task;
            this.then = then;
        }

        @Override
        public R finish(Waiter mine) {
            return Objects.requireNonNull(
                    then.apply(task.receive()), "a select handler returned null");
        }

        @Override
        public boolean isOnce() {
            return true;
        }
    }

    @Override
    public String toString() {
        return "task '" + name() + "'";
    }
}
