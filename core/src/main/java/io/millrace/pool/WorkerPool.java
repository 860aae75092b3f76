package io.millrace.pool;

import io.millrace.channel.Sent;
import io.millrace.context.Context;
import io.millrace.context.tree.RoutineCancellation;
import io.millrace.observe.Observable;
import io.millrace.task.Action;
import io.millrace.task.Task;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Runs jobs on so many workers, with a bounded queue in front of them.
///
/// ```java
/// try (var pool = WorkerPool.builder().workers(8).queue(100).open()) {
///     for (Path image : images) {
///         pool.submit(() -> shrink(image)); // waits while a hundred are queued
///     }
///     pool.await(); // throws the first failure
/// }
/// ```
///
/// **Holds** at most `queue` jobs that wait and one for each worker, nothing else and nowhere else.
/// What happens to a job that finds the queue full is its [PoolOverflow]; which worker gets it, its
/// [Dispatch]. With a queue of 0 a submit hands its job to a worker that waits for one.
///
/// **Jobs** run within the pool's [context][#context], not their submitter's. Each has a context of
/// its own below that, so that its [Task] can be cancelled alone: one that is queued then ends at
/// once, and keeps its place until a worker comes to it; one that runs is interrupted. A job must
/// not wait for other jobs of its pool: when all workers do, nobody is left to run those.
///
/// **Workers** are tasks of a scope of the pool's own, on virtual threads named after it. [#resize]
/// changes how many there are; one that is too many leaves when it has finished its job.
///
/// **Ends.** [#drain] stops the intake, lets what is queued be finished, cancels what is not done
/// in time, and reports what it must leave. [#cancel()] and the end of the context above cancel all
/// jobs, queued and running. [#close] does so too, and returns when no worker's thread is left.
///
/// **Waiting.** [#submit(Action)] for room, if the pool [blocks][PoolOverflow#BLOCK], first come,
/// first served; [#await()] until no job is queued or runs; [#drain]. **Cancellation.** An
/// interrupt, pending or coming, makes them throw; a job whose submit was given up does not run.
/// Nobody waits any more once the pool is cancelled, even if its workers are stuck. **Ordering and
/// memory.** With [Dispatch#SHARED] jobs begin in the order in which they were submitted, with
/// [Dispatch#BY_KEY] those of one key also end in it; the other ways keep it for each worker. What
/// was done before a submit has happened before the job; what a job did has happened before
/// whatever hears of its end. **Errors.** Whatever a job throws, an [Error] included, is the
/// failure of that job, and its worker goes on. Whoever is given a failure, by the job's [Task], by
/// [#await()] or by [Builder#onFailure], has received it; one that nobody has received is thrown by
/// [#close]. Of those that nobody asks for a hundred are kept. With [Builder#failFast] the first
/// failure cancels the pool.
///
/// A pool is closed by the thread that opened it. All else may be done by any thread.
public final class WorkerPool implements AutoCloseable, Observable {
    private final PoolCore core;
    private final Intake intake;
    private final PoolOverflow overflow;
    private final boolean keyed;
    private final Failures failures = new Failures();

    private WorkerPool(Builder builder) {
        core = new PoolCore(builder.name, builder.context, builder.threads);
        overflow = builder.overflow;
        keyed = builder.dispatch == Dispatch.BY_KEY;
        intake =
                switch (builder.dispatch) {
                    case SHARED ->
                            new SharedQueue(
                                    core, builder.queue, overflow == PoolOverflow.DROP_OLDEST);
                    case ROUND_ROBIN -> new Lanes(core, builder.queue, null, false);
                    case LEAST_LOADED -> new Lanes(core, builder.queue, null, true);
                    case BY_KEY -> new KeyedLines(core, builder.queue, _ -> {});
                };
        core.open(new Owner(builder), intake, builder.workers);
    }

    private final class Owner implements PoolCore.Owner {
        private final boolean failFast;
        private final @Nullable BiConsumer<? super Task<?>, ? super Throwable> onFailure;

        Owner(Builder builder) {
            failFast = builder.failFast;
            onFailure = builder.onFailure;
        }

        @Override
        public void failed(Job<?> job, Throwable cause) {
            if (onFailure == null) {
                failures.add(job);
            }
            if (failFast) {
                core.cancel(cause);
            }
            if (onFailure != null) {
                job.markReceived();
                onFailure.accept(job, cause);
            }
        }

        @Override
        public void cancelled(Throwable cause) {}

        @Override
        public void allGone() {}
    }

    /// Opens a pool of so many workers, with a queue of the same length in front of them.
    ///
    /// @throws IllegalArgumentException if `workers` is less than 1
    public static WorkerPool open(int workers) {
        return builder().workers(workers).queue(workers).open();
    }

    /// Returns a builder.
    public static Builder builder() {
        return new Builder();
    }

    /// Submits a job that returns a value.
    ///
    /// @return the job's handle; it need not be kept
    /// @throws InterruptedException if this thread is interrupted; the job does not run
    /// @throws JobRejectedException if the pool takes no more jobs, or its queue is full and it
    ///   [rejects][PoolOverflow#REJECT]
    public <T extends @Nullable Object> Task<T> submit(Callable<? extends T> job)
            throws InterruptedException {
        return submit(new Job<T>(core, null, Objects.requireNonNull(job, "job")));
    }

    /// Submits a job that returns nothing.
    ///
    /// @return the job's handle; it need not be kept
    /// @throws InterruptedException as [#submit(Callable)] does
    /// @throws JobRejectedException as [#submit(Callable)] does
    public Task<@Nullable Void> submit(Action job) throws InterruptedException {
        return submit(new Job<@Nullable Void>(core, null, callable(job)));
    }

    /// Submits a job that returns a value and runs when the jobs of the same key that were
    /// submitted before it have ended. (Jobs without a key wait for no others.)
    ///
    /// @throws IllegalStateException if the pool does not dispatch [by key][Dispatch#BY_KEY]
    /// @throws InterruptedException as [#submit(Callable)] does
    /// @throws JobRejectedException as [#submit(Callable)] does
    public <T extends @Nullable Object> Task<T> submit(Object key, Callable<? extends T> job)
            throws InterruptedException {
        return submit(new Job<T>(core, requireKey(key), Objects.requireNonNull(job, "job")));
    }

    /// As [#submit(Object, Callable)], for a job that returns nothing.
    ///
    /// @throws IllegalStateException as [#submit(Object, Callable)] does
    /// @throws InterruptedException as [#submit(Callable)] does
    /// @throws JobRejectedException as [#submit(Callable)] does
    public Task<@Nullable Void> submit(Object key, Action job) throws InterruptedException {
        return submit(new Job<@Nullable Void>(core, requireKey(key), callable(job)));
    }

    /// Submits a job if there is room at once; whatever the pool does otherwise, it does not do
    /// that here. A pool that [drops the oldest][PoolOverflow#DROP_OLDEST] always has room.
    ///
    /// @return empty if there is no room, or the pool takes no more jobs; then the job does not run
    public <T extends @Nullable Object> Optional<Task<T>> trySubmit(Callable<? extends T> job) {
        var made = new Job<T>(core, null, Objects.requireNonNull(job, "job"));
        return accepted(made, intake.trySend(made));
    }

    /// As [#trySubmit(Callable)], but waits for room for at most `timeout`; one of zero or less
    /// does not wait.
    ///
    /// @return as [#trySubmit(Callable)] does
    /// @throws InterruptedException if this thread is interrupted; the job does not run
    public <T extends @Nullable Object> Optional<Task<T>> trySubmit(
            Callable<? extends T> job, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        var made = new Job<T>(core, null, Objects.requireNonNull(job, "job"));
        return accepted(made, intake.trySend(made, timeout));
    }

    private <T extends @Nullable Object> Optional<Task<T>> accepted(Job<T> job, Sent sent) {
        if (sent == Sent.SENT) {
            return Optional.of(job);
        }
        core.books().reject();
        return Optional.empty();
    }

    private static Callable<@Nullable Void> callable(Action job) {
        Objects.requireNonNull(job, "job");
        return () -> {
            job.run();
            return null;
        };
    }

    private Object requireKey(Object key) {
        Objects.requireNonNull(key, "key");
        if (!keyed) {
            throw new IllegalStateException(
                    "submit with a key to " + this + ", which has no keys: dispatch(BY_KEY)");
        }
        return key;
    }

    private <T extends @Nullable Object> Job<T> submit(Job<T> job) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Sent sent = overflow == PoolOverflow.BLOCK ? intake.send(job) : intake.trySend(job);
        switch (sent) {
            case SENT, DROPPED -> {}
            case FULL -> overflow(job);
            case CLOSED -> throw stopped();
        }
        return job;
    }

    /// Does what is to be done with a job for which there is no room.
    private void overflow(Job<?> job) {
        if (overflow == PoolOverflow.REJECT) {
            core.books().reject();
            throw new JobRejectedException(
                    JobRejectedException.Reason.FULL,
                    this + " is full: " + intake.capacity() + " jobs are queued",
                    null);
        }
        if (!core.books().admit(job)) {
            throw stopped();
        }
        if (overflow == PoolOverflow.CALLER_RUNS) {
            core.runHere(job);
        } else {
            job.drop();
        }
    }

    private JobRejectedException stopped() {
        core.books().reject();
        Throwable cause = core.cause();
        return cause == null
                ? new JobRejectedException(
                        JobRejectedException.Reason.STOPPED, this + " takes no more jobs", null)
                : new JobRejectedException(
                        JobRejectedException.Reason.CANCELLED,
                        this + " was cancelled: " + cause,
                        cause);
    }

    /// Waits until no job is queued or runs, and throws if one has failed. Jobs may be submitted
    /// meanwhile and afterwards.
    ///
    /// @throws InterruptedException if this thread is interrupted; the jobs go on
    /// @throws ExecutionException if jobs have failed that nobody has asked: the first failure is
    ///   the cause, the later ones are suppressed in this exception; or, if the pool was cancelled
    ///   from outside, with the cause of that
    /// @throws IllegalStateException if a job of this pool calls it
    public void await() throws InterruptedException, ExecutionException {
        core.requireNoJob("await");
        core.awaitIdle();
        throwFailures();
    }

    /// As [#await()], but for at most `timeout`; then the jobs go on.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException as [#await()] does
    /// @throws ExecutionException as [#await()] does
    /// @throws IllegalStateException as [#await()] does
    public boolean await(Duration timeout) throws InterruptedException, ExecutionException {
        long deadline = Door.now() + Door.nanos(timeout);
        core.requireNoJob("await");
        if (!core.awaitIdle(deadline)) {
            return false;
        }
        throwFailures();
        return true;
    }

    private void throwFailures() throws ExecutionException {
        List<Job<?>> failed = failures.take();
        if (!failed.isEmpty()) {
            Job<?> first = failed.getFirst();
            var report =
                    new ExecutionException(
                            first + " failed" + more(failed) + ": " + first.failure(),
                            first.failure());
            Failures.suppress(failed, report);
            throw report;
        }
        Throwable cause = core.cause();
        if (cause != null && !(cause instanceof RoutineCancellation)) {
            throw new ExecutionException(this + " was cancelled: " + cause, cause);
        }
    }

    private static String more(List<?> failed) {
        return failed.size() == 1 ? "" : ", and " + (failed.size() - 1) + " more";
    }

    /// Ends the pool in steps: *stop the intake*, so that submits are rejected, those that wait
    /// included; give what is queued and running the time `finish` to *end*; then *cancel* it, and
    /// give it the time `giveUp`; then *abandon* it, with a report.
    ///
    /// Does not wait longer than it must. What was abandoned is still the pool's: [#close] waits
    /// for it.
    ///
    /// @return what it came to; if several drain, to each
    /// @throws InterruptedException if this thread is interrupted; the intake stays stopped, and
    ///   the jobs go on
    /// @throws IllegalStateException if a job of this pool calls it
    public DrainReport drain(Duration finish, Duration giveUp) throws InterruptedException {
        long finishNanos = Door.nanos(finish);
        long giveUpNanos = Door.nanos(giveUp);
        core.requireNoJob("drain");
        return core.drain(finishNanos, giveUpNanos);
    }

    /// Lets no more jobs in, without waiting: submits are rejected, those that wait included. What
    /// is queued will be finished.
    ///
    /// @return false if the intake was stopped before
    public boolean stopIntake() {
        return core.stop();
    }

    /// Changes how many workers there are. New ones are started at once; those that are too many
    /// leave when they have finished their jobs, and what was queued for them goes to the others.
    /// Does nothing if the pool has ended.
    ///
    /// @throws IllegalArgumentException if `workers` is less than 1
    public void resize(int workers) {
        core.resize(workers);
    }

    /// Cancels all jobs, queued and running, and takes no more: on purpose, so [#await()] does not
    /// report it.
    public void cancel() {
        core.cancel(new RoutineCancellation(this + " was cancelled"));
    }

    /// Cancels all jobs, queued and running, because of `cause`, and takes no more.
    public void cancel(Throwable cause) {
        core.cancel(Objects.requireNonNull(cause, "cause"));
    }

    /// Returns the context of the jobs: it ends when the pool is cancelled or closed, when the
    /// context above it ends, and, if the pool [fails fast][Builder#failFast], with the first
    /// failure.
    public Context context() {
        return core.context();
    }

    /// Ends the pool: the intake is stopped, queued jobs end as cancelled, running ones are
    /// cancelled and waited for, however long that takes. Does nothing if the pool is closed. An
    /// interrupt stays pending. A job that runs on the thread of its submitter is cancelled, and
    /// not waited for.
    ///
    /// @throws CompletionException if a job failed and nobody has received that failure
    /// @throws WrongThreadException if this is not the thread that opened the pool
    @Override
    public void close() {
        core.close();
        List<Job<?>> failed = failures.take();
        if (failed.isEmpty()) {
            return;
        }
        Job<?> first = failed.getFirst();
        var report =
                new CompletionException(
                        first
                                + " failed"
                                + more(failed)
                                + ", and nobody asked for its outcome: "
                                + first.failure(),
                        first.failure());
        Failures.suppress(failed, report);
        throw report;
    }

    /// Returns the name that the pool was given, or `pool-` and a number.
    public String name() {
        return core.name();
    }

    @Override
    public WorkerPoolStats stats() {
        return core.stats();
    }

    @Override
    public String toString() {
        return core.toString();
    }

    /// Describes a pool to be opened.
    public static final class Builder {
        private @Nullable String name;
        private Context context = Context.current();
        private @Nullable ThreadFactory threads;
        private int workers = 1;
        private int queue;
        private PoolOverflow overflow = PoolOverflow.BLOCK;
        private Dispatch dispatch = Dispatch.SHARED;
        private boolean failFast;
        private @Nullable BiConsumer<? super Task<?>, ? super Throwable> onFailure;

        private Builder() {}

        /// Names the pool, and with it its workers' threads and its jobs.
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Sets the context below which the pool lies; the current one if not set.
        public Builder context(Context context) {
            this.context = Objects.requireNonNull(context, "context");
            return this;
        }

        /// Sets what makes the workers' threads, for work that should not run on virtual ones.
        public Builder threads(ThreadFactory threads) {
            this.threads = Objects.requireNonNull(threads, "threads");
            return this;
        }

        /// Sets how many workers there are at first; 1 if not set.
        ///
        /// @throws IllegalArgumentException if `workers` is less than 1
        public Builder workers(int workers) {
            this.workers = Limits.atLeast(1, "workers", workers);
            return this;
        }

        /// Sets how many jobs can be queued, for which a reference each is set aside; 0, which is
        /// so if not set, lets a submit wait until a worker takes its job.
        ///
        /// @throws IllegalArgumentException if `jobs` is negative
        public Builder queue(int jobs) {
            queue = Limits.atLeast(0, "queue", jobs);
            return this;
        }

        /// Sets what happens when the queue is full; [PoolOverflow#BLOCK] if not set.
        public Builder overflow(PoolOverflow policy) {
            overflow = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /// Sets which worker gets a job; [Dispatch#SHARED] if not set.
        public Builder dispatch(Dispatch dispatch) {
            this.dispatch = Objects.requireNonNull(dispatch, "dispatch");
            return this;
        }

        /// Lets the first failure cancel the pool.
        public Builder failFast() {
            failFast = true;
            return this;
        }

        /// Sets who is told of every failure, on the thread of the job, before the job's end is
        /// told. Then all failures are received: [#await()] and [#close] throw none. It must be
        /// quick, and what it throws goes to the thread's uncaught exception handler.
        public Builder onFailure(BiConsumer<? super Task<?>, ? super Throwable> receiver) {
            onFailure = Objects.requireNonNull(receiver, "receiver");
            return this;
        }

        /// Opens the pool. The calling thread is the one that closes it.
        ///
        /// @throws IllegalStateException if the parts do not fit: a dispatch other than
        ///   [Dispatch#SHARED] needs a queue; [PoolOverflow#DROP_OLDEST] needs a queue and
        ///   [Dispatch#SHARED], since only there is it known which is the oldest; and with
        ///   [Dispatch#BY_KEY] a caller that runs a job would overtake those that are queued
        public WorkerPool open() {
            if (dispatch != Dispatch.SHARED && queue == 0) {
                throw new IllegalStateException(
                        "dispatch("
                                + dispatch
                                + ") of a pool without a queue: set one with queue(n)");
            }
            if (overflow == PoolOverflow.DROP_OLDEST
                    && (queue == 0 || dispatch != Dispatch.SHARED)) {
                throw new IllegalStateException(
                        "overflow(DROP_OLDEST) with queue("
                                + queue
                                + ") and dispatch("
                                + dispatch
                                + "): needs one queue, for which dispatch(SHARED) and queue(n)");
            }
            if (overflow == PoolOverflow.CALLER_RUNS && dispatch == Dispatch.BY_KEY) {
                throw new IllegalStateException(
                        "overflow(CALLER_RUNS) with dispatch(BY_KEY): the caller would overtake the"
                                + " jobs of the key that are queued");
            }
            return new WorkerPool(this);
        }
    }
}
