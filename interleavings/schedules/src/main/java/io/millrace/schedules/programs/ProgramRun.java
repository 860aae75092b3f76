package io.millrace.schedules.programs;

import io.millrace.schedules.ScheduledHost;
import io.millrace.schedules.Scheduler;
import io.millrace.schedules.Strand;
import io.millrace.schedules.Strategy;
import io.millrace.schedules.Stuck;
import io.millrace.schedules.Trace;
import io.millrace.schedules.model.ChannelSpec;
import io.millrace.schedules.model.Explanation;
import io.millrace.schedules.model.History;
import io.millrace.schedules.model.Op;
import io.millrace.schedules.model.Program;
import io.millrace.schedules.model.Result;
import io.millrace.waiting.Door;
import io.millrace.waiting.Host;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a program, under one schedule, and the judgement of its history.
public final class ProgramRun {
    private final Program program;
    private final Strategy strategy;
    private final @Nullable Trace trace;
    private final Scheduler scheduler;
    private final History history;
    private final List<Thread> threads = new ArrayList<>(4);
    private final long[] began;
    private final Subject.Maker maker;

    private ProgramRun(
            Program program, Strategy strategy, @Nullable Trace trace, Subject.Maker maker) {
        this.program = program;
        this.strategy = strategy;
        this.trace = trace;
        scheduler = new Scheduler(strategy, trace);
        history = new History(program);
        began = new long[program.ops().size()];
        this.maker = maker;
    }

    /// Runs a program and judges what came of it.
    ///
    /// @return what is wrong with the run; null if nothing is
    public static @Nullable Finding of(Program program, Strategy strategy) {
        return of(program, strategy, null);
    }

    /// As [#of(Program, Strategy)], and writes a trace.
    public static @Nullable Finding of(Program program, Strategy strategy, @Nullable Trace trace) {
        return of(program, strategy, trace, MillraceSubject::new);
    }

    /// As [#of(Program, Strategy, Trace)], on something else than Millrace's channels.
    public static @Nullable Finding of(
            Program program, Strategy strategy, @Nullable Trace trace, Subject.Maker maker) {
        return new ProgramRun(program, strategy, trace, maker).run();
    }

    private @Nullable Finding run() {
        Host before = Door.use(new ScheduledHost(scheduler));
        try {
            Subject subject = maker.make(program, history);
            for (List<Op> ops : program.threads()) {
                threads.add(scheduler.spawn(() -> perform(ops, subject)).thread());
            }
            Throwable failure = scheduler.run();
            if (failure == null) {
                subject.lookAfterwards();
                failure = judge();
            }
            return failure == null
                    ? null
                    : new Finding(program, strategy.token(), failure, history);
        } finally {
            Door.use(before);
        }
    }

    private void perform(List<Op> ops, Subject subject) {
        for (Op op : ops) {
            began[op.id()] = scheduler.now();
            if (trace == null) {
                subject.perform(op, threads);
            } else {
                trace.note("t" + op.thread() + " begins #" + op.id() + " " + op.kind().word());
                subject.perform(op, threads);
                trace.note("t" + op.thread() + " #" + op.id() + ": " + history.describe(op));
            }
            timely(op);
        }
    }

    /// Whoever waited for some time and in vain has waited for all of it.
    private void timely(Op op) {
        boolean inVain =
                switch (history.result(op)) {
                    case TIMEOUT -> true;
                    case FULL, EMPTY -> op.kind().isTimed() && mayWait(op);
                    default -> false;
                };
        long waited = scheduler.now() - began[op.id()];
        if (inVain && waited < op.millis() * 1_000_000L) {
            throw new AssertionError(
                    "#" + op.id() + " gave up after " + waited + " ns of " + op.millis() + " ms");
        }
    }

    private boolean mayWait(Op op) {
        return !op.kind().sends()
                || program.channels().get(op.channel()).policy() != ChannelSpec.Policy.REJECT;
    }

    private @Nullable Throwable judge() {
        List<Strand> blocked = scheduler.blocked();
        for (Op op : program.ops()) {
            boolean waits = history.hasBegun(op) && history.result(op) == Result.BLOCKED;
            if (waits && (program.waitsForSomeTime(op) || op.kind().isImmediate())) {
                return new Stuck("#" + op.id() + " never returned", blocked);
            }
        }
        return Explanation.exists(history)
                ? null
                : new AssertionError("the model has no explanation for what happened");
    }
}
