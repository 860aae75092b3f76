package io.millrace.cli.run.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// At times that the test sets.
class MeterTest {
    private static final long SECOND = 1_000_000_000;

    private static final class Run implements Load {
        private long created;
        private long skipped;
        private boolean ended;
        private int consumers = 2;
        private final Tally tally = new Tally();
        private long busy;
        private long full;
        private Extent extent = Extent.UNKNOWN;

        void finish(int jobs) {
            for (int i = 0; i < jobs; i++) {
                tally.start();
                tally.finished(SECOND / 10, SECOND, true);
            }
        }

        @Override
        public long created() {
            return created;
        }

        @Override
        public long skipped() {
            return skipped;
        }

        @Override
        public boolean hasEnded() {
            return ended;
        }

        @Override
        public Extent extent() {
            return extent;
        }

        @Override
        public int producers() {
            return 1;
        }

        @Override
        public int consumers() {
            return consumers;
        }

        @Override
        public int buffer() {
            return 4;
        }

        @Override
        public void consumersSpent(long[] sums, long nanos) {
            sums[Activity.What.BUSY.index()] += busy;
        }

        @Override
        public long fullNanos() {
            return full;
        }

        @Override
        public long orderedNanos() {
            return 0;
        }

        @Override
        public List<Figures.Slow> slow(int most, long nanos) {
            return List.of();
        }

        @Override
        public Tally tally() {
            return Tally.sum(List.of(tally));
        }
    }

    @Test
    void rate_and_shares_are_those_of_the_last_seconds() {
        var run = new Run();
        var meter = new Meter(run, 0);
        for (int second = 1; second <= 20; second++) { // one job a second, one consumer of two busy
            run.created++;
            run.finish(1);
            run.busy += SECOND;
            meter.look(second * SECOND);
        }
        Figures steady = meter.look(20 * SECOND);
        assertEquals(1, steady.perSecond(), 0.01);
        assertEquals(0.5, steady.shares().busy(), 0.01);
        for (int second = 21; second <= 40; second++) { // then ten a second, both busy, input waits
            run.created += 10;
            run.finish(10);
            run.busy += 2 * SECOND;
            run.full += SECOND;
            meter.look(second * SECOND);
        }
        Figures fast = meter.look(40 * SECOND);
        assertEquals(10, fast.perSecond(), 0.01);
        assertEquals(1, fast.shares().busy(), 0.01);
        assertEquals(1, fast.shares().full(), 0.01);
        assertEquals(Bottleneck.CONSUMERS, fast.bottleneck());
    }

    @Test
    void the_window_is_as_long_when_it_looks_ten_times_a_second() {
        var run = new Run();
        var meter = new Meter(run, 0);
        for (int tenth = 1; tenth <= 300; tenth++) {
            run.created++;
            if (tenth > 200) {
                run.finish(1);
            }
            meter.look(tenth * SECOND / 10);
        }
        assertEquals(10, meter.look(30 * SECOND).perSecond(), 0.01);
        for (int tenth = 301; tenth <= 325; tenth++) { // nothing ends for two and a half seconds
            meter.look(tenth * SECOND / 10);
        }
        double half = meter.look(65 * SECOND / 2).perSecond();
        assertTrue(half > 4 && half < 6, "" + half);
    }

    @Test
    void the_share_of_busy_consumers_follows_their_number() {
        var run = new Run();
        var meter = new Meter(run, 0);
        run.busy += 2 * SECOND;
        meter.look(SECOND);
        run.consumers = 4;
        run.busy += 4 * SECOND;
        assertEquals(1, meter.look(2 * SECOND).shares().busy(), 0.01);
    }

    @Test
    void what_is_skipped_is_part_of_the_whole_and_of_no_rate() {
        var run = new Run();
        var meter = new Meter(run, 0);
        run.extent = new Extent(100, true);
        run.skipped = 50;
        run.created = 14;
        run.finish(10);
        Figures now = meter.look(10 * SECOND);
        assertEquals(60, now.settled());
        assertEquals(1, now.perSecond(), 0.01);
        assertEquals(40 * SECOND, now.etaNanos(), SECOND / 100.0);
        assertEquals(4, now.queued());
        run.ended = true;
        assertEquals(new Extent(64, true), meter.look(11 * SECOND).extent());
    }

    @Test
    void the_rest_takes_as_long_as_the_rate_says() {
        var run = new Run();
        var meter = new Meter(run, 0);
        assertEquals(-1, meter.look(SECOND).etaNanos());
        run.created = 14;
        run.finish(10);
        run.extent = new Extent(100, true);
        Figures now = meter.look(10 * SECOND);
        assertEquals(81 * SECOND, now.etaNanos(), SECOND / 100.0); // ten in nine seconds
        assertEquals(4, now.queued());
        run.ended = true;
        assertEquals(new Extent(14, true), meter.look(11 * SECOND).extent());
    }
}
