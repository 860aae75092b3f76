package io.millrace.schedules.scenes;

import io.millrace.schedules.BoundedSearch;
import io.millrace.schedules.Laggard;
import io.millrace.schedules.RandomWalk;
import io.millrace.schedules.ScheduledHost;
import io.millrace.schedules.Scheduler;
import io.millrace.schedules.Strategy;
import io.millrace.schedules.Trace;
import io.millrace.waiting.Door;
import io.millrace.waiting.Host;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Runs of scenes.
public final class SceneRun {
    /// Under how many schedules a scene that was drawn is run.
    public static final int SCHEDULES_A_SCENE = 20;

    private static final int TRIES_TO_SHRINK = 3_000;
    private static final int MOST_RESTARTS = 3;

    /// A run that went wrong.
    ///
    /// @param scene what was run
    /// @param schedule the word from which the strategy can be made again
    /// @param failure what is wrong
    public record Finding(Scene scene, String schedule, Throwable failure) {

        /// Returns the line that shows the run again.
        public String token() {
            return schedule + " @ " + scene.name();
        }

        @Override
        public String toString() {
            Throwable cause = failure.getCause();
            return "VIOLATION "
                    + failure
                    + (cause == null ? "" : "\n  because of " + cause)
                    + "\nreplay: '"
                    + token()
                    + "'";
        }
    }

    /// What came of a scene under all schedules.
    ///
    /// @param schedules under how many it ran
    /// @param isComplete whether those were all
    /// @param finding what went wrong; null if nothing did
    public record Explored(long schedules, boolean isComplete, @Nullable Finding finding) {}

    private SceneRun() {}

    /// Runs a scene and judges what came of it.
    ///
    /// @return what is wrong with the run; null if nothing is
    public static @Nullable Finding of(Scene scene, Strategy strategy) {
        return of(scene, strategy, null);
    }

    /// As [#of(Scene, Strategy)], and writes a trace.
    public static @Nullable Finding of(Scene scene, Strategy strategy, @Nullable Trace trace) {
        var scheduler = new Scheduler(strategy, trace);
        var host = new ScheduledHost(scheduler);
        Host before = Door.use(host);
        try {
            var stage = new Stage(scheduler, host);
            scene.set(stage);
            Throwable failure = scheduler.run();
            if (failure == null) {
                failure = stage.judge();
            }
            return failure == null ? null : new Finding(scene, strategy.token(), failure);
        } finally {
            Door.use(before);
        }
    }

    /// Runs a scene under all schedules with `bound` preemptions at most: first those with one, so
    /// that a search that is cut off has seen all that is simple.
    ///
    /// @param fine whether threads are switched at plain fields, too
    /// @param nanos after how much time to give up
    public static Explored explore(Scene scene, int bound, boolean fine, long nanos) {
        long start = System.nanoTime();
        long schedules = 0;
        boolean left = false;
        for (int b = Math.min(1, bound); b <= bound && !left; b++) {
            var search = new BoundedSearch(b, fine);
            left = true;
            for (int restarts = 0; left && System.nanoTime() - start < nanos; schedules++) {
                Finding finding = null;
                try {
                    finding = of(scene, search);
                } catch (IllegalStateException e) {
                    if (!search.hasDiverged() || restarts >= MOST_RESTARTS) {
                        throw e;
                    }
                }
                if (search.hasDiverged() && restarts++ < MOST_RESTARTS) {
                    search = new BoundedSearch(b, fine); // a class had to be initialized
                } else if (finding != null) {
                    return new Explored(schedules + 1, false, finding);
                } else {
                    left = search.advance();
                }
            }
        }
        return new Explored(schedules, !left, null);
    }

    /// Runs each of these scenes under a random schedule, and again, until one goes wrong or the
    /// time is over.
    ///
    /// @param seed of the first schedule
    /// @param nanos how long it may take
    /// @param runs is told of every run
    public static @Nullable Finding walk(
            List<Scene> scenes, long seed, long nanos, LongConsumer runs) {
        long start = System.nanoTime();
        for (long run = 0; !scenes.isEmpty() && System.nanoTime() - start < nanos; ) {
            long drawn = mix(seed + run / scenes.size());
            Scene scene = scenes.get((int) (run % scenes.size()));
            Finding finding =
                    of(scene, drawn % 5 == 0 ? new Laggard(drawn) : new RandomWalk(drawn));
            runs.accept(++run);
            if (finding != null) {
                return finding;
            }
        }
        return null;
    }

    /// Runs scenes that are drawn, under [#SCHEDULES_A_SCENE] random schedules each, until one goes
    /// wrong or the time is over.
    ///
    /// @param most how many runs there are to be
    /// @param nanos how long it may take
    /// @param runs is told of every run
    public static @Nullable Finding checkDrawn(
            long seed, long most, long nanos, LongConsumer runs) {
        long start = System.nanoTime();
        for (long run = 0; run < most && System.nanoTime() - start < nanos; ) {
            Scene scene = Scenes.draw(mix(seed + run / SCHEDULES_A_SCENE));
            for (int i = 0; i < SCHEDULES_A_SCENE; i++) {
                long drawn = mix(seed * 31 + run);
                Finding finding =
                        of(scene, i % 5 == 0 ? new Laggard(drawn) : new RandomWalk(drawn));
                runs.accept(++run);
                if (finding != null) {
                    return finding;
                }
            }
        }
        return null;
    }

    private static long mix(long value) {
        long x = value * 0x9E3779B97F4A7C15L;
        return (x ^ (x >>> 29)) & Long.MAX_VALUE;
    }

    /// Makes a finding smaller: takes things out of its scene for as long as what is left goes
    /// wrong, too.
    public static Finding shrink(Finding finding) {
        Finding smallest = finding;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Scene candidate : smallest.scene().smaller()) {
                Finding found = find(candidate);
                if (found != null) {
                    smallest = found;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static @Nullable Finding find(Scene scene) {
        for (long i = 0; i < TRIES_TO_SHRINK; i++) {
            Finding found = of(scene, new RandomWalk(i));
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
