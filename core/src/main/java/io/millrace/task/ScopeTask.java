package io.millrace.task;

import io.millrace.context.ContextEndedException;
import io.millrace.context.tree.CancelNode;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
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
    private final Scope scope;
    private final String name;
    private final Callable<? extends T> body;
    private final @Nullable Consumer<Outcome<T>> atEnd;
    private final Signal ended = new Signal(this);

    private volatile @Nullable Thread
            thread; // set by the task's thread, read by whoever cancels it
    private volatile @Nullable Outcome<T> outcome; // set once, before ended
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
        } catch (Throwable e) { // no more threads: the task has failed, and its starter is told as
            // well
            end(new Outcome.Failure<>(e));
            received = true;
            throw e;
        }
    }

    private void run() {
        thread = Thread.currentThread();
        if (cause() != null) { // onCancelled() may have been too early to see the thread
            Thread.currentThread().interrupt();
        }
        Outcome<T> how;
        try {
            how = new Outcome.Success<>(scope.treeContext().withNode(this).bind(body));
        } catch (Throwable e) {
            Throwable cancelled = cause();
            how =
                    cancelled != null && isGivingUp(e)
                            ? new Outcome.Cancelled<>(cancelled)
                            : new Outcome.Failure<>(e);
        }
        end(how);
    }

    /// Tells whether an exception is what code throws when it is interrupted, perhaps wrapped.
    private static boolean isGivingUp(Throwable thrown) {
        Throwable e = thrown;
        for (int depth = 0; e != null && depth < 32; depth++) { // causes may run in circles
            if (e instanceof InterruptedException
                    || e instanceof CancellationException
                    || e instanceof ContextEndedException
                    || e instanceof InterruptedIOException
                    || e instanceof ClosedByInterruptException) {
                return true;
            }
            e = e.getCause();
        }
        return false;
    }

    private void end(Outcome<T> how) {
        outcome = how;
        try {
            if (atEnd != null) {
                atEnd.accept(how);
            }
            scope.record(this, how);
        } finally { // whatever happens there, nobody must wait for this task for ever
            detach();
            ended.fire();
            scope.ended(this);
        }
    }

    @Override
    protected void onCancelled(Throwable why) {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
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
