package io.millrace.pool;

import io.millrace.context.Context;
import io.millrace.context.tree.GivingUp;
import io.millrace.context.tree.RoutineCancellation;
import io.millrace.select.Clause;
import io.millrace.task.Outcome;
import io.millrace.task.Task;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 *   state    QUEUED ---- run ----> its context: it runs, or has run
 *                \---- cancel, drop ----> OVER: it never ran
 *
 * J1  Exactly one of run, cancel and drop takes a job out of QUEUED; that one ends it.
 * J2  A job is counted as ended, and a failure of it is recorded, before anybody hears of its end.
 *
 * The signal of its end is made when somebody waits for it, as that of a scope's task.
 */
/// A job of a pool, and the handle of whoever submitted it.
final class Job<T extends @Nullable Object> implements Task<T>, Work {
    private static final Object QUEUED = "queued";
    private static final Object OVER = "over";
    private static final Signal ENDED = new Signal("the end of a job");
    private static final VarHandle STATE;
    private static final VarHandle END;

    static {
        try {
            var lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Job.class, "state", Object.class);
            END = lookup.findVarHandle(Job.class, "end", Signal.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        ENDED.fire();
    }

    private final PoolCore core;
    private final long number;
    private final @Nullable Object key;
    private final long made = Door.now();
    private @Nullable Callable<? extends T> body; // by whoever runs it; dropped at the end
    private volatile Object state = QUEUED; // by STATE
    private volatile @Nullable Outcome<T> outcome; // set once by J1's winner, before end
    private volatile @Nullable Signal end; // by END
    private volatile @Nullable Thread thread; // set by the one that runs it
    private volatile boolean received; // a failure has been given to somebody

    boolean noted; // by Books only, under its lock
    @Nullable Object element; // by ChannelPool only: what the job is about

    /// @param key jobs of the same key run one after the other; null for a key of its own
    Job(PoolCore core, @Nullable Object key, Callable<? extends T> body) {
        this.core = core;
        this.number = core.number();
        this.key = key;
        this.body = body;
    }

    /// Returns the key of the job, which is itself if it was given none.
    Object key() {
        return key == null ? this : key;
    }

    /// Runs the job on this thread, unless it has ended.
    ///
    /// @param taker who took it; null if it was in no queue
    void run(Source.@Nullable Taker taker) {
        Context.Cancellable context = core.context().withCancel();
        if (!STATE.compareAndSet(this, QUEUED, context)) {
            context.close();
            return;
        }
        thread = Thread.currentThread();
        long begun = Door.now();
        core.begin(this, begun - made);
        Outcome<T> how = perform(context);
        core.record(this, how, Door.now() - begun);
        if (taker != null) {
            taker.done();
        }
        end(how);
        core.release();
    }

    private Outcome<T> perform(Context.Cancellable context) {
        Callable<? extends T> work = Objects.requireNonNull(body);
        body = null;
        try {
            T value = context.<T, Exception>call(work::call);
            retire(context);
            return new Outcome.Success<>(value);
        } catch (Throwable e) {
            Throwable why = retire(context);
            return why != null && GivingUp.isIn(e, why)
                    ? new Outcome.Cancelled<>(why)
                    : new Outcome.Failure<>(e);
        }
    }

    /// Ends a job's context.
    ///
    /// @return why it had ended before, or null
    private static @Nullable Throwable retire(Context.Cancellable context) {
        return context.cancel(new RoutineCancellation("the job has ended"))
                ? null
                : context.cause().orElse(null);
    }

    /// Ends the job because the queue was full, unless it has begun or ended.
    void drop() {
        if (STATE.compareAndSet(this, QUEUED, OVER)) {
            discard(new JobDroppedException(this + " was dropped: the queue is full"), true);
        }
    }

    /// Ends the job unless it has begun or ended.
    ///
    /// @return whether this call ended it
    boolean cancelQueued(Throwable cause) {
        if (STATE.compareAndSet(this, QUEUED, OVER)) {
            discard(cause, false);
            return true;
        }
        return false;
    }

    private void discard(Throwable cause, boolean isDropped) {
        body = null;
        core.discard(this, isDropped);
        end(new Outcome.Cancelled<>(cause));
        core.release();
    }

    /// What becomes of the job when its queue gives it up.
    void undelivered() {
        Throwable cause = core.cause();
        if (cause == null) {
            drop();
        } else {
            cancelQueued(cause);
        }
    }

    private void end(Outcome<T> how) {
        outcome = how;
        var waitedFor = (Signal) END.getAndSet(this, ENDED);
        if (waitedFor != null) {
            waitedFor.fire();
        }
    }

    private Signal ended() {
        Signal known = end;
        if (known != null) {
            return known;
        }
        var made = new Signal(this);
        var first = (Signal) END.compareAndExchange(this, null, made);
        return first == null ? made : first;
    }

    boolean isReceived() {
        return received;
    }

    void markReceived() {
        received = true;
    }

    /// Tells whether the job failed because somebody else than its pool interrupted its thread.
    boolean gaveUp() {
        return outcome instanceof Outcome.Failure<T>(var cause)
                && cause instanceof InterruptedException;
    }

    /// Returns what the job returned, or null if it has not returned.
    @Nullable T valueOrNull() {
        return outcome instanceof Outcome.Success<T>(var value) ? value : null;
    }

    /// Returns what the job threw. Requires: it failed.
    Throwable failure() {
        if (outcome instanceof Outcome.Failure<T>(var cause)) {
            return cause;
        }
        throw new AssertionError(this + " did not fail");
    }

    /// Tells whether it runs on this thread.
    boolean runsOn(Thread running) {
        return thread == running && !isDone();
    }

    /// Returns where the job is.
    StackTraceElement[] stack() {
        Thread running = thread;
        return running == null ? new StackTraceElement[0] : running.getStackTrace();
    }

    @Override
    public String name() {
        return core.name() + "#" + number;
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
        ended().await("await");
        return receive();
    }

    @Override
    public Optional<Outcome<T>> outcome(Duration timeout) throws InterruptedException {
        long deadline = Door.now() + Door.nanos(timeout);
        requireOther();
        return ended().awaitUntil("await", deadline) ? Optional.of(receive()) : Optional.empty();
    }

    private void requireOther() {
        if (runsOn(Thread.currentThread())) {
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
    public boolean cancel(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        return cancelQueued(cause)
                || (state instanceof Context.Cancellable running && running.cancel(cause));
    }

    @Override
    public <R> Clause<R> onDone(Function<? super Outcome<T>, ? extends R> then) {
        return new DoneClause<>(this, Objects.requireNonNull(then, "then"));
    }

    private static final class DoneClause<T extends @Nullable Object, R>
            extends Signal.SignalCase<R> implements Clause<R> {
        private final Job<T> job;
        private final Function<? super Outcome<T>, ? extends R> then;

        DoneClause(Job<T> job, Function<? super Outcome<T>, ? extends R> then) {
            super(job.ended());
            this.job = job;
            this.then = then;
        }

        @Override
        public R finish(Waiter mine) {
            return Objects.requireNonNull(
                    then.apply(job.receive()), "a select handler returned null");
        }

        @Override
        public boolean isOnce() {
            return true;
        }
    }

    @Override
    public String toString() {
        return "job '" + name() + "'";
    }
}
