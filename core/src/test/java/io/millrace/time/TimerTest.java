package io.millrace.time;

import static io.millrace.time.OwnTime.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.AtPark;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Eventually;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// Firing, stopping, moving a timer, and waiting for it.
class TimerTest {

    @Test
    @Conformance("G86")
    void a_timer_fires_exactly_when_its_time_has_come() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(10));
            var fired =
                    time.crew.go(() -> {
                        timer.await();
                        return time.elapsed();
                    });
            fired.awaitParked();
            time.clock.advance(seconds(10).minusNanos(1));
            time.awaitRung();
            assertTrue(fired.isParked());
            assertEquals(Duration.ofNanos(1), timer.remaining());
            time.clock.advance(Duration.ofNanos(1));
            assertEquals(10, fired.get());
            assertFalse(timer.isPending());
        }
    }

    @Test
    @Conformance("G86")
    void a_fire_that_nobody_waits_for_is_there_for_whoever_comes_later() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(1));
            assertFalse(timer.tryAwait());
            time.advance(1);
            assertTrue(timer.isPending());
            assertEquals(Duration.ZERO, timer.remaining());
            timer.await();
            assertFalse(timer.tryAwait(), "a fire is given once");
        }
    }

    @Test
    @Conformance("G87")
    void zero_or_less_is_over_at_once() throws Exception {
        try (var time = new OwnTime()) {
            Timer.after(Duration.ZERO).await();
            Timer.after(Duration.ofHours(-1)).await();
            assertTrue(Timer.after(Duration.ZERO).tryAwait());
            assertTrue(Timer.after(Duration.ZERO).tryAwait(Duration.ZERO));
            Timer ready = Timer.after(Duration.ZERO);
            assertEquals("fire", Select.of(ready.onFire(() -> "fire")).await());
            assertEquals(0, time.elapsed());
            assertEquals(0, time.threads.count(), "no thread was needed");
        }
    }

    @Test
    @Conformance("G88")
    void a_timer_that_was_stopped_never_fires_and_stop_said_so() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(1));
            var waits = time.crew.go(() -> timer.await());
            waits.awaitParked();
            time.clock.advance(seconds(1).minusNanos(1));
            assertTrue(timer.stop());
            assertFalse(timer.stop());
            assertFalse(timer.isPending());
            time.advance(3600);
            time.awaitRung();
            assertTrue(waits.isParked());
            assertFalse(timer.tryAwait());
            waits.interrupt();
            waits.failure(InterruptedException.class);
        }
    }

    @Test
    @Conformance("G88")
    void stop_says_no_if_somebody_was_given_the_fire() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(1));
            time.advance(1);
            timer.await();
            assertFalse(timer.stop());
        }
    }

    @Test
    @Conformance("G88")
    void a_fire_that_was_due_and_not_taken_is_taken_back_by_stop() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(1));
            time.advance(5);
            assertTrue(timer.stop());
            assertFalse(timer.tryAwait());
            assertFalse(timer.tryAwait(Duration.ZERO));
            assertEquals(
                    "none",
                    Select.of(timer.onFire(() -> "stale"), Select.orElse(() -> "none")).await());
        }
    }

    @Test
    @Conformance("G89")
    void a_fire_from_before_a_reset_is_never_read() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(1));
            time.advance(1);
            assertTrue(timer.reset(seconds(10)), "the stale one was taken back");
            assertFalse(timer.tryAwait());
            var fired =
                    time.crew.go(() -> {
                        timer.await();
                        return time.elapsed();
                    });
            fired.awaitParked();
            time.advance(10);
            assertEquals(11, fired.get());
            assertFalse(timer.reset(Duration.ZERO), "that one was read");
            assertTrue(timer.tryAwait());
        }
    }

    @Test
    @Conformance("G90")
    void a_timer_that_is_reset_three_times_fires_once() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(10));
            var fires = new ConcurrentLinkedQueue<Double>();
            var reader =
                    time.crew.go(() -> {
                        while (true) {
                            timer.await();
                            fires.add(time.elapsed());
                        }
                    });
            for (int i = 0; i < 3; i++) {
                reader.awaitParked();
                time.advance(9);
                assertTrue(timer.reset(seconds(10)));
            }
            time.advance(9.5);
            time.awaitRung();
            assertEquals(List.of(), List.copyOf(fires));
            time.advance(0.5);
            Eventually.until("it fired", () -> fires.size() == 1);
            time.advance(3600);
            time.awaitRung();
            reader.awaitParked();
            assertEquals(List.of(37.0), List.copyOf(fires));
            reader.interrupt();
            reader.failure(InterruptedException.class);
        }
    }

    @Test
    void a_reset_to_an_earlier_time_wakes_those_who_wait_then() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(3600));
            var fired = time.crew.go(() -> timer.await());
            fired.awaitParked();
            assertTrue(timer.reset(seconds(1)));
            assertEquals(1, time.deadlines());
            time.advance(1);
            fired.get();
        }
    }

    @Test
    void moving_a_timer_on_changes_nothing_in_the_list_of_deadlines() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(1));
            var fired = time.crew.go(() -> timer.await());
            fired.awaitParked();
            time.clock.awaitSleepers(1);
            for (int i = 0; i < 100; i++) {
                timer.reset(seconds(100));
            }
            assertEquals(1, time.deadlines());
            time.advance(1); // the first alarm rings; it is too early
            time.awaitRung();
            assertEquals(1, time.deadlines());
            time.advance(99);
            fired.get();
        }
    }

    @Test
    @Conformance("G96")
    void timers_made_in_any_order_fire_in_the_order_of_time() throws Exception {
        try (var time = new OwnTime()) {
            var delays = new ArrayList<Integer>();
            for (int i = 0; i < 100; i++) {
                delays.add(i / 2 + 1);
            }
            Collections.shuffle(delays, new Random(96));
            var fired = new ConcurrentLinkedQueue<Integer>();
            for (int delay : delays) {
                Timer timer = Timer.after(seconds(delay));
                time.crew
                        .go(() -> {
                            timer.await();
                            fired.add(delay);
                        })
                        .awaitParked();
            }
            for (int second = 1; second <= 50; second++) {
                int done = 2 * second;
                time.advance(1);
                Eventually.until("two more", () -> fired.size() == done);
            }
            assertEquals(delays.stream().sorted().toList(), List.copyOf(fired));
        }
    }

    @Test
    void a_fire_goes_to_one_of_those_who_wait_and_to_the_first() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(1));
            var first = time.crew.go(() -> timer.await());
            first.awaitParked();
            var second = time.crew.go(() -> timer.await());
            second.awaitParked();
            time.advance(1);
            first.get();
            assertTrue(second.isParked());
            timer.reset(Duration.ZERO);
            second.get();
        }
    }

    @Test
    void a_timer_at_rest_may_be_waited_for_until_it_is_reset() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.stopped();
            assertFalse(timer.isPending());
            assertFalse(timer.stop());
            assertEquals(Duration.ZERO, timer.remaining());
            var fired = time.crew.go(() -> timer.await());
            fired.awaitParked();
            time.advance(3600);
            assertTrue(fired.isParked());
            assertFalse(timer.reset(seconds(1)));
            time.advance(1);
            fired.get();
        }
    }

    @Test
    void a_wait_with_a_limit_ends_with_the_fire_or_with_the_limit() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(10));
            assertFalse(timer.tryAwait(Duration.ZERO));
            assertFalse(timer.tryAwait(Duration.ofSeconds(-1)));
            var early = time.crew.go(() -> timer.tryAwait(seconds(9)));
            early.awaitParked();
            time.advance(9);
            assertFalse(early.get());
            var exact = time.crew.go(() -> timer.tryAwait(seconds(1)));
            exact.awaitParked();
            time.advance(1);
            assertTrue(exact.get(), "a fire that is due goes before the limit");
        }
    }

    @Test
    void an_interrupt_ends_a_wait_and_the_fire_stays() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(1));
            var waits = time.crew.go(() -> timer.await());
            waits.awaitParked();
            waits.interrupt();
            waits.failure(InterruptedException.class);
            assertEquals(0, time.deadlines(), "nobody waits any more");
            Thread.currentThread().interrupt();
            time.advance(1);
            assertThrows(InterruptedException.class, timer::await);
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> timer.tryAwait(Duration.ZERO));
            assertTrue(timer.tryAwait());
        }
    }

    @Test
    void a_fire_that_is_faster_than_an_interrupt_leaves_it_pending() throws Exception {
        Timer timer = Timer.after(Duration.ofDays(1));
        try (var _ =
                new AtPark(() -> {
                    timer.reset(Duration.ZERO);
                    Eventually.until("it fired", () -> !timer.isPending());
                    Thread.currentThread().interrupt();
                })) {
            timer.await();
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void a_timer_that_is_never_due_is_told_apart_from_no_timer() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(Duration.ofSeconds(Long.MAX_VALUE));
            assertTrue(timer.isPending());
            var waits = time.crew.go(() -> timer.await());
            waits.awaitParked();
            time.advance(3600 * 24 * 365);
            time.awaitRung();
            assertTrue(waits.isParked());
            timer.reset(Duration.ZERO);
            waits.get();
        }
    }

    @Test
    void a_watch_adds_up_the_waits_for_timers() throws Exception {
        try (var time = new OwnTime();
                var watch = Watch.open()) {
            var waits =
                    time.crew.go(() -> {
                        for (int i = 1; i <= 3; i++) {
                            Timer.after(seconds(i)).await();
                        }
                    });
            Eventually.until(
                    "it has waited for all",
                    () -> {
                        time.advance(1);
                        return waits.isDone();
                    });
            waits.get();
            assertEquals(
                    List.of("timer"),
                    watch.snapshot().waits().edges().stream().map(edge -> edge.blocker()).toList());
        }
    }
}
