package io.millrace.pool;

import io.millrace.channel.Channel;
import io.millrace.channel.Overflow;
import io.millrace.context.Context;
import io.millrace.context.tree.RoutineCancellation;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.task.Outcome;
import io.millrace.task.Policy;
import io.millrace.task.Scope;
import io.millrace.task.ShutdownReport.StillRunning;
import io.millrace.task.ShutdownStep;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 *   WorkerPool     submit --> [ queue ] --+--> worker --> the job's handle
 *                                         +--> worker
 *
 *   ChannelPool    somebody's channel  --+--> worker --+--> [ results ]            SHARED: nothing between
 *                                        +--> worker --+
 *
 *                  somebody's channel --> feeder --> [ queue ] --> workers --> ..  the others
 *
 * The pool is a scope: the workers, and a feeder or whatever else the pool needs, are its tasks, and what cancels it is
 * the end of the scope's context. That end is the one event on which everything is given up (P1).
 *
 * P1  When the scope's context ends, the thread that ends it closes the books and ends all queued jobs with its cause:
 *     nobody waits for a job that will not be run, even if every worker is stuck.
 * P2  While a job is queued and the pool is not cancelled, there is a worker that will come to it.
 * P3  All threads are the scope's tasks, so that close, which closes the scope, leaves none behind.
 */
/// What both kinds of pool are made of.
final class PoolCore implements Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    /// What a pool does about what happens to it.
    interface Owner {

        /// A job has failed. Called by the thread that ran it, before its end is told.
        void failed(Job<?> job, Throwable cause);

        /// The pool's context has ended. Must not wait.
        void cancelled(Throwable cause);

        /// The last worker has left. Nobody has been told yet.
        void allGone();
    }

    private final String name;
    private final Scope.Builder described;
    private final Books books = new Books(this);
    private final AtomicLong jobs = new AtomicLong();
    private final Signal gone = new Signal(this);
    private final Set<Job<?>> byCallers = ConcurrentHashMap.newKeySet();
    private final Channel<Work.Notice> notices;
    private final Thread opener = Thread.currentThread(); // the one that may close it
    private volatile boolean closing; // set by the opener

    @SuppressWarnings("NullAway.Init") // set by open, before any thread is started
    private Scope scope;

    @SuppressWarnings("NullAway.Init") // as scope
    private Owner owner;

    @SuppressWarnings("NullAway.Init") // as scope
    private Source source;

    @SuppressWarnings("NullAway.Init") // as scope
    private Workers workers;

    PoolCore(@Nullable String given, Context context, @Nullable ThreadFactory threads) {
        name = given != null ? given : "pool-" + NUMBERS.incrementAndGet();
        described = Scope.builder().name(name).context(context).policy(Policy.COLLECT_ALL);
        if (threads != null) {
            described.threads(threads);
        }
        notices =
                Channel.<Work.Notice>builder()
                        .name(name + " notices")
                        .capacity(1)
                        .overflow(Overflow.DROP_OLDEST)
                        .build();
    }

    /// Begins to work.
    void open(Owner owner, Source source, int count) {
        scope = described.open();
        this.owner = owner;
        this.source = source;
        workers = new Workers(this, source, notices);
        scope.context().afterCancel(Runnable::run, this::cancelled);
        boolean opened = false;
        try {
            workers.resize(count);
            opened = true;
        } finally { // no thread, or no memory
            if (!opened) {
                scope.close();
            }
        }
        Watch.register(this);
    }

    private void cancelled() {
        Throwable cause = scope.context().cause().orElseThrow();
        books.stop();
        source.cancel(cause); // P1
        owner.cancelled(cause);
    }

    // ---- for the sources and the pools

    String name() {
        return name;
    }

    Scope scope() {
        return scope;
    }

    Context context() {
        return scope.context();
    }

    Books books() {
        return books;
    }

    /// Returns where a worker is told to look.
    Channel<Work.Notice> notices() {
        return notices;
    }

    /// Returns why the pool was cancelled, or null.
    @Nullable Throwable cause() {
        return scope.context().cause().orElse(null);
    }

    /// Tells whether the scope may refuse tasks: then no worker is needed any more.
    boolean isClosing() {
        return closing;
    }

    long number() {
        return jobs.incrementAndGet();
    }

    void cancel(Throwable cause) {
        scope.cancel(cause);
    }

    /// Lets no more jobs in.
    ///
    /// @return false if that was so
    boolean stop() {
        boolean first = books.stop();
        source.stop();
        workers.look();
        return first;
    }

    void resize(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "resize(" + count + "): a pool has at least 1 worker; to end it, drain it");
        }
        workers.resize(count);
    }

    /// Runs a job on the thread that submitted it.
    void runHere(Job<?> job) {
        byCallers.add(job);
        try {
            job.run(null);
        } finally {
            byCallers.remove(job);
            if (job.gaveUp()) {
                Thread.currentThread()
                        .interrupt(); // that was the caller's: the job's own is a cancel
            }
        }
    }

    void requireNoJob(String what) {
        Thread mine = Thread.currentThread();
        if (workers.isWorking(mine) || byCallers.stream().anyMatch(job -> job.runsOn(mine))) {
            throw new IllegalStateException(
                    what + " of " + this + " by one of its jobs, which would wait for itself");
        }
    }

    /// Waits until nothing is queued or runs.
    void awaitIdle() throws InterruptedException {
        requireNoInterrupt();
        for (Signal idle = books.idle(); idle != null; idle = books.idle()) {
            idle.await("await");
        }
    }

    /// As [#awaitIdle()], but not beyond `deadline`.
    ///
    /// @return false if the deadline passed first
    boolean awaitIdle(long deadline) throws InterruptedException {
        requireNoInterrupt();
        for (Signal idle = books.idle(); idle != null; idle = books.idle()) {
            if (!idle.awaitUntil("await", deadline)) {
                return false;
            }
        }
        return true;
    }

    /// Throws if an interrupt is pending, even if there will be nothing to wait for.
    private static void requireNoInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /// Waits until nothing is queued or runs, and nothing will. Requires: stopped.
    private boolean awaitEnd(long deadline) throws InterruptedException {
        return gone.awaitUntil("drain", deadline) && awaitIdle(deadline);
    }

    DrainReport drain(long finish, long giveUp) throws InterruptedException {
        long start = Door.now();
        Books.Counts before = books.counts();
        boolean wasIdle = books.idle() == null; // before the intake is stopped: that wakes workers
        stop();
        ShutdownStep step = wasIdle ? ShutdownStep.STOP_INTAKE : ShutdownStep.DRAIN;
        List<StillRunning> left = List.of();
        if (!awaitEnd(start + finish)) {
            step = ShutdownStep.CANCEL;
            cancel(new RoutineCancellation(this + " was not drained in time"));
            if (!awaitEnd(Door.now() + giveUp)) {
                left = running();
                step = left.isEmpty() ? step : ShutdownStep.ABANDON;
            }
        }
        Books.Counts after = books.counts();
        return new DrainReport(
                name,
                step,
                Duration.ofNanos(Door.now() - start),
                after.finished() - before.finished(),
                after.cancelled() - before.cancelled(),
                after.unstarted() - before.unstarted(),
                left);
    }

    private List<StillRunning> running() {
        var found = new ArrayList<>(workers.running());
        for (Job<?> job : byCallers) {
            if (!job.isDone()) {
                found.add(new StillRunning(job.name(), List.of(job.stack())));
            }
        }
        return found;
    }

    /// Cancels what is left, and waits for every thread of the pool.
    ///
    /// @throws WrongThreadException if this is not the thread that opened it
    void close() {
        if (Thread.currentThread().equals(opener)) {
            closing = true; // before the scope refuses tasks
        }
        scope.close();
        Watch.unregister(this);
    }

    // ---- called by the jobs and the workers

    void begin(Job<?> job, long waited) {
        if (books.begin(job, waited)) {
            workers.look();
        }
    }

    void record(Job<?> job, Outcome<?> outcome, long worked) {
        books.record(outcome, worked);
        if (outcome instanceof Outcome.Failure<?>(var cause)) {
            try {
                owner.failed(job, cause);
            } catch (Throwable e) { // the job's end must be told
                Door.report(e);
            }
        }
    }

    void discard(Job<?> job, boolean isDropped) {
        if (books.discard(job, isDropped)) {
            workers.look();
        }
    }

    void release() {
        books.release();
    }

    void allGone() {
        owner.allGone();
        gone.fire();
    }

    @Override
    public WorkerPoolStats stats() {
        return books.stats(name, workers.count(), source.capacity());
    }

    @Override
    public String toString() {
        return "pool '" + name + "'";
    }
}
