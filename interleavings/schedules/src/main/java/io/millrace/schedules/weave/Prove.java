package io.millrace.schedules.weave;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs the long round, or shows one run again. `interleavings/prove` calls it.
public final class Prove {
    private static final String ROUNDS = "io.millrace.schedules.programs.Rounds";
    private static final List<String> ROUNDS_BY_OPTION =
            List.of(
                    "scenarios",
                    "scenes",
                    "programs",
                    "drawn",
                    "locks",
                    "tasks",
                    "times",
                    "guards",
                    "flows");
    private static final String USAGE =
            """
            options:
              --minutes N     how long to go on (default 10): three parts of it for programs and for scenarios,
                              two for each of the other rounds below
              --seconds N     the same in seconds
              --first         stops at the first violation
              --seed S        from which programs and schedules are drawn (default: the time)
              --workers W     how many worlds run at the same time (default: one to a processor)
              --bound B       how many preemptions a schedule that is searched may have (default 3)
              --programs      random programs of channels only
              --scenarios     scenarios of channels only
              --scenes        scenes of contexts, scopes and timers only, written by hand
              --drawn         the same, drawn at random
              --locks         programs over locks, permits, meeting points only
              --tasks         scenes of groups, promises, combinators, requests, shutdown only
              --times         scenes of timers, tickers, debounce, throttle only
              --guards        scenes of limiters, bulkheads, breakers, hedges only
              --flows         scenes of pools, fans, topics, pipelines only
              --replay TOKEN  shows one run, step by step
            """;

    private final List<String> arguments;

    private Prove(List<String> arguments) {
        this.arguments = arguments;
    }

    /// Exits with 1 if anything went wrong.
    public static void main(String[] arguments) throws Exception {
        System.exit(new Prove(List.of(arguments)).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        if (arguments.contains("--help")) {
            System.out.print(USAGE);
            return true;
        }
        if (arguments.contains("--replay")) {
            String token = option("--replay", "");
            return new World(Prove.class.getClassLoader()).call(ROUNDS, "replay", token) == 0;
        }
        List<String> rounds =
                ROUNDS_BY_OPTION.stream().filter(r -> arguments.contains("--" + r)).toList();
        rounds = rounds.isEmpty() ? ROUNDS_BY_OPTION : rounds;
        double minutes = Double.parseDouble(option("--minutes", "10"));
        double seconds = Double.parseDouble(option("--seconds", Double.toString(60 * minutes)));
        int shares = rounds.stream().mapToInt(Prove::share).sum();
        String seed = option("--seed", Long.toString(System.currentTimeMillis()));
        String bound = option("--bound", "3");
        boolean good = true;
        for (String round : rounds) {
            String time = Double.toString(seconds * share(round) / shares);
            good &=
                    switch (round) {
                        case "scenarios", "scenes" -> inWorlds(round, bound, "coarse", time);
                        case "programs", "drawn" -> inWorlds(round, seed, time);
                        default -> inWorlds(round, seed, bound, time);
                    };
        }
        return good;
    }

    /// Channels have more to be found in them than the rest.
    private static int share(String round) {
        return round.equals("scenarios") || round.equals("programs") ? 3 : 2;
    }

    private boolean isImpatient() {
        return arguments.contains("--first");
    }

    private String option(String name, String otherwise) {
        int at = arguments.indexOf(name);
        return at < 0 || at + 1 == arguments.size() ? otherwise : arguments.get(at + 1);
    }

    /// Calls a method of the rounds in several worlds. Each is told its number and how many there
    /// are.
    ///
    /// @return whether nothing went wrong
    private boolean inWorlds(String method, String... words) throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        int workers = Integer.parseInt(option("--workers", Integer.toString(processors)));
        List<Future<Long>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            for (int i = 0; i < workers; i++) {
                var all = new ArrayList<>(List.of(words));
                all.add(Integer.toString(i));
                all.add(Integer.toString(workers));
                if (isImpatient()) {
                    all.add("first");
                }
                var world = new World(Prove.class.getClassLoader());
                calls.add(
                        threads.submit(() -> {
                            long found = world.call(ROUNDS, method, all.toArray(String[]::new));
                            if (found > 0 && isImpatient()) {
                                System.exit(1); // the other worlds need not finish
                            }
                            return found;
                        }));
            }
        }
        long violations = 0;
        for (Future<Long> call : calls) {
            violations += call.get();
        }
        System.out.println(method + ": " + violations + " violations");
        return violations == 0;
    }
}
