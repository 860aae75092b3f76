package io.millrace.schedules.programs;

import io.millrace.schedules.Strategy;
import io.millrace.schedules.Trace;
import io.millrace.schedules.model.Program;

/// Rounds of checks, in one world.
public final class Rounds {
    private Rounds() {}

    /// Runs the round that the arguments ask for.
    ///
    /// @return how many violations there were
    public static long main(String[] arguments) {
        if (arguments[0].equals("--replay")) {
            return replay(arguments[1]);
        }
        if (arguments[0].equals("--scenarios")) {
            long total = 0;
            int complete = 0;
            int n = 0;
            for (Program program : Scenarios.all()) {
                long t = System.nanoTime();
                var e = Scenarios.explore(program, Integer.parseInt(arguments[1]), arguments[2].equals("fine"), Long.parseLong(arguments[3]));
                n++;
                total += e.schedules();
                complete += e.isComplete() ? 1 : 0;
                System.out.printf("%8d %s %5d ms %s%n", e.schedules(), e.isComplete(), (System.nanoTime() - t) / 1000000, program);
                if (e.finding() != null) System.out.println(e.finding());
            }
            System.out.println(n + " scenarios, complete " + complete + ", schedules " + total);
            return 0;
        }
        long seed = Long.parseLong(arguments[0]);
        long seconds = Long.parseLong(arguments[1]);
        var programs = new RandomPrograms(seed);
        long start = System.nanoTime();
        Finding finding = programs.check(Long.MAX_VALUE, seconds * 1_000_000_000L);
        double took = (System.nanoTime() - start) / 1e9;
        System.out.printf("%,d runs in %.1f s: %,.0f a second%n", programs.runs(), took, programs.runs() / took);
        if (finding != null) {
            System.out.println(finding);
            System.out.println("--- shrunk:");
            System.out.println(RandomPrograms.shrink(finding));
            return 1;
        }
        return 0;
    }

    private static long replay(String token) {
        int at = token.indexOf(" @ ");
        var trace = new Trace();
        Finding finding =
                ProgramRun.of(
                        Program.parse(token.substring(at + 3)),
                        Strategy.parse(token.substring(0, at)),
                        trace);
        trace.lines().forEach(System.out::println);
        System.out.println(finding == null ? "nothing wrong" : finding);
        return finding == null ? 0 : 1;
    }
}
