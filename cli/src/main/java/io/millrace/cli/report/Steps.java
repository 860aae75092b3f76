package io.millrace.cli.report;

import io.millrace.cli.run.report.Durations;
import java.util.ArrayList;
import java.util.List;

/// Counts durations in steps of 1, 2, 5, 10, 20, 50 .. nanoseconds.
public final class Steps {
    private static final int MOST = 45; // the last one begins at some eleven days
    private static final int[] MANTISSAS = {1, 2, 5};

    private final long[] counts = new long[MOST];

    /// A step with values in it, or between others.
    ///
    /// @param label from where to where it goes
    public record Step(String label, long count) {}

    /// Makes an empty count.
    public Steps() {}

    private static double lowest(int step) {
        int decade = step / 3;
        return MANTISSAS[step % 3] * Math.pow(10, decade);
    }

    /// Counts a duration.
    void add(double nanos) {
        int step = 0;
        while (step + 1 < MOST && nanos >= lowest(step + 1)) {
            step++;
        }
        counts[step]++;
    }

    /// Returns the steps from the first to the last that has any.
    List<Step> used() {
        int first = 0;
        int last = MOST - 1;
        while (first < last && counts[first] == 0) {
            first++;
        }
        while (last > first && counts[last] == 0) {
            last--;
        }
        var steps = new ArrayList<Step>();
        for (int i = first; i <= last; i++) {
            if (counts[first] > 0) {
                steps.add(new Step(label(i), counts[i]));
            }
        }
        return steps;
    }

    private static String label(int step) {
        return edge(lowest(step)) + ".." + edge(lowest(step + 1));
    }

    private static String edge(double nanos) {
        return Durations.text(nanos, nanos < 1e3 ? 3 : 1);
    }
}
