package io.millrace.cli.run.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.millrace.cli.run.report.Activity.What;
import org.junit.jupiter.api.Test;

class ActivityTest {
    @Test
    void what_a_thread_does_now_counts_as_well() {
        long start = Long.MAX_VALUE - 10; // the clock may show anything, and run over
        var activity = new Activity(What.STARVED, start);
        activity.enter(What.BUSY, start + 100);
        activity.enter(What.BLOCKED, start + 130);
        activity.enter(What.BUSY, start + 131);
        long[] sums = new long[What.values().length];
        activity.addTo(sums, start + 1000);
        assertArrayEquals(new long[] {30 + 869, 100, 1, 0, 0}, sums);
        activity.addTo(sums, start + 1000);
        assertArrayEquals(new long[] {2 * 899, 200, 2, 0, 0}, sums);
    }
}
