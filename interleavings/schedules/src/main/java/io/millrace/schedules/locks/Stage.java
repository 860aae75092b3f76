package io.millrace.schedules.locks;

import io.millrace.schedules.ScheduledHost;
import io.millrace.schedules.Scheduler;
import io.millrace.schedules.Strategy;
import io.millrace.schedules.Stuck;
import io.millrace.schedules.Trace;
import io.millrace.waiting.Door;
import io.millrace.waiting.Host;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a [LockProgram].
public final class Stage {

    /// What a thread of the program does.
    @FunctionalInterface
    public interface Body {

        /// Does it. An [InterruptedException] ends the thread and is no failure.
        void run() throws Exception;
    }

    private final Scheduler scheduler;
    private final List<Thread> threads = new ArrayList<>(4);
    private final List<Runnable> claims = new ArrayList<>(2);

    private Stage(Strategy strategy, @Nullable Trace trace) {
        scheduler = new Scheduler(strategy, trace);
    }

    /// Runs a program under one schedule.
    ///
    /// @return what is wrong with the run; null if nothing is
    public static @Nullable Throwable play(LockProgram program, Strategy strategy) {
        return play(program, strategy, null);
    }

    /// As [#play(LockProgram, Strategy)], and writes a trace.
    public static @Nullable Throwable play(
            LockProgram program, Strategy strategy, @Nullable Trace trace) {
        var stage = new Stage(strategy, trace);
        Host before = Door.use(new ScheduledHost(stage.scheduler));
        try {
            program.script().prepare(stage);
            Throwable failure = stage.scheduler.run();
            if (failure != null) {
                return failure;
            }
            if (!stage.scheduler.blocked().isEmpty()) {
                return new Stuck("left parked", stage.scheduler.blocked());
            }
            stage.claims.forEach(Runnable::run);
            return null;
        } catch (AssertionError e) {
            return e;
        } finally {
            Door.use(before);
        }
    }

    /// Adds a thread.
    public void go(Body body) {
        Runnable whole =
                () -> {
                    try {
                        body.run();
                    } catch (InterruptedException e) {
                        // It gave up, as it was told to.
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                };
        threads.add(scheduler.spawn(whole).thread());
    }

    /// Adds a thread that interrupts the one that was added as number `index`, from 0.
    public void interrupt(int index) {
        go(() -> threads.get(index).interrupt());
    }

    /// Says what must hold when all threads have ended.
    public void afterwards(Runnable claim) {
        claims.add(claim);
    }

    /// Fails unless `holds`.
    public static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
