package io.millrace.schedules.programs;

import io.millrace.schedules.Strategy;
import io.millrace.schedules.Trace;
import io.millrace.schedules.locks.LockProgram;
import io.millrace.schedules.locks.LockPrograms;
import io.millrace.schedules.locks.LockRounds;
import io.millrace.schedules.model.Program;
import io.millrace.schedules.scenes.Scene;
import io.millrace.schedules.scenes.SceneRun;
import io.millrace.schedules.scenes.Scenes;
import io.millrace.schedules.scenes.Scenes.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rounds of checks in one world, of several that share the work. They print their figures, and
/// what they find.
public final class Rounds {
    private static final double BILLION = 1e9;

    private Rounds() {}

    /// Runs random programs.
    ///
    /// @param arguments seed, seconds, number of this world, number of worlds
    /// @return how many violations there were
    public static long programs(String[] arguments) {
        long seed = seed(arguments[0], Integer.parseInt(arguments[2]));
        var programs = new RandomPrograms(seed);
        long start = System.nanoTime();
        Finding finding = programs.check(Long.MAX_VALUE, nanos(arguments[1]));
        double seconds = (System.nanoTime() - start) / BILLION;
        print(
                "programs, seed %d: %,d runs checked in %.0f s, %,.0f a second",
                seed, programs.runs(), seconds, programs.runs() / seconds);
        if (finding == null) {
            return 0;
        }
        print("%s%nmade smaller:%n%s", finding, RandomPrograms.shrink(finding));
        return 1;
    }

    /// Explores the scenarios: each gets an equal share of what time is left.
    ///
    /// @param arguments bound, `fine` or `coarse`, seconds, number of this world, number of worlds,
    ///   and perhaps `first`: to stop at the first violation
    /// @return how many violations there were
    public static long scenarios(String[] arguments) {
        int bound = Integer.parseInt(arguments[0]);
        boolean fine = arguments[1].equals("fine");
        long end = System.nanoTime() + nanos(arguments[2]);
        List<Program> mine =
                share(
                        Scenarios.all(),
                        Integer.parseInt(arguments[3]),
                        Integer.parseInt(arguments[4]));
        long start = System.nanoTime();
        long schedules = 0;
        int complete = 0;
        int violations = 0;
        boolean first = arguments.length > 5;
        for (int i = 0; i < mine.size() && !(first && violations > 0); i++) {
            long time = (end - System.nanoTime()) / (mine.size() - i);
            Scenarios.Explored explored = Scenarios.explore(mine.get(i), bound, fine, time);
            schedules += explored.schedules();
            complete += explored.isComplete() ? 1 : 0;
            if (explored.finding() != null) {
                violations++;
                print("%s", explored.finding());
            }
        }
        print(
                "scenarios, up to %d preemptions%s: %d, of which %d completely and %d cut off; %,d"
                        + " schedules in %.0f s",
                bound,
                fine ? " at any field" : "",
                mine.size(),
                complete,
                mine.size() - complete,
                schedules,
                (System.nanoTime() - start) / BILLION);
        return violations;
    }

    /// Explores the scenes of contexts, scopes and timers that are written by hand: each gets an
    /// equal share of what time is left.
    ///
    /// @param arguments as for [#scenarios]
    /// @return how many violations there were
    public static long scenes(String[] arguments) {
        int bound = Integer.parseInt(arguments[0]);
        boolean fine = arguments[1].equals("fine");
        long end = System.nanoTime() + nanos(arguments[2]);
        List<Scene> mine =
                share(
                        Scenes.about(Topic.CONTEXTS),
                        Integer.parseInt(arguments[3]),
                        Integer.parseInt(arguments[4]));
        long start = System.nanoTime();
        long schedules = 0;
        int complete = 0;
        int violations = 0;
        boolean first = arguments.length > 5;
        for (int i = 0; i < mine.size() && !(first && violations > 0); i++) {
            long time = (end - System.nanoTime()) / (mine.size() - i);
            SceneRun.Explored explored = SceneRun.explore(mine.get(i), bound, fine, time);
            schedules += explored.schedules();
            complete += explored.isComplete() ? 1 : 0;
            if (explored.finding() != null) {
                violations++;
                print("%s", explored.finding());
            }
        }
        print(
                "scenes, up to %d preemptions%s: %d, of which %d completely and %d cut off; %,d"
                        + " schedules in %.0f s",
                bound,
                fine ? " at any field" : "",
                mine.size(),
                complete,
                mine.size() - complete,
                schedules,
                (System.nanoTime() - start) / BILLION);
        return violations;
    }

    private static <T> List<T> share(List<T> all, int index, int of) {
        List<T> share = new ArrayList<>();
        for (int i = index; i < all.size(); i += of) {
            share.add(all.get(i));
        }
        return share;
    }

    /// Runs scenes that are drawn at random.
    ///
    /// @param arguments as for [#programs]
    /// @return how many violations there were
    public static long drawn(String[] arguments) {
        long seed = seed(arguments[0], Integer.parseInt(arguments[2]));
        var runs = new long[1];
        long start = System.nanoTime();
        SceneRun.Finding finding =
                SceneRun.checkDrawn(
                        seed, Long.MAX_VALUE, nanos(arguments[1]), run -> runs[0] = run);
        double seconds = (System.nanoTime() - start) / BILLION;
        print(
                "drawn scenes, seed %d: %,d runs checked in %.0f s, %,.0f a second",
                seed, runs[0], seconds, runs[0] / seconds);
        if (finding == null) {
            return 0;
        }
        print("%s%nmade smaller:%n%s", finding, SceneRun.shrink(finding));
        return 1;
    }

    /// Runs programs over locks, permits and meeting points: half of the time under random
    /// schedules, half of it searched.
    ///
    /// @param arguments seed, bound, seconds, number of this world, number of worlds
    /// @return how many violations there were
    public static long locks(String[] arguments) {
        int index = Integer.parseInt(arguments[3]);
        List<LockProgram> mine = share(LockPrograms.all(), index, Integer.parseInt(arguments[4]));
        long half = nanos(arguments[2]) / 2;
        long start = System.nanoTime();
        var drawn = new LockRounds(mine);
        var searched = new LockRounds(mine);
        LockRounds.Finding finding = drawn.walk(seed(arguments[0], index), half);
        if (finding == null) {
            finding = searched.explore(Integer.parseInt(arguments[1]), false, half);
        }
        primitives("locks", arguments, start, drawn.runs(), searched.runs(), searched.complete());
        if (finding != null) {
            print("%s", finding);
        }
        return finding == null ? 0 : 1;
    }

    /// Runs scenes of groups, promises, combinators, requests, shutdown, as [#locks] does.
    public static long tasks(String[] arguments) {
        return scenes("tasks", Topic.TASKS, arguments);
    }

    /// Runs scenes of timers and tickers, as [#locks] does.
    public static long times(String[] arguments) {
        return scenes("times", Topic.TIME, arguments);
    }

    /// Runs scenes of limiters, bulkheads, breakers and hedges, as [#locks] does.
    public static long guards(String[] arguments) {
        return scenes("guards", Topic.GUARDS, arguments);
    }

    /// Runs scenes of pools, fans, topics and pipelines, as [#locks] does.
    public static long flows(String[] arguments) {
        return scenes("flows", Topic.FLOWS, arguments);
    }

    private static long scenes(String name, Topic topic, String[] arguments) {
        int bound = Integer.parseInt(arguments[1]);
        int index = Integer.parseInt(arguments[3]);
        List<Scene> mine = share(Scenes.about(topic), index, Integer.parseInt(arguments[4]));
        long time = nanos(arguments[2]);
        long start = System.nanoTime();
        var drawn = new long[1];
        SceneRun.Finding finding =
                SceneRun.walk(mine, seed(arguments[0], index), time / 2, run -> drawn[0] = run);
        long searched = 0;
        int complete = 0;
        for (int i = 0; i < mine.size() && finding == null; i++) {
            long left = (time - (System.nanoTime() - start)) / (mine.size() - i);
            SceneRun.Explored explored = SceneRun.explore(mine.get(i), bound, false, left);
            searched += explored.schedules();
            complete += explored.isComplete() ? 1 : 0;
            finding = explored.finding();
        }
        primitives(name, arguments, start, drawn[0], searched, complete);
        if (finding != null) {
            print("%s", finding);
        }
        return finding == null ? 0 : 1;
    }

    private static long seed(String seed, int world) {
        return Long.parseLong(seed) + 1_000_003L * world;
    }

    private static void primitives(
            String name, String[] arguments, long start, long drawn, long searched, int complete) {
        print(
                "%s, seed %s: %,d random runs; up to %s preemptions: %d completely, %,d schedules;"
                        + " %.0f s",
                name,
                arguments[0],
                drawn,
                arguments[1],
                complete,
                searched,
                (System.nanoTime() - start) / BILLION);
    }

    /// Shows a run again, step by step.
    ///
    /// @param arguments the token of a [Finding]
    /// @return how many violations there were
    public static long replay(String[] arguments) {
        String token = arguments[0];
        int at = token.indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("a token looks like 'walk.7 @ rendezvous: send a'");
        }
        var trace = new Trace();
        Strategy strategy = Strategy.parse(token.substring(0, at).strip());
        String what = token.substring(at + 1).strip();
        Object finding;
        if (Scenes.isName(what)) {
            finding = SceneRun.of(Scenes.named(what), strategy, trace);
        } else if (LockRounds.isName(what)) {
            finding = LockRounds.replay(what, strategy, trace);
        } else {
            finding = ProgramRun.of(Program.parse(what), strategy, trace);
        }
        trace.lines().forEach(System.out::println);
        print("%s", finding == null ? "nothing is wrong with this run" : finding);
        return finding == null ? 0 : 1;
    }

    private static long nanos(String seconds) {
        return (long) (Double.parseDouble(seconds) * BILLION);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is Error Prone's own
    private static void print(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
