package io.millrace.schedules.time;

import io.millrace.schedules.BoundedSearch;
import io.millrace.schedules.RandomWalk;
import io.millrace.schedules.ScheduledHost;
import io.millrace.schedules.Scheduler;
import io.millrace.schedules.Strand;
import io.millrace.schedules.Strategy;
import io.millrace.waiting.Door;
import io.millrace.waiting.Host;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// One run of a small program with timers: what its threads do, and what must hold when none of
/// them can go on.
abstract class TimedRun {
    private static final long SECOND = 1_000_000_000L;

    int blocked; // how many threads are left waiting, after the run
    int deadlines; // how many are left in the host's list
    int taken; // how many fires
    int takenBack; // how many fires or calls

    /// Counts; a method, since `taken += wait()` would read before it waits.
    final void took(int fires) {
        taken += fires;
    }

    final void back(boolean wasTakenBack) {
        takenBack += wasTakenBack ? 1 : 0;
    }

    /// Something that may be interrupted.
    interface Body {
        void run() throws InterruptedException;
    }

    static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }

    /// Returns a thread's work, which an interrupt ends.
    static Runnable thread(Body body) {
        return () -> {
            try {
                body.run();
            } catch (InterruptedException e) {
                // As it was asked to.
            }
        };
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /// Returns what the threads do.
    abstract List<Runnable> threads();

    /// Throws if something is wrong.
    abstract void judge();

    private void run(Strategy strategy) {
        var scheduler = new Scheduler(strategy);
        Host before = Door.use(new ScheduledHost(scheduler));
        try {
            for (Runnable body : threads()) {
                scheduler.spawn(body);
            }
            Throwable failure = scheduler.run();
            List<Strand> left = scheduler.blocked();
            blocked = left.size();
            deadlines = Door.timers().pending();
            if (failure != null) {
                throw new AssertionError(strategy.token(), failure);
            }
            try {
                judge();
            } catch (AssertionError e) {
                throw new AssertionError(strategy.token() + ": " + e.getMessage() + left, e);
            }
        } finally {
            Door.use(before);
        }
    }

    /// Runs a program under random schedules and under all with few preemptions, for some seconds
    /// at most.
    static void explore(String name, Supplier<TimedRun> program) {
        long random = 0;
        long end = System.nanoTime() + 3 * SECOND;
        while (random < 60_000 && System.nanoTime() - end < 0) {
            program.get().run(new RandomWalk(random++));
        }
        long all = search(program, new BoundedSearch(2, false)) + search(program, fine());
        System.out.printf("%s: %,d random schedules, %,d searched%n", name, random, all);
    }

    private static BoundedSearch fine() {
        return new BoundedSearch(1, true);
    }

    private static long search(Supplier<TimedRun> program, BoundedSearch search) {
        long schedules = 0;
        long end = System.nanoTime() + 3 * SECOND;
        do {
            program.get().run(search);
            schedules++;
        } while (search.advance() && System.nanoTime() - end < 0);
        return schedules;
    }
}
