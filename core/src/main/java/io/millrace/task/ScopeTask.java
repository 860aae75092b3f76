package io.millrace.task;

import io.millrace.context.tree.CancelNode;
import io.millrace.context.tree.GivingUp;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 *   go() --> attached to the scope's node --> thread started --> body runs --> outcome set --> scope told --> done fired
 *                  |                               |                |
 *                  +---- cancelled: never started  +-- interrupted -+
 *
 * The task is its own node in the tree of contexts: a cancellation of its scope reaches it like any other, and
 * what it derives from Context.current() lies below it.
 */
/// A task of a scope.
final class ScopeTask<T extends @Nullable Object> extends CancelNode implements Task<T> {
    private static final VarHandle OUTCOME;

    static {
        try {
            OUTCOME =
                    MethodHandles.lookup().findVarHandle(ScopeTask.class, "outcome", Outcome.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Scope scope;
    private final String name;
    private final Callable<? extends T> body;
    private final @Nullable Consumer<Outcome<T>> atEnd;
    private final Signal ended = new Signal(this);

    private volatile @Nullable Thread
            thread; // set by the task's thread, read by whoever cancels it
    private volatile boolean interrupting; // set by whoever interrupts the thread, before
    private volatile boolean interrupted; // set by the same, afterwards
    private volatile @Nullable Outcome<T> outcome; // set once by OUTCOME, before ended
    private volatile boolean received; // a failure has been given to somebody

    // Links, by Ledger only, under its lock.
    @Nullable ScopeTask<?> previousFailed;
    @Nullable ScopeTask<?> nextTerminating;

    ScopeTask(
            Scope scope,
            String name,
            Callable<? extends T> body,
            @Nullable Consumer<Outcome<T>> atEnd) {
        super(scope.node());
        this.scope = scope;
        this.name = name;
        this.body = body;
        this.atEnd = atEnd;
    }

    /// Starts the task's thread, unless the scope has been cancelled. Requires: counted by the
    /// scope.
    void start() {
        attach();
        Throwable cancelled = cause();
        if (cancelled != null) {
            end(new Outcome.Cancelled<>(cancelled));
            return;
        }
        try {
            Door.start(scope.threads(), name, this::run);
        } catch (Throwable e) { // no more threads: the task has failed, and its starter is told too
            retire();
            end(new Outcome.Failure<>(e));
            received = true;
            throw e;
        }
    }

    private void run() {
        thread = Thread.currentThread();
        if (cause() != null) { // onCancelled() may have been too early to see the thread
            interrupt(Thread.currentThread());
        }
        Outcome<T> how;
        try {
            T value = scope.treeContext().withNode(this).bind(this, body);
            retire();
            how = new Outcome.Success<>(value);
        } catch (Throwable e) {
            Throwable cancelled = retire();
            how =
                    cancelled != null && GivingUp.isIn(e)
                            ? new Outcome.Cancelled<>(cancelled)
                            : new Outcome.Failure<>(e);
        }
        end(how);
    }

    /// Ends the task; only the first call counts. (A factory may return a thread that runs already,
    /// so that starting it fails.)
    private void end(Outcome<T> how) {
        if (!OUTCOME.compareAndSet(this, null, how)) {
            return;
        }
        try {
            scope.record(this, how); // before atEnd: who fails because of this must not be first
            if (atEnd != null) {
                atEnd.accept(how);
            }
        } finally { // whatever happens there, nobody must wait for this task for ever
            ended.fire();
            scope.ended(this);
        }
    }

    @Override
    protected void onCancelled(Throwable why) {
        Thread running = thread;
        if (running != null) {
            interrupt(running);
        }
    }

    private void interrupt(Thread running) {
        interrupting = true;
        running.interrupt();
        interrupted = true;
    }

    @Override
    public boolean isInterrupting() {
        return interrupting;
    }

    @Override
    public boolean hasInterrupted() {
        return interrupted;
    }

    /// Tells whether the task's thread is still to be waited for. Requires: ended.
    boolean isThreadAlive() {
        Thread started = thread;
        return started != null && started.isAlive();
    }

    /// Waits until the task's thread has terminated. Requires: ended.
    void joinThread() {
        Thread started = thread;
        if (started != null && started != Thread.currentThread()) {
            Door.join(started);
        }
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
        return name;
    }

    @Override
    public T await() throws InterruptedException, ExecutionException {
        return switch (outcome()) {
            case Outcome.Success<T>(var value) -> value;
            case Outcome.Failure<T>(var cause) ->
                    throw new ExecutionException(this + " failed: " + cause, cause);
            case Outcome.Cancelled<T>(var cause) -> {
                var cancelled = new CancellationException(this + " was cancelled: " + cause);
                cancelled.initCause(cause);
                throw cancelled;
            }
        };
    }

    @Override
    public Outcome<T> outcome() throws InterruptedException {
        requireOther();
        ended.await("await");
        return receive();
    }

    @Override
    public Optional<Outcome<T>> outcome(Duration timeout) throws InterruptedException {
        requireOther();
        long deadline = Door.now() + Door.nanos(timeout);
        return ended.awaitUntil("await", deadline) ? Optional.of(receive()) : Optional.empty();
    }

    private void requireOther() {
        if (thread == Thread.currentThread() && !ended.isFired()) {
            throw new IllegalStateException(this + " awaits itself");
        }
    }

    private Outcome<T> receive() {
        received = true;
        return Objects.requireNonNull(outcome);
    }

    @Override
    public boolean isDone() {
        return ended.isFired();
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
            super(task.ended);
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
        return "task '" + name + "'";
    }
}
