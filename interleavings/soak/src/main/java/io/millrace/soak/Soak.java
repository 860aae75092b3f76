package io.millrace.soak;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// The long round: soaks channels of every shape for some minutes, races what cuts off what, and
/// measures what one close, a quiet channel and a fair choice come to with many.
///
/// ```sh
/// interleavings/soak/run --minutes 10 --seed 7
/// interleavings/soak/run --only race --minutes 60 --operations 100000000
/// ```
///
/// It ends with an exception at the first value that is lost, duplicated or out of order, and names
/// the seed of the round.
public final class Soak {
    private static final int RACES_FOR_A_SOAK = 40; // they are that much shorter
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(10);
    private static final long FLAT = 4 << 20; // bytes by which a heap may differ that is flat
    private static final List<String> PARTS =
            List.of("soak", "race", "waiters", "leaks", "fairness");

    private double minutes = 1;
    private long seed = System.currentTimeMillis();
    private long elements = Long.MAX_VALUE;
    private long operations = Long.MAX_VALUE;
    private int waiters = 1_000_000;
    private int selects = 10_000_000;
    private List<String> parts = List.of("soak", "waiters", "leaks", "fairness");

    private Soak(String[] arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (arguments[i]) {
                case "--minutes" -> minutes = Double.parseDouble(value);
                case "--seed" -> seed = Long.parseLong(value);
                case "--elements" -> elements = Long.parseLong(value);
                case "--operations" -> operations = Long.parseLong(value);
                case "--waiters" -> waiters = Integer.parseInt(value);
                case "--selects" -> selects = Integer.parseInt(value);
                case "--only" -> parts = List.of(value.split(",", -1));
                default ->
                        throw new IllegalArgumentException(
                                arguments[i]
                                        + ": the options are --minutes, --seed, --elements,"
                                        + " --operations, --waiters, --selects, each with a number,"
                                        + " and --only");
            }
        }
        if (!PARTS.containsAll(parts)) {
            throw new IllegalArgumentException("--only " + parts + ": there are " + PARTS);
        }
    }

    /// Runs the command: `--minutes N` (1), for the soak and the race each; `--seed S` (the time);
    /// `--elements N`, `--operations N`, after which these end before that; `--waiters N`
    /// (1,000,000), `--selects N` (10,000,000), `--only PART,..` (all but race).
    ///
    /// @throws InterruptedException if the thread is interrupted
    public static void main(String... arguments) throws InterruptedException {
        new Soak(arguments).run();
    }

    private void run() throws InterruptedException {
        say("seed " + seed + ", " + minutes + " minutes, on " + machine());
        if (parts.contains("soak")) {
            long end = end();
            say(
                    "soak: "
                            + soak(
                                    seed,
                                    sum -> sum.elements >= elements || System.nanoTime() - end >= 0,
                                    BETWEEN_REPORTS));
        }
        if (parts.contains("race")) {
            long end = end();
            say(
                    "race: "
                            + race(
                                    seed,
                                    sum ->
                                            sum.operations >= operations
                                                    || System.nanoTime() - end >= 0));
        }
        if (parts.contains("waiters") && waiters > 0) {
            say(Waiters.measure(waiters));
        }
        if (parts.contains("leaks") && selects > 0) {
            QuietChannel quiet = QuietChannel.measure(selects);
            say(quiet);
            if (quiet.waiters() != 0 || quiet.growth() > FLAT) {
                throw new AssertionError("a quiet channel keeps what has left: " + quiet);
            }
        }
        if (parts.contains("fairness") && selects > 0) {
            say(Fairness.measure(selects, seed));
        }
    }

    private long end() {
        return System.nanoTime() + (long) (minutes * Duration.ofMinutes(1).toNanos());
    }

    /// Runs rounds, mostly long ones and many short ones between them, until `enough`.
    ///
    /// @return what happened
    /// @throws AssertionError if something was not as promised
    static Tally soak(long seed, Predicate<Tally> enough, Duration betweenReports)
            throws InterruptedException {
        var seeds = new SplittableRandom(seed);
        var total = new Tally();
        long reported = System.nanoTime();
        while (!enough.test(total)) {
            total.add(Round.run(Round.Profile.SOAK, seeds.nextLong()));
            for (int i = 0; i < RACES_FOR_A_SOAK && !enough.test(total); i++) {
                total.add(Round.run(Round.Profile.RACE, seeds.nextLong()));
            }
            if (System.nanoTime() - reported > betweenReports.toNanos()) {
                reported = System.nanoTime();
                say(total);
            }
        }
        return total;
    }

    /// Runs short rounds, in which everything is cut off by something, until `enough`.
    ///
    /// @return what happened
    /// @throws AssertionError if something was not as promised
    static Tally race(long seed, Predicate<Tally> enough) throws InterruptedException {
        var seeds = new SplittableRandom(seed);
        var total = new Tally();
        while (!enough.test(total)) {
            total.add(Round.run(Round.Profile.RACE, seeds.nextLong()));
        }
        return total;
    }

    private static String machine() {
        return String.format(
                Locale.ROOT,
                "%d cores, %,d MB of heap, %s",
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20,
                Runtime.version());
    }

    private static void say(Object text) {
        System.out.println(text);
    }
}
