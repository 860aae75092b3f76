package io.millrace.soak;

import io.millrace.channel.Channel;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// How evenly a select chooses among clauses that are all ready, half to send and half to receive.
///
/// @param selects how many selects there were for each number of clauses
/// @param worst the largest share of its bound that a chi-square reached
/// @param worstClauses for how many clauses that was
record Fairness(int selects, double worst, int worstClauses) {
    private static final int FEWEST = 2;
    private static final int MOST = 16;

    /// Returns what the chi-square of a fair choice passes with a probability below e^-26, five in
    /// 10^12: by Laurent and Massart's bound for the chi-square distribution.
    static double bound(int clauses) {
        double x = 26;
        int freedom = clauses - 1;
        return freedom + 2 * Math.sqrt(freedom * x) + 2 * x;
    }

    /// Counts choices among 2 to 16 clauses, as many for each as makes `selects` in all.
    ///
    /// @throws AssertionError if they are not those of a fair choice
    static Fairness measure(int selects, long seed) throws InterruptedException {
        int each = selects / (MOST - FEWEST + 1);
        var random = new SplittableRandom(seed);
        double worst = 0;
        int worstClauses = 0;
        for (int clauses = FEWEST; clauses <= MOST; clauses++) {
            int[] counts = choices(clauses, each, random);
            double expected = (double) each / clauses;
            double chiSquare = 0;
            for (int count : counts) {
                chiSquare += (count - expected) * (count - expected) / expected;
            }
            double share = chiSquare / bound(clauses);
            if (share > worst) {
                worst = share;
                worstClauses = clauses;
            }
        }
        if (worst >= 1) {
            throw new AssertionError(
                    "a select of " + worstClauses + " is unfair: " + worst + " of the bound");
        }
        return new Fairness(each, worst, worstClauses);
    }

    private static int[] choices(int clauses, int selects, SplittableRandom random)
            throws InterruptedException {
        int[] counts = new int[clauses];
        List<Channel<Integer>> channels = new ArrayList<>();
        List<Clause<Integer>> all = new ArrayList<>();
        for (int i = 0; i < clauses; i++) {
            int index = i;
            Channel<Integer> channel = Channel.buffered(1 + random.nextInt(4));
            channels.add(channel);
            if (i % 2 == 0) {
                channel.send(i);
            }
            all.add(
                    i % 2 == 0
                            ? channel.onReceive(v -> index)
                            : channel.onSend(() -> index, () -> index));
        }
        Select<Integer> select = Select.<Integer>of(all);
        for (int i = 0; i < selects; i++) {
            int chosen = select.await();
            counts[chosen]++;
            Channel<Integer> channel = channels.get(chosen); // make it ready again
            if (chosen % 2 == 0) {
                channel.send(chosen);
            } else {
                channel.receive();
            }
        }
        return counts;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d selects for each of 2 to 16 clauses: the worst chi-square is %.0f %% of its bound,"
                        + " at %d clauses",
                selects,
                100 * worst,
                worstClauses);
    }
}
