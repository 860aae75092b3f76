package io.millrace.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TimersTest {
    private static final long MILLI = 1_000_000;

    @Test
    @Conformance("G96")
    void timers_set_in_any_order_fire_in_the_order_of_time() throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            var delays = new ArrayList<Integer>();
            for (int i = 0; i < 1_000; i++) {
                delays.add(i / 2); // each time twice
            }
            Collections.shuffle(delays, new Random(96));
            var fired = new ConcurrentLinkedQueue<Integer>();
            var all = new CountDownLatch(delays.size());
            for (int delay : delays) {
                Door.timers()
                        .set(
                                Door.now() + (delay + 1) * MILLI,
                                () -> {
                                    fired.add(delay);
                                    all.countDown();
                                });
            }
            assertEquals(1_000, Door.timers().pending());
            clock.advance(Duration.ofSeconds(1));
            all.await();
            assertEquals(delays.stream().sorted().toList(), List.copyOf(fired));
            threads.awaitNone(clock);
            assertEquals(0, Door.timers().pending());
        }
    }

    @Test
    @Conformance("G86")
    void a_timer_fires_not_before_its_time() throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            var fired = new CountDownLatch(1);
            Door.timers().set(Door.now() + 10 * MILLI, fired::countDown);
            clock.advance(Duration.ofNanos(10 * MILLI - 1));
            var later = new CountDownLatch(1); // would fire after it
            Door.timers().set(Door.now(), later::countDown);
            later.await();
            assertEquals(1, fired.getCount());
            clock.advance(Duration.ofNanos(1));
            fired.await();
            threads.awaitNone(clock);
        }
    }

    @Test
    @Conformance("G87")
    void a_timer_whose_time_has_passed_fires_without_the_clock_moving() throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            var fired = new CountDownLatch(2);
            Door.timers().set(Door.now(), fired::countDown);
            Door.timers().set(Door.now() - 3_600_000 * MILLI, fired::countDown);
            fired.await();
            assertEquals(Duration.ZERO, clock.elapsed());
            threads.awaitNone(clock);
        }
    }

    @Test
    @Conformance("G88")
    void a_timer_that_was_cancelled_never_fires_and_cancelling_said_so() throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            var fired = new AtomicInteger();
            Timers.Timer timer = Door.timers().set(Door.now() + 10 * MILLI, fired::incrementAndGet);
            clock.advance(Duration.ofNanos(10 * MILLI - 1));
            assertTrue(timer.cancel());
            assertFalse(timer.cancel());
            clock.advance(Duration.ofHours(1));
            var later = new CountDownLatch(1); // would fire after it
            Timers.Timer last = Door.timers().set(Door.now(), later::countDown);
            later.await();
            assertEquals(0, fired.get());
            assertFalse(last.cancel(), "too late");
            threads.awaitNone(clock);
        }
    }

    @Test
    void a_timer_that_is_taken_back_before_it_is_set_never_rings_and_holds_no_memory()
            throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            var rings = new AtomicInteger();
            var timer =
                    new Timers.Timer(Door.timers(), Door.now() + MILLI) {
                        @Override
                        protected void ring() {
                            rings.incrementAndGet();
                        }
                    };
            assertFalse(timer.cancel(), "it was not set");
            timer.set();
            assertEquals(0, Door.timers().pending());
            assertEquals(0, threads.count(), "nobody is needed");
            clock.advance(Duration.ofMillis(1));
            var later = new CountDownLatch(1);
            Door.timers().set(Door.now(), later::countDown);
            later.await();
            assertEquals(0, rings.get());
            threads.awaitNone(clock);
        }
    }

    @Test
    @Conformance("G94")
    void a_timer_that_cancels_itself_while_it_runs_runs_once_and_to_its_end() throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            var itself = new AtomicReference<Timers.Timer>();
            var cancelled = new AtomicReference<Boolean>();
            var runs = new CountDownLatch(1);
            var count = new AtomicInteger();
            itself.set(
                    Door.timers()
                            .set(
                                    Door.now() + MILLI,
                                    () -> {
                                        count.incrementAndGet();
                                        cancelled.set(itself.get().cancel());
                                        runs.countDown();
                                    }));
            clock.advance(Duration.ofMillis(1));
            runs.await();
            assertEquals(false, cancelled.get());
            clock.advance(Duration.ofHours(1));
            var later = new CountDownLatch(1);
            Door.timers().set(Door.now(), later::countDown);
            later.await();
            assertEquals(1, count.get());
            threads.awaitNone(clock);
        }
    }

    @Test
    void an_earlier_timer_wakes_the_thread_that_waits_for_a_later_one() throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            Timers.Timer late = Door.timers().set(Door.now() + 3_600_000 * MILLI, () -> {});
            clock.awaitSleepers(1);
            var fired = new CountDownLatch(1);
            Door.timers().set(Door.now() + MILLI, fired::countDown);
            clock.advance(Duration.ofMillis(1));
            fired.await();
            assertTrue(late.cancel());
            threads.awaitNone(clock);
        }
    }

    @Test
    @Conformance("G95")
    void cancelled_timers_are_gone_at_once_and_the_others_still_fire() throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            var timers = new ArrayList<Timers.Timer>();
            var fired = new AtomicInteger();
            var kept = new CountDownLatch(1_000);
            for (int i = 0; i < 100_000; i++) {
                boolean keep = i % 100 == 0;
                long deadline = Door.now() + (1 + (i * 7919L) % 100_000) * MILLI;
                timers.add(
                        Door.timers()
                                .set(
                                        deadline,
                                        () -> {
                                            fired.incrementAndGet();
                                            (keep ? kept : new CountDownLatch(1)).countDown();
                                        }));
            }
            for (int i = 0; i < timers.size(); i++) {
                if (i % 100 != 0) {
                    assertTrue(timers.get(i).cancel());
                    assertFalse(timers.get(i).cancel());
                }
            }
            assertEquals(1_000, Door.timers().pending());
            clock.advance(Duration.ofMillis(100_000));
            kept.await();
            threads.awaitNone(clock);
            assertEquals(1_000, fired.get());
        }
    }

    @Test
    void the_thread_ends_soon_after_the_last_timer_and_starts_with_the_next() throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            for (int round = 1; round <= 3; round++) {
                Timers.Timer timer = Door.timers().set(Door.now() + MILLI, () -> {});
                assertTrue(timer.cancel());
                threads.awaitNone(clock);
                assertEquals(round, threads.count());
            }
        }
    }

    @Test
    void a_timer_that_throws_does_not_stop_the_others() throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            var before = Thread.getDefaultUncaughtExceptionHandler();
            var thrown = new ConcurrentLinkedQueue<Throwable>();
            Thread.setDefaultUncaughtExceptionHandler((thread, e) -> thrown.add(e));
            try {
                var failure = new AssertionError("on purpose");
                Door.timers()
                        .set(
                                Door.now() + MILLI,
                                () -> {
                                    throw failure;
                                });
                var fired = new CountDownLatch(1);
                Door.timers().set(Door.now() + 2 * MILLI, fired::countDown);
                clock.advance(Duration.ofMillis(2));
                fired.await();
                assertEquals(List.of(failure), List.copyOf(thrown));
            } finally {
                Thread.setDefaultUncaughtExceptionHandler(before);
            }
            threads.awaitNone(clock);
        }
    }

    @Test
    void a_timer_may_set_and_cancel_timers() throws Exception {
        try (var clock = ManualClock.install();
                var threads = StartedThreads.install()) {
            var second = new CountDownLatch(1);
            var set = new CountDownLatch(1);
            Timers.Timer other = Door.timers().set(Door.now() + 5 * MILLI, () -> {});
            Door.timers()
                    .set(
                            Door.now() + MILLI,
                            () -> {
                                other.cancel();
                                Door.timers().set(Door.now() + MILLI, second::countDown);
                                set.countDown();
                            });
            clock.advance(Duration.ofMillis(1));
            set.await();
            assertEquals(1, Door.timers().pending());
            clock.advance(Duration.ofMillis(1));
            second.await();
            threads.awaitNone(clock);
        }
    }

    @Test
    void setting_and_cancelling_from_many_threads_leaves_nothing() throws Exception {
        try (var started = StartedThreads.install()) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 8; t++) {
                int seed = t;
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    var random = new Random(seed);
                                    for (int i = 0; i < 5_000; i++) {
                                        long delay = random.nextInt(200_000);
                                        var timer = Door.timers().set(Door.now() + delay, () -> {});
                                        if (random.nextBoolean()) {
                                            timer.cancel();
                                        }
                                    }
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Eventually.until(
                    "nothing is left",
                    () -> Door.timers().pending() == 0 && started.alive().isEmpty());
        }
    }
}
