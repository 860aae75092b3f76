package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Allocation;
import io.millrace.fixture.AtPark;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.Heap;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Cancelled, timed out and disturbed at every moment: no permit is lost, none is there twice.
class RateLimiterStressTest {
    private static final int TAKERS = 6;
    private static final int EACH = 10_000;

    private static Crew.Kind kindOf(int i) {
        return i % 2 == 0 ? Crew.Kind.VIRTUAL : Crew.Kind.PLATFORM;
    }

    @Test
    void every_permit_is_accounted_for_under_interrupts_timeouts_selects_and_reservations() {
        long start = Door.now();
        var limiter = RateLimiter.of(Rate.perSecond(500_000), 4);
        var taken = new AtomicLong();
        var stop = new AtomicBoolean();
        try (var crew = new Crew()) {
            var takers = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < TAKERS; i++) {
                int seed = i;
                takers.add(crew.go(kindOf(i), () -> take(limiter, seed, taken)));
            }
            var harasser =
                    crew.go(
                            Crew.Kind.PLATFORM,
                            () -> {
                                var random = new SplittableRandom(42);
                                while (!stop.get()) {
                                    takers.get(random.nextInt(TAKERS)).interrupt();
                                    for (int i = random.nextInt(400); i > 0; i--) {
                                        Thread.onSpinWait();
                                    }
                                    Thread.yield();
                                }
                            });
            takers.forEach(Crew.Member::get);
            stop.set(true);
            harasser.get();
        }
        Eventually.until("the last reservation is over", () -> limiter.stats().reserved() == 0);
        RateLimiterStats stats = limiter.stats();
        long elapsed = Door.now() - start;
        assertEquals(0, stats.waiting());
        assertEquals(taken.get(), stats.granted());
        assertTrue(
                (stats.granted() - 4) * 2_000 <= elapsed,
                () -> stats + " is more than came in " + elapsed + " ns");
        assertTrue(taken.get() > 0);
        Eventually.until("the bucket is full", () -> limiter.stats().available() == 4);
        Eventually.until("no timer is left", () -> Door.timers().pending() == 0);
    }

    private static void take(RateLimiter limiter, int seed, AtomicLong taken) {
        var random = new SplittableRandom(seed);
        Channel<Integer> quiet = Channel.rendezvous();
        var select =
                Select.<Boolean>of(
                        limiter.onPermit(() -> true),
                        quiet.onReceive(_ -> false),
                        Select.after(Duration.ofNanos(20_000), () -> false));
        for (int i = 0; i < EACH; i++) {
            long permits = random.nextLong(1, 4);
            try {
                switch (random.nextInt(6)) {
                    case 0 -> taken.addAndGet(limiter.tryAcquire(permits) ? permits : 0);
                    case 1 -> {
                        Duration timeout = Duration.ofNanos(random.nextInt(40_000));
                        taken.addAndGet(limiter.tryAcquire(permits, timeout) ? permits : 0);
                    }
                    case 2 -> taken.addAndGet(select.await() ? 1 : 0);
                    case 3 -> {
                        Reservation reservation = limiter.reserve(permits);
                        boolean cancels = random.nextBoolean();
                        taken.addAndGet(cancels && reservation.cancel() ? 0 : permits);
                    }
                    default -> {
                        limiter.acquire(permits);
                        taken.addAndGet(permits);
                    }
                }
            } catch (InterruptedException e) {
                Thread.interrupted(); // then nothing was taken
            }
        }
    }

    @Test
    void permits_that_came_before_an_interrupt_are_taken() throws Exception {
        var limiter = RateLimiter.builder(Rate.zero()).initial(0).build();
        Thread self = Thread.currentThread();
        try (var _ =
                new AtPark(() -> {
                    limiter.setRate(Rate.infinite());
                    self.interrupt();
                })) {
            limiter.acquire();
        }
        assertTrue(Thread.interrupted());
        assertEquals(1, limiter.stats().granted());
    }

    @Test
    void a_hundred_thousand_can_wait() {
        int many = Crew.fewer(100_000, 1_000);
        var limiter = RateLimiter.builder(Rate.zero()).initial(0).build();
        try (var crew = new Crew()) {
            for (int i = 0; i < many; i++) {
                crew.go(() -> limiter.acquire());
            }
            Eventually.until("all wait", () -> limiter.stats().waiting() == many);
            limiter.setRate(Rate.infinite());
            crew.join();
        }
        assertEquals(many, limiter.stats().granted());
    }

    @Test
    void a_million_cancelled_waits_leave_no_memory_behind() {
        var limiter = RateLimiter.builder(Rate.every(Duration.ofHours(1))).initial(0).build();
        Thread self = Thread.currentThread();
        try (var _ = AtPark.each(self::interrupt)) {
            assertThrows(InterruptedException.class, limiter::acquire);
            long before = Heap.used();
            for (int i = 0; i < 1_000_000; i++) {
                assertThrows(InterruptedException.class, limiter::acquire);
            }
            long grown = Heap.used() - before;
            assertTrue(grown < 2_000_000, () -> grown + " bytes are left");
            assertEquals(0, Door.timers().pending());
        }
        assertEquals(0, limiter.stats().waiting());
        assertEquals(0, limiter.stats().granted());
    }

    @Test
    void a_try_allocates_nothing() {
        try (var crew = new Crew(Crew.Kind.PLATFORM)) {
            crew.go(
                            () -> {
                                var limiter = RateLimiter.of(Rate.perSecond(1_000_000), 1_000_000);
                                var empty = RateLimiter.of(Rate.zero(), 0);
                                for (int i = 0; i < 20_000; i++) {
                                    limiter.tryAcquire();
                                    empty.tryAcquire();
                                }
                                long before = Allocation.bytes();
                                long meter = Allocation.bytes() - before;
                                before = Allocation.bytes();
                                for (int i = 0; i < 100_000; i++) {
                                    limiter.tryAcquire();
                                    empty.tryAcquire();
                                }
                                double perTry = (Allocation.bytes() - before - meter) / 200_000.0;
                                assertTrue(perTry < 1, () -> perTry + " bytes a try");
                            })
                    .get();
        }
    }
}
