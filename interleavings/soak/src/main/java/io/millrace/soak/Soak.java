package io.millrace.soak;

import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// The long round: soaks channels of every shape for some minutes, then measures what one close, a
/// quiet channel and a fair choice come to with many.
///
/// ```sh
/// interleavings/soak/run --minutes 10 --seed 7
/// ```
///
/// It ends with an exception at the first value that is lost, duplicated or out of order, and names
/// the seed of the round.
public final class Soak {
    private static final int RACES_FOR_A_SOAK = 40; // they are that much shorter
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(10);

    private Soak() {}

    /// Runs the command: `--minutes N` (1), `--seed S` (the time), `--waiters N` (1,000,000),
    /// `--selects N` (10,000,000).
    ///
    /// @throws InterruptedException if the thread is interrupted
    public static void main(String... arguments) throws InterruptedException {
        double minutes = 1;
        long seed = System.currentTimeMillis();
        int waiters = 1_000_000;
        int selects = 10_000_000;
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (arguments[i]) {
                case "--minutes" -> minutes = Double.parseDouble(value);
                case "--seed" -> seed = Long.parseLong(value);
                case "--waiters" -> waiters = Integer.parseInt(value);
                case "--selects" -> selects = Integer.parseInt(value);
                default ->
                        throw new IllegalArgumentException(
                                arguments[i]
                                        + ": the options are --minutes, --seed, --waiters, --selects,"
                                        + " each with a number");
            }
        }
        say("seed " + seed + ", " + minutes + " minutes, on " + machine());
        long end = System.nanoTime() + (long) (minutes * Duration.ofMinutes(1).toNanos());
        say(soak(seed, _ -> System.nanoTime() - end >= 0, BETWEEN_REPORTS));
        if (waiters > 0) {
            say(Waiters.measure(waiters));
        }
        if (selects > 0) {
            say(QuietChannel.measure(selects));
            say(Fairness.measure(selects, seed));
        }
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
