package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.guard.RateLine.Answer;
import io.millrace.waiting.Door;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What is taken without the lock, beside numbers without bounds; and how both ways change over.
class StockTest {
    private static final int HISTORIES = 20_000;
    private static final int STEPS = 40;

    /// A bucket in fractions of a permit as fine as the rate's period.
    private static final class Reference {
        private final BigInteger permits;
        private final BigInteger nanos;
        private final BigInteger cap;
        private BigInteger level;
        private long at;
        long granted;

        Reference(long at, Rate rate, long burst, long initial) {
            this.at = at;
            permits = BigInteger.valueOf(rate.permits());
            nanos = BigInteger.valueOf(rate.nanos());
            cap = BigInteger.valueOf(burst).multiply(nanos);
            level = BigInteger.valueOf(initial).multiply(nanos);
        }

        boolean take(long now, long many) {
            level = cap.min(level.add(permits.multiply(BigInteger.valueOf(now - at))));
            at = now;
            BigInteger cost = nanos.multiply(BigInteger.valueOf(many));
            boolean there = level.compareTo(cost) >= 0;
            if (there) {
                level = level.subtract(cost);
                granted += many;
            }
            return there;
        }

        long available() {
            return level.divide(nanos).longValueExact();
        }
    }

    /// A number of any magnitude up to so many bits.
    private static long any(SplittableRandom random, int bits) {
        return random.nextLong(1, (1L << random.nextInt(1, bits)) + 1);
    }

    private static boolean isMeasurable(Rate rate, long burst) {
        try {
            TokenBucket.requireMeasurable(rate, burst);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void every_history_without_the_lock_is_counted_to_the_unit() {
        long first = new SplittableRandom().nextLong();
        int atOnce = 0;
        for (long seed = first; seed != first + HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            try (var host = StillHost.install()) {
                Rate rate = Rate.of(any(random, 40), Duration.ofNanos(any(random, 45)));
                long burst = any(random, 24);
                if (!isMeasurable(rate, burst)) {
                    continue;
                }
                long initial = random.nextLong(burst + 1);
                String what = "seed " + seed + "L: " + rate + ", burst " + burst;
                var line = new RateLine(this, new TokenBucket(Door.now(), rate, burst, initial));
                var reference = new Reference(Door.now(), rate, burst, initial);
                for (int i = 0; i < STEPS; i++) {
                    if (random.nextInt(3) == 0) {
                        host.advance(any(random, random.nextInt(2, 45)));
                    }
                    long many = Math.min(any(random, 24), burst + 1);
                    Answer answer = line.takeAtOnce(many);
                    if (answer != null) {
                        atOnce++;
                    } else {
                        answer = line.take(many);
                    }
                    assertEquals(reference.take(Door.now(), many), answer == Answer.GRANTED, what);
                    if (random.nextInt(10) == 0) {
                        assertEquals(reference.available(), line.stats("x").available(), what);
                    }
                }
                assertEquals(reference.granted, line.stats("x").granted(), what);
            }
        }
        assertTrue(atOnce > HISTORIES * STEPS / 4, "the lock was taken too often: " + atOnce);
    }

    @Test
    void a_fixed_window_counts_the_same_on_both_ways() {
        long first = new SplittableRandom().nextLong();
        for (long seed = first; seed != first + HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            try (var host = StillHost.install()) {
                Rate rate = Rate.of(any(random, 10), Duration.ofNanos(any(random, 10)));
                var line = new RateLine(this, new FixedWindow(Door.now(), rate));
                var reference = new FixedWindow(Door.now(), rate);
                long granted = 0;
                for (int i = 0; i < STEPS; i++) {
                    if (random.nextInt(3) == 0) {
                        host.advance(any(random, 10));
                    }
                    long many = any(random, 5);
                    reference.advance(Door.now());
                    boolean there = reference.has(many);
                    assertEquals(there, line.take(many) == Answer.GRANTED, "seed " + seed + "L");
                    reference.take(there ? many : 0);
                    granted += there ? many : 0;
                }
                assertEquals(granted, line.stats("x").granted(), "seed " + seed + "L");
                assertEquals(reference.available(), line.stats("x").available());
            }
        }
    }

    @Test
    void a_sliding_window_refuses_without_the_lock_until_the_first_permit_comes_back() {
        try (var host = StillHost.install()) {
            var line =
                    new RateLine(
                            this, new SlidingWindow(Door.now(), Rate.of(2, Duration.ofNanos(100))));
            assertNull(line.takeAtOnce(1), "it remembers each: under the lock");
            assertEquals(Answer.GRANTED, line.take(1));
            host.advance(10);
            assertEquals(Answer.GRANTED, line.take(1));
            assertEquals(Answer.REFUSED, line.takeAtOnce(1));
            host.advance(89);
            assertEquals(Answer.REFUSED, line.takeAtOnce(1));
            host.advance(1);
            assertNull(line.takeAtOnce(1));
            assertEquals(Answer.GRANTED, line.take(1));
            assertEquals(Answer.REFUSED, line.takeAtOnce(1));
        }
    }

    @Test
    void while_something_is_reserved_newcomers_are_refused_without_the_lock() {
        try (var host = StillHost.install()) {
            var line =
                    new RateLine(
                            this,
                            new TokenBucket(Door.now(), Rate.every(Duration.ofNanos(100)), 2, 2));
            Booking now = Booking.make(line, 1, RateLine.FOREVER);
            assertEquals(Answer.GRANTED, line.takeAtOnce(1));
            Booking later = Booking.make(line, 1, RateLine.FOREVER);
            host.advance(99);
            assertEquals(Answer.REFUSED, line.takeAtOnce(1));
            host.advance(1);
            assertNull(line.takeAtOnce(1), "its time has come: somebody has to see to it");
            assertEquals(Answer.REFUSED, line.take(1));
            host.advance(100);
            assertEquals(Answer.GRANTED, line.takeAtOnce(1));
            assertEquals(4, line.stats("x").granted());
            assertTrue(now != null && later != null);
        }
    }

    @Test
    void more_permits_than_the_word_can_count_are_counted() {
        var line = new RateLine(this, new TokenBucket(Door.now(), Rate.infinite(), 0, 0));
        long granted = 0;
        for (int i = 0; i < 5_000_000; i++) {
            assertEquals(Answer.GRANTED, line.take(1));
            granted++;
        }
        for (long many = 1; many < Long.MAX_VALUE / 4; many *= 2) {
            assertEquals(Answer.GRANTED, line.take(many));
            granted += many;
        }
        assertEquals(granted, line.stats("x").granted());
    }

    /// Somebody keeps looking, and changes the rate, so that the ways change over all the time.
    @Test
    void what_is_there_is_granted_once_and_every_refusal_counts() {
        int tasks = 6;
        int each = 20_000;
        var limiter = RateLimiter.of(Rate.zero(), 50_000);
        var stop = new AtomicBoolean();
        int granted = 0;
        try (var crew = new Crew()) {
            var takers = new ArrayList<Crew.Member<Integer>>();
            for (int i = 0; i < tasks; i++) {
                takers.add(
                        crew.go(
                                i % 2 == 0 ? Crew.Kind.VIRTUAL : Crew.Kind.PLATFORM,
                                () -> {
                                    int mine = 0;
                                    for (int k = 0; k < each; k++) {
                                        mine += limiter.tryAcquire() ? 1 : 0;
                                    }
                                    return mine;
                                }));
            }
            var looker =
                    crew.go(
                            Crew.Kind.PLATFORM,
                            () -> {
                                while (!stop.get()) {
                                    RateLimiterStats stats = limiter.stats();
                                    assertEquals(50_000, stats.granted() + stats.available());
                                    limiter.setRate(Rate.zero());
                                    Thread.yield();
                                }
                            });
            for (Crew.Member<Integer> taker : takers) {
                granted += taker.get();
            }
            stop.set(true);
            looker.get();
        }
        assertEquals(50_000, granted);
        assertEquals(50_000, limiter.stats().granted());
        assertEquals((long) tasks * each - 50_000, limiter.stats().refused());
    }
}
