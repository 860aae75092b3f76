package io.millrace.task;

import io.millrace.channel.Channel;
import io.millrace.channel.Receiver;
import io.millrace.context.Context;
import io.millrace.context.tree.RoutineCancellation;
import io.millrace.context.tree.TreeContext;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *   open ----- go, go, go -----> join: all have ended, failures are thrown -----> close
 *     \                                                                            ^
 *      +---------- body throws: close cancels what runs and waits for it ---------+
 *
 * O1  Only when no task runs do join and close return, and then the tasks' threads have terminated as well.
 * O2  The scope is cancelled for a failure before the task that failed stops counting as running:
 *     whoever finds no task running finds the scope cancelled and all failures recorded.
 * O3  Once the ledger is closed, no task starts.
 * O4  A failure is received by join, by whoever asks the task, or else it is thrown by close.
 *
 * After JEP 505's StructuredTaskScope and Go's errgroup. Differences: stands on plain threads, so needs no
 * preview; tasks may start tasks; one task may be awaited before the others; close reports what nobody received.
 */
/// Owns tasks: they start in it, and none of them outlives it.
///
/// ```java
/// try (var scope = Scope.open()) {
///     Task<User> user = scope.go(() -> findUser(id));
///     Task<List<Order>> orders = scope.go(() -> findOrders(id));
///     scope.join();
///     return new Page(user.await(), orders.await());
/// }
/// ```
///
/// Tasks run on virtual threads, named after their scope, within the scope's [context][#context].
/// Cancelling that context, or the one that it was derived from, interrupts every task.
///
/// **Ends.** [#join] waits for all tasks and throws what failed. [#close] cancels what still runs,
/// waits for it, and throws a failure that nobody has received: so a failure always has a receiver.
/// An interrupt is a request: a task that swallows it, or computes without ever waiting, holds up
/// [#close].
///
/// A scope is joined and closed by the thread that opened it. Tasks may be started by any thread.
public final class Scope implements AutoCloseable, Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Ledger ledger;
    private final String name;
    private final Policy policy;
    private final @Nullable ThreadFactory threads;
    private final Thread owner = Thread.currentThread();
    private final TreeContext context;

    /// The cause of [#cancel()], which is no failure.
    private static final class OnPurpose extends CancellationException {
        private static final long serialVersionUID = 1;

        OnPurpose(String message) {
            super(message);
        }
    }

    private Scope(Builder builder) {
        name = builder.name != null ? builder.name : "scope-" + NUMBERS.incrementAndGet();
        policy = builder.policy;
        threads = builder.threads;
        TreeContext outer = TreeContext.of(builder.context);
        ledger = new Ledger(this, outer.node());
        context = outer.withNode(ledger);
    }

    /// Opens a scope below the current context.
    public static Scope open() {
        return builder().open();
    }

    /// Opens a scope below `context`.
    public static Scope open(Context context) {
        return builder().context(context).open();
    }

    /// Returns a builder, for a scope with a name, a policy or threads of its own.
    public static Builder builder() {
        return new Builder();
    }

    /// Opens a scope, runs `body`, joins the scope and returns the body's result.
    ///
    /// @throws X what the body throws; the tasks are cancelled then
    /// @throws InterruptedException if the body or the join is interrupted
    /// @throws ExecutionException as [#join] does
    public static <R extends @Nullable Object, X extends Exception> R run(Body<R, X> body)
            throws X, InterruptedException, ExecutionException {
        try (var scope = open()) {
            R result = body.run(scope);
            scope.join();
            return result;
        }
    }

    /// Starts a task that returns a value.
    ///
    /// If the scope has been cancelled, the task is cancelled without having run.
    ///
    /// @throws IllegalStateException if the scope is closed
    public <T extends @Nullable Object> Task<T> go(Callable<? extends T> body) {
        return start(null, body, null);
    }

    /// As [#go(Callable)], with a name for the task.
    public <T extends @Nullable Object> Task<T> go(String name, Callable<? extends T> body) {
        return start(Objects.requireNonNull(name, "name"), body, null);
    }

    /// Starts a task that returns nothing.
    ///
    /// @throws IllegalStateException if the scope is closed
    public Task<@Nullable Void> go(Action body) {
        return start(null, callable(body), null);
    }

    /// As [#go(Action)], with a name for the task.
    public Task<@Nullable Void> go(String name, Action body) {
        return start(Objects.requireNonNull(name, "name"), callable(body), null);
    }

    /// Starts a task that sends to a new channel, and returns the channel's receiving end.
    ///
    /// When `body` returns the channel is closed; when it throws, or is cancelled, the channel
    /// fails with the cause: a broken-off stream cannot pass for a whole one. If the receiver
    /// cancels the channel, the body's next send throws
    /// [io.millrace.channel.ChannelClosedException], and letting that pass is no failure.
    ///
    /// @param capacity how many values the channel buffers; 0 for a rendezvous
    /// @throws IllegalStateException if the scope is closed
    /// @throws IllegalArgumentException if `capacity` is negative
    public <T> Receiver<T> produce(int capacity, Producer<T> body) {
        Objects.requireNonNull(body, "body");
        Channel<T> channel = capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
        var production = new Production<>(body, channel);
        start(null, production, production);
        return channel;
    }

    static Callable<@Nullable Void> callable(Action action) {
        Objects.requireNonNull(action, "body");
        return () -> {
            action.run();
            return null;
        };
    }

    /// Starts a task.
    ///
    /// @param given its name, or null
    /// @param atEnd is called once with how it ended, before anybody hears of the end; even if it
    ///   never ran
    <T extends @Nullable Object> ScopeTask<T> start(
            @Nullable String given,
            Callable<? extends T> body,
            @Nullable Consumer<Outcome<T>> atEnd) {
        var task = new ScopeTask<T>(this, given, Objects.requireNonNull(body, "body"), atEnd);
        task.start();
        return task;
    }

    /// Returns the context of the scope's tasks: cancelled by [#cancel], by the [Policy], when the
    /// context above it ends, and when the scope is closed.
    public Context context() {
        return context;
    }

    /// Cancels all tasks, on purpose: [#join] does not report that as a failure.
    public void cancel() {
        ledger.cancel(new OnPurpose(this + " was cancelled"));
    }

    /// Cancels all tasks because of `cause`, which [#join] reports if it cancelled a task.
    public void cancel(Throwable cause) {
        ledger.cancel(Objects.requireNonNull(cause, "cause"));
    }

    /// Waits until every task has ended, and throws if they did not do what they were started for.
    ///
    /// **Waiting.** For all tasks, those that tasks have started included. **Cancellation.** An
    /// interrupt makes it throw unless all tasks have ended; they go on until [#close] cancels
    /// them. **Ordering and memory.** All that the tasks did has happened before.
    ///
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException if a task failed: the first failure is the cause, the later ones,
    ///   up to ninety-nine, are suppressed in this exception; or, if tasks were cancelled from
    ///   outside, with the cause of that. With [Policy#FIRST_SUCCESS], only if no task succeeded
    /// @throws WrongThreadException if this is not the thread that opened the scope
    public void join() throws InterruptedException, ExecutionException {
        requireOwner("join");
        awaitAll();
        throwFailures();
    }

    /// As [#join()], but for at most `timeout`; then the tasks go on.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException as [#join()] does
    /// @throws ExecutionException as [#join()] does
    /// @throws WrongThreadException as [#join()] does
    public boolean join(Duration timeout) throws InterruptedException, ExecutionException {
        requireOwner("join");
        long deadline = Door.now() + Door.nanos(timeout);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        for (Signal idle = ledger.idle(); idle != null; idle = ledger.idle()) {
            if (!idle.awaitUntil("join", deadline)) {
                return false;
            }
        }
        ledger.joinThreads();
        throwFailures();
        return true;
    }

    /// Waits until every task has ended, however it ended.
    void awaitAll() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        for (Signal idle = ledger.idle(); idle != null; idle = ledger.idle()) {
            idle.await("join");
        }
        ledger.joinThreads();
    }

    private void throwFailures() throws ExecutionException {
        ScopeStats stats = stats();
        if (isSuccess(stats)) {
            ledger.failures().forEach(ScopeTask::markReceived);
            return;
        }
        if (stats.failed() > 0) {
            throw Failures.joined(ledger.failures(), stats.failed());
        }
        Throwable cause = ledger.cause();
        if (cause != null && stats.cancelled() > 0 && !(cause instanceof OnPurpose)) {
            throw new ExecutionException(this + " was cancelled: " + cause, cause);
        }
    }

    /// Tells whether a task has succeeded that makes all failures irrelevant.
    private boolean isSuccess(ScopeStats stats) {
        return policy == Policy.FIRST_SUCCESS && stats.succeeded() > 0;
    }

    /// Ends the scope: no task can be started any more, those that run are cancelled and waited
    /// for. Does nothing if the scope is closed.
    ///
    /// **Waiting.** For every task, however long it takes. **Cancellation.** None: an interrupt
    /// stays pending.
    ///
    /// @throws CompletionException if a task failed and nobody has received that failure
    /// @throws WrongThreadException if this is not the thread that opened the scope
    @Override
    public void close() {
        requireOwner("close");
        if (!ledger.close()) {
            return;
        }
        ledger.cancel(new RoutineCancellation(this + " was closed"));
        for (Signal idle = ledger.idle(); idle != null; idle = ledger.idle()) {
            idle.awaitAnyway("join");
        }
        ledger.joinThreads();
        Watch.unregister(this);
        List<ScopeTask<?>> unreceived = ledger.unreceived();
        if (!unreceived.isEmpty() && !isSuccess(stats())) {
            throw Failures.unreceived(unreceived);
        }
    }

    private void requireOwner(String what) {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException(
                    what + " of " + this + " by another thread than the one that opened it");
        }
    }

    // ---- called by the tasks

    /// Records how a task ended, and cancels the scope if the policy says so (O2).
    void record(ScopeTask<?> task, Outcome<?> outcome) {
        ledger.record(task, outcome);
        if (policy.isSettledBy(outcome)) {
            ledger.cancel(
                    outcome instanceof Outcome.Failure<?>(var cause)
                            ? cause
                            : new RoutineCancellation(task + " succeeded first"));
        }
    }

    /// Tells that a task runs no more. To be called once by each task, by its thread if it has one.
    void ended(ScopeTask<?> task) {
        ledger.end(task);
    }

    /// Tells that a task runs no more and how it ended, in one step; but if the scope is to be
    /// cancelled because of that, only tells so.
    ///
    /// @return false if [#record] and [#ended] are to be called instead
    boolean ends(ScopeTask<?> task, Outcome<?> outcome) {
        if (policy.isSettledBy(outcome)) {
            return false;
        }
        ledger.recordAndEnd(task, outcome);
        return true;
    }

    Ledger ledger() {
        return ledger;
    }

    TreeContext treeContext() {
        return context;
    }

    @Nullable ThreadFactory threads() {
        return threads;
    }

    /// Returns the name that the scope was given, or `scope-` and a number.
    public String name() {
        return name;
    }

    @Override
    public ScopeStats stats() {
        return ledger.stats();
    }

    @Override
    public String toString() {
        return "scope '" + name + "'";
    }

    /// Describes a scope to be opened.
    public static final class Builder {
        private @Nullable String name;
        private Context context = Context.current();
        private Policy policy = Policy.FAIL_FAST;
        private @Nullable ThreadFactory threads;

        private Builder() {}

        /// Names the scope, and with it its tasks' threads.
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Sets the context below which the scope lies; the current one if not set.
        public Builder context(Context context) {
            this.context = Objects.requireNonNull(context, "context");
            return this;
        }

        /// Sets when the scope cancels its tasks by itself.
        public Builder policy(Policy policy) {
            this.policy = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /// Sets what makes the tasks' threads, for work that should not run on virtual ones:
        /// `Thread.ofPlatform().factory()`.
        public Builder threads(ThreadFactory threads) {
            this.threads = Objects.requireNonNull(threads, "threads");
            return this;
        }

        /// Opens the scope. The calling thread is its owner.
        public Scope open() {
            var scope = new Scope(this);
            scope.ledger.open();
            Watch.register(scope);
            return scope;
        }
    }
}
