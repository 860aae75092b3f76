package io.millrace.task;

import io.millrace.context.Context;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *   STOP_INTAKE --each action, or its limit--> DRAIN --limit--> CANCEL --limit--> ABANDON
 *        |                                       |                |                  |
 *        +---- no task runs ---------------------+----------------+------------------+---> report
 *
 * The steps are taken by one platform thread, started by the first that asks: it goes on whatever becomes of those who
 * wait for it, and even if every carrier is busy.
 *
 * H1  The steps are taken once, in this order. Each lasts as long as its limit at most.
 * H2  The report ends the promise, whatever goes wrong; who waits for the report cannot be left alone.
 * H3  A step that is not ABANDON is reported only if no task was found running after it.
 * H4  To hurry cuts a wait of the thread short, and interrupts nobody: an interrupt that comes when the last wait is
 *     over would be found by those who are given the report.
 * H5  What an action throws is in the report, or it is passed to the handler of its thread: whoever is first, of the
 *     action that ends and the report that is made, leaves it to the other.
 */
/// Ends a program in steps: stop the intake, drain, cancel, abandon; each for a limited time, and
/// with a report of what was left.
///
/// ```java
/// try (var scope = Scope.open();
///         var shutdown =
///                 Shutdown.of(scope)
///                         .stopIntake(Duration.ofSeconds(1), listener::close)
///                         .drain(Duration.ofSeconds(20))
///                         .cancel(Duration.ofSeconds(5))
///                         .onExit()
///                         .open()) {
///     ...
///     scope.join();
/// }
/// ```
///
/// **Steps.** *Stop the intake*: the actions are run, one after the other, each on a platform
/// thread of its own; they close what brings in work: a listener, a channel. *Drain*: the tasks of
/// the scopes are given time to end by themselves. *Cancel*: the scopes are
/// [cancelled][Scope#cancel()], and the tasks given time to give up. *Abandon*: whatever still runs
/// is reported and left behind. It ends as soon as no task runs.
///
/// **Begins** with [#start], or, if it was opened so, when the JVM is told to end: by SIGTERM or
/// SIGINT, by `System.exit`, or because the program has come to its end. Then the JVM waits for the
/// report. What the program does after its last task has ended may then not be done any more: do
/// that in a task, or in [Builder#onReport].
///
/// **Waiting.** [#run] waits for the report. **Cancellation.** An interrupt makes it throw, and
/// does nothing to the shutdown, which cannot be taken back; [#hurry] ends the step that it is in.
/// **Ordering and memory.** What the tasks that have ended did has happened before the report.
/// **Errors.** An action that fails, or is not done in time, is in the report, and the next step is
/// taken. So is what it throws after its time; after the report that is passed to its thread's
/// handler of uncaught exceptions.
///
/// What is abandoned still belongs to its scope: [Scope#close] waits for it. So a program that
/// shuts down by a call ends with `System.exit` or `Runtime.halt` if the report says that something
/// is left; one that was told to end, ends.
public final class Shutdown implements AutoCloseable, Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private record Intake(long limit, Action action) {}

    private final String name;
    private final List<Scope> scopes;
    private final List<Intake> intakes;
    private final long drainNanos;
    private final long cancelNanos;
    private final List<Consumer<? super ShutdownReport>> receivers;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Promise<ShutdownReport> report;
    private final Hurry hurry = new Hurry(this);
    private volatile @Nullable ShutdownStep step; // set by the thread
    private @Nullable Runnable hook; // takes the hook back; by whoever opens and closes

    private Shutdown(Builder builder) {
        name = builder.name != null ? builder.name : "shutdown-" + NUMBERS.incrementAndGet();
        scopes = List.copyOf(builder.scopes);
        intakes = List.copyOf(builder.intakes);
        drainNanos = builder.drainNanos;
        cancelNanos = builder.cancelNanos;
        receivers = List.copyOf(builder.receivers);
        report = new Promise<>(name + " report");
    }

    /// Returns a builder of a shutdown that ends the tasks of these scopes.
    public static Builder of(Scope... scopes) {
        var builder = new Builder();
        for (Scope scope : scopes) {
            builder.scope(scope);
        }
        return builder;
    }

    /// Begins, unless it has begun.
    ///
    /// @return what ends with the report
    public Promise<ShutdownReport> start() {
        if (begun.compareAndSet(false, true)) {
            try {
                Door.startDaemon(name, this::takeSteps);
            } catch (Throwable e) { // no more threads (H2)
                report.fail(e);
                throw e;
            }
        }
        return report;
    }

    /// Begins, unless it has begun, and waits for the report.
    ///
    /// @throws InterruptedException if this thread is interrupted; the shutdown goes on
    public ShutdownReport run() throws InterruptedException {
        try {
            return start().await();
        } catch (ExecutionException e) {
            throw new IllegalStateException(this + " failed: " + e.getCause(), e.getCause());
        }
    }

    /// Ends the step that is being taken before its time is over, or the next one if that has just
    /// ended: for a second signal, for instance.
    ///
    /// @return false if no step is being taken
    public boolean hurry() {
        return hurry.cutShort();
    }

    /// Tells whether it has begun; for loops that take in work.
    public boolean hasBegun() {
        return begun.get();
    }

    /// Takes the hook back that was set by [Builder#onExit]; does nothing if there is none, or if
    /// it is too late. What has begun goes on.
    @Override
    public void close() {
        Runnable set = hook;
        hook = null;
        if (set != null) {
            set.run();
        }
        Watch.unregister(this);
    }

    private void takeSteps() {
        hurry.begin();
        long start = Door.now();
        try {
            var failures = new ArrayList<Throwable>();
            var left = new ArrayList<ShutdownReport.StillRunning>();
            ShutdownStep endedBy = takeSteps(failures, left);
            hurry.end();
            step = endedBy;
            tell(
                    new ShutdownReport(
                            name, endedBy, Duration.ofNanos(Door.now() - start), left, failures));
        } catch (Throwable e) { // memory ran out (H2)
            hurry.end();
            report.fail(e);
            Door.report(e);
        }
    }

    private ShutdownStep takeSteps(
            List<Throwable> failures, List<ShutdownReport.StillRunning> left) {
        step = ShutdownStep.STOP_INTAKE;
        var actions =
                Scope.builder()
                        .name(name + " intake")
                        .context(Context.background())
                        .policy(Policy.COLLECT_ALL)
                        .threads(Door.daemons())
                        .open();
        var late = new ArrayList<Stopping>();
        for (Intake intake : intakes) {
            if (!stop(intake, actions, failures, late)) {
                break;
            }
        }
        var all = new ArrayList<>(scopes);
        if (!late.isEmpty()) { // those were not done in time, and may still run
            all.add(actions);
        }
        ShutdownStep endedBy = endTasks(all);
        if (endedBy == ShutdownStep.ABANDON) {
            for (Scope scope : all) {
                scope.ledger().running().forEach(task -> left.add(task.describe()));
            }
        }
        late.forEach(action -> action.addTo(failures));
        if (late.isEmpty() || isIdle(List.of(actions))) {
            actions.ledger().failures().forEach(ScopeTask::markReceived);
            actions.close();
        }
        return left.isEmpty() && endedBy == ShutdownStep.ABANDON ? ShutdownStep.CANCEL : endedBy;
    }

    /// Takes the steps in which the tasks end.
    private ShutdownStep endTasks(List<Scope> all) {
        if (isIdle(all)) {
            return ShutdownStep.STOP_INTAKE;
        }
        step = ShutdownStep.DRAIN;
        if (awaitIdle(all, Door.now() + drainNanos)) {
            return ShutdownStep.DRAIN;
        }
        step = ShutdownStep.CANCEL;
        all.forEach(Scope::cancel);
        return awaitIdle(all, Door.now() + cancelNanos)
                ? ShutdownStep.CANCEL
                : ShutdownStep.ABANDON;
    }

    /// Runs an action.
    ///
    /// @param late is given what may throw something after it has been given up
    /// @return false if somebody is in a hurry: then the next ones do not run
    private boolean stop(
            Intake intake, Scope actions, List<Throwable> failures, List<Stopping> late) {
        var stopping = new Stopping();
        Task<@Nullable Void> task = actions.start(null, Scope.callable(intake.action), stopping);
        Clause<Hurry.End> done =
                task.onDone(outcome -> {
                    if (outcome instanceof Outcome.Failure<?>(var cause)) {
                        failures.add(cause);
                    }
                    return Hurry.End.DONE;
                });
        Hurry.End end = hurry.await(done, intake.limit);
        if (end != Hurry.End.DONE) {
            late.add(stopping);
            task.cancel();
            failures.add(
                    new TimeoutException(
                            end == Hurry.End.LATE
                                    ? task
                                            + " was not done within "
                                            + Duration.ofNanos(intake.limit)
                                    : "the intake was given up in a hurry"));
        }
        return end != Hurry.End.HURRIED;
    }

    private static boolean isIdle(List<Scope> scopes) {
        return scopes.stream().allMatch(scope -> scope.ledger().idle() == null);
    }

    /// Waits until no task runs.
    ///
    /// @return false if the time is over first, or somebody is in a hurry
    private boolean awaitIdle(List<Scope> scopes, long deadline) {
        while (!isIdle(scopes)) {
            for (Scope scope : scopes) {
                Signal idle = scope.ledger().idle();
                if (idle != null && hurry.await(idle, deadline - Door.now()) != Hurry.End.DONE) {
                    return isIdle(scopes);
                }
            }
        }
        return true;
    }

    private void tell(ShutdownReport ended) {
        for (Consumer<? super ShutdownReport> receiver : receivers) {
            try {
                receiver.accept(ended);
            } catch (Throwable e) { // the others are told, too
                Door.report(e);
            }
        }
        report.complete(ended);
    }

    /// Returns the name that the shutdown was given, or `shutdown-` and a number.
    public String name() {
        return name;
    }

    @Override
    public ShutdownStats stats() {
        long running = scopes.stream().mapToLong(scope -> scope.stats().running()).sum();
        return new ShutdownStats(name, Optional.ofNullable(step), running, report.isDone());
    }

    @Override
    public String toString() {
        return "shutdown '" + name + "'";
    }

    /// Describes a shutdown.
    public static final class Builder {
        private @Nullable String name;
        private final List<Scope> scopes = new ArrayList<>();
        private final List<Intake> intakes = new ArrayList<>();
        private final List<Consumer<? super ShutdownReport>> receivers = new ArrayList<>();
        private long drainNanos = Duration.ofSeconds(20).toNanos();
        private long cancelNanos = Duration.ofSeconds(5).toNanos();
        private boolean onExit;

        private Builder() {}

        /// Names the shutdown, and with it its thread.
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Adds a scope whose tasks are to end.
        public Builder scope(Scope scope) {
            scopes.add(Objects.requireNonNull(scope, "scope"));
            return this;
        }

        /// Adds a group whose tasks are to end.
        public Builder group(ErrGroup group) {
            scopes.add(group.scope());
            return this;
        }

        /// Adds an action of the first step, with the time that it is given.
        public Builder stopIntake(Duration limit, Action action) {
            intakes.add(new Intake(Door.nanos(limit), Objects.requireNonNull(action, "action")));
            return this;
        }

        /// Sets for how long the tasks may go on; 20 s if not set.
        public Builder drain(Duration limit) {
            drainNanos = Door.nanos(limit);
            return this;
        }

        /// Sets for how long the tasks may take to give up; 5 s if not set.
        public Builder cancel(Duration limit) {
            cancelNanos = Door.nanos(limit);
            return this;
        }

        /// Adds somebody who is given the report, on the shutdown's thread, before [#start]'s
        /// promise ends.
        public Builder onReport(Consumer<? super ShutdownReport> receiver) {
            receivers.add(Objects.requireNonNull(receiver, "receiver"));
            return this;
        }

        /// Lets it begin when the JVM is told to end, which then waits for the report.
        public Builder onExit() {
            onExit = true;
            return this;
        }

        /// Makes the shutdown, which has not begun.
        ///
        /// @throws IllegalStateException if it is to begin when the JVM ends, and that is ending
        public Shutdown open() {
            var shutdown = new Shutdown(this);
            if (onExit) {
                shutdown.hook = Door.atExit(shutdown.name + " at exit", shutdown::runAtExit);
            }
            Watch.register(shutdown);
            return shutdown;
        }
    }

    private void runAtExit() {
        try {
            var _ = start().outcome();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody wants the JVM to end at once
        }
    }
}
