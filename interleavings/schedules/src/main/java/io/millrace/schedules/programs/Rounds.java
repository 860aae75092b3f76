package io.millrace.schedules.programs;

import io.millrace.schedules.Strategy;
import io.millrace.schedules.Trace;
import io.millrace.schedules.model.Program;
import io.millrace.schedules.scenes.Scene;
import io.millrace.schedules.scenes.SceneRun;
import io.millrace.schedules.scenes.Scenes;
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
        long seed = Long.parseLong(arguments[0]) + 1_000_003L * Long.parseLong(arguments[2]);
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

    /// Explores the scenes written by hand: each gets an equal share of what time is left.
    ///
    /// @param arguments as for [#scenarios]
    /// @return how many violations there were
    public static long scenes(String[] arguments) {
        int bound = Integer.parseInt(arguments[0]);
        boolean fine = arguments[1].equals("fine");
        long end = System.nanoTime() + nanos(arguments[2]);
        List<Scene> mine =
                share(Scenes.all(), Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
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
        long seed = Long.parseLong(arguments[0]) + 1_000_003L * Long.parseLong(arguments[2]);
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
        Object finding =
                Scenes.isName(what)
                        ? SceneRun.of(Scenes.named(what), strategy, trace)
                        : ProgramRun.of(Program.parse(what), strategy, trace);
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
