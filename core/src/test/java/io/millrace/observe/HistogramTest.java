package io.millrace.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final double[] PERCENTS = {0, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 100};

    @Test
    void percentiles_are_exact_to_within_3_2_percent() {
        for (long seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            assertExact(seed, 10_000, () -> random.nextInt(100));
            assertExact(seed, 10_000, () -> random.nextLong(1_000_000_000));
            assertExact(seed, 10_000, () -> random.nextLong() >>> random.nextInt(1, 64));
            assertExact(seed, 10_000, () -> (long) Math.exp(random.nextGaussian(14, 3)));
            assertExact(seed, 1 + random.nextInt(5), () -> random.nextLong(1L << 50));
        }
    }

    private static void assertExact(long seed, int count, LongSupplier values) {
        var histogram = new Histogram();
        long[] sorted = new long[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = values.getAsLong();
            histogram.record(sorted[i]);
        }
        Arrays.sort(sorted);
        long before = 0;
        for (double percent : PERCENTS) {
            int rank = (int) Math.max(1, Math.ceil(count * percent / 100));
            long exact = sorted[rank - 1];
            long found = histogram.percentile(percent);
            String what = "seed " + seed + ", p" + percent + ": " + found + " for " + exact;
            assertTrue(found >= exact, what);
            assertTrue(found - exact <= exact * 0.032, what);
            assertTrue(found >= before, what);
            before = found;
        }
        assertEquals(sorted[count - 1], histogram.max());
        assertEquals(histogram.max(), histogram.percentile(100), histogram.max() * 0.032);
        assertEquals(count, histogram.count());
        assertEquals(Arrays.stream(sorted).sum(), histogram.sum());
        assertEquals((double) histogram.sum() / count, histogram.mean());
    }

    @Test
    void small_values_are_exact() {
        var histogram = new Histogram();
        for (int value = 0; value < 64; value++) {
            histogram.record(value);
        }
        for (int value = 0; value < 64; value++) {
            assertEquals(value, histogram.percentile((value + 1) * 100.0 / 64));
        }
    }

    @Test
    void an_empty_histogram_says_zero() {
        var histogram = new Histogram();
        for (double percent : PERCENTS) {
            assertEquals(0, histogram.percentile(percent));
        }
        assertEquals(0, histogram.count() + histogram.sum() + histogram.max());
        assertEquals(0.0, histogram.mean());
        assertEquals("count=0 mean=0 p50=0 p95=0 max=0", histogram.toString());
    }

    @Test
    void a_value_below_zero_counts_as_zero() {
        var histogram = new Histogram();
        histogram.record(-1);
        histogram.record(Long.MIN_VALUE);
        assertEquals(2, histogram.count());
        assertEquals(0, histogram.percentile(100));
        assertEquals(0, histogram.sum());
    }

    @Test
    void the_largest_values_have_a_place() {
        for (long value : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L << 62}) {
            var histogram = new Histogram();
            histogram.record(value);
            assertEquals(value, histogram.max());
            assertEquals(value, histogram.percentile(50), value * 0.032);
        }
    }

    @Test
    void slots_follow_each_other_without_a_gap() {
        for (int exponent = 0; exponent < 63; exponent++) {
            for (long offset = -2; offset <= 2; offset++) {
                long value = Math.max(0, (1L << exponent) + offset);
                int slot = Histogram.slot(value);
                assertTrue(Histogram.lowest(slot) <= value, "H1 at " + value);
                assertTrue(value < Histogram.lowest(slot + 1), "H1 at " + value);
            }
        }
        assertTrue(Histogram.lowest(Histogram.slot(Long.MAX_VALUE)) <= Long.MAX_VALUE);
    }

    @Test
    void merging_is_the_same_as_recording_all_into_one() {
        var random = new Random(3);
        var all = new Histogram();
        var merged = new Histogram();
        for (int worker = 0; worker < 8; worker++) {
            var own = new Histogram();
            for (int i = 0; i < 1_000; i++) {
                long value = random.nextLong(1L << (10 + 5 * worker));
                own.record(value);
                all.record(value);
            }
            merged.add(own);
        }
        merged.add(new Histogram());
        for (double percent : PERCENTS) {
            assertEquals(all.percentile(percent), merged.percentile(percent));
        }
        assertEquals(all.toString(), merged.toString());
        assertEquals(all.sum(), merged.sum());
        merged.add(merged);
        assertEquals(16_000, merged.count());
        assertEquals(all.percentile(95), merged.percentile(95));
    }

    @Test
    void a_percentage_that_is_none_is_refused() {
        var histogram = new Histogram();
        for (double percent : new double[] {-0.1, 100.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            var e =
                    assertThrows(
                            IllegalArgumentException.class, () -> histogram.percentile(percent));
            assertEquals("percentile(" + percent + "): must lie between 0 and 100", e.getMessage());
        }
    }
}
