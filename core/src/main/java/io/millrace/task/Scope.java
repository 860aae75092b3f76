package io.millrace.task;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.context.Context;
import io.millrace.context.tree.CancelNode;
import io.millrace.context.tree.TreeContext;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
 * O1  running counts the tasks that were started and have not ended; only when it is 0 do join and close return, and
 *     then the tasks' threads have terminated as well.
 * O2  A failure is recorded, and the scope cancelled for it, before the task stops counting as running:
 *     whoever sees running == 0 sees all failures.
 * O3  Once closed is set, no task starts.
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
    private static final int MOST_FAILURES = 100;
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final ShortLock lock = new ShortLock();
    private final String name;
    private final Policy policy;
    private final @Nullable ThreadFactory threads;
    private final Thread owner = Thread.currentThread();
    private final Node node;
    private final TreeContext context;

    private boolean closed; // under lock
    private long started; // under lock
    private long running; // under lock
    private long succeeded; // under lock
    private long cancelled; // under lock
    private long failed; // under lock
    private final List<Failed> failures = new ArrayList<>(); // under lock
    private final ArrayDeque<ScopeTask<?>> terminating =
            new ArrayDeque<>(); // under lock: ended, thread may live
    private @Nullable Signal idle; // under lock: fired when running comes to 0
    private volatile boolean cancelledOnPurpose; // set by cancel(), read by join()

    /// The scope's place in the tree of contexts.
    private static final class Node extends CancelNode {
        Node(@Nullable CancelNode parent) {
            super(parent);
        }

        void start() {
            attach();
        }
    }

    private record Failed(ScopeTask<?> task, Throwable cause) {}

    private Scope(Builder builder) {
        name = builder.name != null ? builder.name : "scope-" + NUMBERS.incrementAndGet();
        policy = builder.policy;
        threads = builder.threads;
        TreeContext outer = TreeContext.of(builder.context);
        node = new Node(outer.node());
        context = outer.withNode(node);
        Watch.register(this);
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
    /// cancels the channel, the body's next send throws [ChannelClosedException], and letting that
    /// pass is no failure.
    ///
    /// @param capacity how many values the channel buffers; 0 for a rendezvous
    /// @throws IllegalStateException if the scope is closed
    /// @throws IllegalArgumentException if `capacity` is negative
    public <T> Receiver<T> produce(int capacity, Producer<T> body) {
        Objects.requireNonNull(body, "body");
        Channel<T> channel = capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
        start(
                null,
                callable(() -> produce(body, channel)),
                outcome -> {
                    switch (outcome) {
                        case Outcome.Success<?> _ -> channel.close();
                        case Outcome.Failure<?>(var cause) -> channel.fail(cause);
                        case Outcome.Cancelled<?>(var cause) -> channel.fail(cause);
                    }
                });
        return channel;
    }

    @SuppressWarnings("ReferenceEquality") // this very channel, or another's end is a failure
    private static <T> void produce(Producer<T> body, Channel<T> channel) throws Exception {
        try {
            body.produce(channel);
        } catch (ChannelClosedException e) {
            if (e.closed().channel() != channel) {
                throw e;
            }
            // The receiver has hung up: the producer is done.
        }
    }

    private static Callable<@Nullable Void> callable(Action action) {
        Objects.requireNonNull(action, "body");
        return () -> {
            action.run();
            return null;
        };
    }

    private <T extends @Nullable Object> Task<T> start(
            @Nullable String given,
            Callable<? extends T> body,
            @Nullable Consumer<Outcome<T>> atEnd) {
        Objects.requireNonNull(body, "body");
        lock.lock();
        if (closed) {
            lock.unlock();
            throw new IllegalStateException(this + " is closed: start tasks before it ends");
        }
        running++;
        long number = ++started;
        lock.unlock();
        var task = new ScopeTask<T>(this, given != null ? given : name + "/" + number, body, atEnd);
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
        cancelledOnPurpose = true;
        node.cancel(new CancellationException(this + " was cancelled"));
    }

    /// Cancels all tasks because of `cause`, which [#join] reports.
    public void cancel(Throwable cause) {
        node.cancel(Objects.requireNonNull(cause, "cause"));
    }

    /// Waits until every task has ended, and throws if they did not do what they were started for.
    ///
    /// **Waiting.** For all tasks, those that tasks have started included. **Cancellation.** An
    /// interrupt makes it throw; the tasks go on until [#close] cancels them. **Ordering and
    /// memory.** All that the tasks did has happened before.
    ///
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException if a task failed: the first failure is the cause, up to a hundred
    ///   later ones are suppressed in that cause's exception; or, if tasks were cancelled from
    ///   outside, with the cause of that. With [Policy#FIRST_SUCCESS], only if no task succeeded
    /// @throws WrongThreadException if this is not the thread that opened the scope
    public void join() throws InterruptedException, ExecutionException {
        requireOwner("join");
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        for (Signal wait = idleSignal(); wait != null; wait = idleSignal()) {
            wait.await("join");
        }
        joinThreads();
        lock.lock();
        List<Failed> all = List.copyOf(failures);
        boolean succeededOnce = succeeded > 0;
        boolean cancelledSome = cancelled > 0;
        lock.unlock();
        all.forEach(failure -> failure.task.markReceived());
        if (policy == Policy.FIRST_SUCCESS && succeededOnce) {
            return;
        }
        if (!all.isEmpty()) {
            throw report(all);
        }
        Throwable cause = node.cause();
        if (cause != null && cancelledSome && !cancelledOnPurpose) {
            throw new ExecutionException(this + " was cancelled: " + cause, cause);
        }
    }

    private ExecutionException report(List<Failed> all) {
        Failed first = all.getFirst();
        var report =
                new ExecutionException(
                        first.task
                                + " failed"
                                + (failed > 1 ? ", and " + (failed - 1) + " more" : "")
                                + ": "
                                + first.cause,
                        first.cause);
        addSuppressed(report, all);
        return report;
    }

    private static void addSuppressed(Throwable report, List<Failed> all) {
        for (Failed later : all.subList(1, all.size())) {
            report.addSuppressed(later.cause);
        }
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
        lock.lock();
        boolean again = closed;
        closed = true;
        lock.unlock();
        if (again) {
            return;
        }
        node.cancel(new CancellationException(this + " was closed"));
        for (Signal wait = idleSignal(); wait != null; wait = idleSignal()) {
            wait.awaitAnyway("join");
        }
        joinThreads();
        Watch.unregister(this);
        throwUnreceived();
    }

    private void throwUnreceived() {
        List<Failed> unreceived =
                policy == Policy.FIRST_SUCCESS && succeeded > 0
                        ? List.of()
                        : failures.stream().filter(failure -> !failure.task.isReceived()).toList();
        if (unreceived.isEmpty()) {
            return;
        }
        Failed first = unreceived.getFirst();
        var report =
                new CompletionException(
                        first.task + " failed, and nobody asked for its outcome: " + first.cause,
                        first.cause);
        addSuppressed(report, unreceived);
        throw report;
    }

    private void requireOwner(String what) {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException(
                    what + " of " + this + " by another thread than the one that opened it");
        }
    }

    /// Returns a signal to wait for until no task runs, or null if none does.
    private @Nullable Signal idleSignal() {
        Signal wait = null;
        lock.lock();
        if (running > 0) {
            wait = idle != null ? idle : new Signal(this);
            idle = wait;
        }
        lock.unlock();
        return wait;
    }

    /// Waits for the threads of tasks that have ended to terminate, which takes them a moment
    /// longer.
    private void joinThreads() {
        for (ScopeTask<?> task = nextTerminating(); task != null; task = nextTerminating()) {
            task.joinThread();
        }
    }

    private @Nullable ScopeTask<?> nextTerminating() {
        lock.lock();
        ScopeTask<?> task = terminating.poll();
        lock.unlock();
        return task;
    }

    // ---- called by the tasks

    /// Counts an outcome and cancels the scope if the policy says so. Called once by each task
    /// before [#ended].
    void record(ScopeTask<?> task, Outcome<?> outcome) {
        Throwable reason = null;
        lock.lock();
        switch (outcome) {
            case Outcome.Success<?> _ -> {
                succeeded++;
                if (policy == Policy.FIRST_SUCCESS) {
                    reason = new CancellationException(task + " succeeded first");
                }
            }
            case Outcome.Failure<?>(var cause) -> {
                failed++;
                if (failures.size() < MOST_FAILURES) {
                    failures.add(new Failed(task, cause));
                }
                if (policy == Policy.FAIL_FAST) {
                    reason = cause;
                }
            }
            case Outcome.Cancelled<?> _ -> cancelled++;
        }
        lock.unlock();
        if (reason != null) {
            node.cancel(reason);
        }
    }

    /// Tells that a task has ended. Called once by each task, by its thread if it has one.
    void ended(ScopeTask<?> task) {
        Signal woken = null;
        lock.lock();
        while (!terminating.isEmpty() && !terminating.getFirst().isThreadAlive()) {
            terminating.removeFirst();
        }
        terminating.addLast(task);
        if (--running == 0) {
            woken = idle;
            idle = null;
        }
        lock.unlock();
        if (woken != null) {
            woken.fire();
        }
    }

    CancelNode node() {
        return node;
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
        lock.lock();
        long ended =
                succeeded + failed
                        + cancelled; // not running: a task is counted there a moment longer
        var stats = new ScopeStats(name, started, started - ended, succeeded, failed, cancelled);
        lock.unlock();
        return stats;
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
            scope.node.start();
            return scope;
        }
    }
}
