package io.millrace.pipeline;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.context.tree.GivingUp;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.pipeline.PipelineStats.StageStats;
import io.millrace.task.Action;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * One run of a pipeline: a scope, with the last segment on the thread that opened it.
 *
 *   a task fails ------> scope cancelled with that --> tasks interrupted, and the caller's segment, through the context
 *   the caller's fails -> scope cancelled with that --> tasks interrupted
 *   interrupt ---------> the same, but InterruptedException is what the caller gets
 *   context ends ------> the scope's with it
 *
 * R1  The cause of the scope's end is the first cause, whoever had it. The report has it as its cause; what else failed
 *     is suppressed; what only gave up is not in it.
 */
/// Runs a pipeline.
final class Run implements Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Scope scope;
    private final String name;
    private final AtomicInteger parts = new AtomicInteger();
    private final List<Supplier<StageStats>> meters = new CopyOnWriteArrayList<>();

    private Run(String name) {
        this.name = name;
        scope = Scope.builder().name(name).open();
    }

    /// Returns `given`, or a name with a number.
    static String name(@Nullable String given) {
        return given != null ? given : "pipeline-" + NUMBERS.incrementAndGet();
    }

    /// Runs `last`, and everything before it, into `sink`. Nothing of it runs any more afterwards.
    static <T> void execute(String name, Stage<T> last, Sink<? super T> sink)
            throws InterruptedException, ExecutionException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var run = new Run(name);
        Watch.register(run);
        Throwable thrown = run.perform(last, sink);
        Watch.unregister(run);
        if (thrown != null) {
            run.cleanUp(thrown);
        }
    }

    /// Returns what was thrown by the caller's segment, or by the join.
    private <T> @Nullable Throwable perform(Stage<T> last, Sink<? super T> sink) {
        try {
            scope.context()
                    .<@Nullable Void, Exception>call(() -> {
                        last.run(this, sink);
                        return null;
                    });
            try {
                scope.join();
            } catch (ExecutionException e) {
                return new Joined(e);
            }
            scope.close();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    /// Failures of tasks that nobody but the join has heard of.
    private static final class Joined extends Exception {
        private static final long serialVersionUID = 1;
        final ExecutionException report;

        Joined(ExecutionException report) {
            super(null, null, false, false);
            this.report = report;
        }
    }

    /// Ends what still runs, and throws what is to be told of it all.
    @SuppressWarnings("ReferenceEquality") // this very exception
    private void cleanUp(Throwable thrown) throws InterruptedException, ExecutionException {
        var failures = new ArrayList<Throwable>();
        boolean own = false;
        switch (thrown) {
            case Joined joined -> addAll(failures, joined.report);
            case ContextEndedException _ -> own = !scope.context().isDone();
            case InterruptedException _ -> {}
            default -> own = true;
        }
        scope.cancel(thrown); // does nothing if something was faster
        Throwable cause = scope.context().cause().orElse(thrown);
        if (own) {
            failures.add(thrown);
        }
        try {
            scope.close();
        } catch (CompletionException e) {
            addAll(failures, e);
        }
        if (thrown instanceof InterruptedException interrupt) {
            failures.forEach(interrupt::addSuppressed);
            throw interrupt;
        }
        Throwable first =
                failures.isEmpty() || failures.contains(cause) ? cause : failures.getFirst();
        var report = new ExecutionException("pipeline '" + name + "' failed: " + first, first);
        failures.stream().filter(each -> each != first).forEach(report::addSuppressed);
        throw report;
    }

    /// Returns the first cause in a report, with what else the report has suppressed in it: for
    /// those who want no report around it.
    @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
    static Throwable first(ExecutionException report) {
        Throwable cause = report.getCause() == null ? report : report.getCause();
        for (Throwable more : report.getSuppressed()) {
            if (more != cause) {
                cause.addSuppressed(more);
            }
        }
        return cause;
    }

    private static void addAll(List<Throwable> failures, Throwable report) {
        Optional.ofNullable(report.getCause()).ifPresent(failures::add);
        failures.addAll(Arrays.asList(report.getSuppressed()));
    }

    // ---- for the stages

    /// Makes a channel between two threads of this run.
    ///
    /// @param capacity 0 for a rendezvous
    <E> Channel<E> channel(String role, int capacity) {
        Channel.Builder<E> builder = Channel.<E>builder().name(partName(role));
        return capacity == 0 ? builder.build() : builder.capacity(capacity).build();
    }

    /// Returns a name for a part of this run.
    String partName(String role) {
        return name + "/" + parts.incrementAndGet() + " " + role;
    }

    /// Starts a task. If it does not come to its end, `outlet` fails, after the scope was cancelled
    /// for the failure (P5); at its end it is closed, if `closes`.
    Task<@Nullable Void> go(String role, Channel<?> outlet, boolean closes, Action body) {
        var begun = new boolean[1]; // by the task; read after its end
        Task<@Nullable Void> task =
                start(
                        partName(role),
                        () -> {
                            begun[0] = true;
                            try {
                                body.run();
                            } catch (Throwable e) {
                                if (!hasGivenUp(e)) {
                                    scope.cancel(e);
                                }
                                outlet.fail(e);
                                throw e;
                            }
                            if (closes) {
                                outlet.close();
                            }
                        });
        if (task.isDone() && !begun[0]) { // the scope was cancelled before
            outlet.fail(new CancellationException(task + " was not started"));
        }
        return task;
    }

    /// @throws CancellationException if the run is over: a stage whose code swallows interrupts
    ///   comes here too late, and has not failed for that
    private Task<@Nullable Void> start(String part, Action body) {
        try {
            return scope.go(part, body);
        } catch (IllegalStateException e) {
            if (!scope.context().isDone()) {
                throw e;
            }
            var gaveUp = new CancellationException("the run is over");
            gaveUp.initCause(e);
            throw gaveUp;
        }
    }

    private static boolean hasGivenUp(Throwable e) {
        Throwable cause = Context.current().cause().orElse(null);
        return cause != null && GivingUp.isIn(e, cause);
    }

    /// Receives the next element from a task of this run; null at the end.
    ///
    /// @throws CancellationException if that task failed: the scope knows why
    static <T> @Nullable T next(Receiver<T> from) throws InterruptedException {
        try {
            return from.receiveOrNull();
        } catch (ChannelClosedException e) {
            throw gaveUp(e);
        }
    }

    /// As [#next], or null if whoever is behind has left, and with that the channel was cancelled.
    static <T> @Nullable T nextOrLeft(Receiver<T> from) throws InterruptedException {
        try {
            return from.receiveOrNull();
        } catch (ChannelClosedException e) {
            return null;
        }
    }

    static CancellationException gaveUp(ChannelClosedException e) {
        var gaveUp = new CancellationException("a stage before this one has failed");
        gaveUp.initCause(e);
        return gaveUp;
    }

    /// Shows a stage in the figures of this run, until [#hide].
    void show(Supplier<StageStats> meter) {
        meters.add(meter);
    }

    void hide(Supplier<StageStats> meter) {
        meters.remove(meter);
    }

    @Override
    public PipelineStats stats() {
        return new PipelineStats(name, meters.stream().map(Supplier::get).toList());
    }

    @Override
    public String toString() {
        return "pipeline '" + name + "'";
    }
}
