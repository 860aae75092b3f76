package io.millrace.time;

import static io.millrace.time.OwnTime.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TimedCallTest {

    @Test
    @Conformance("G86")
    void the_function_runs_once_when_its_time_has_come_on_a_virtual_thread() throws Exception {
        try (var time = new OwnTime()) {
            var ran = new ConcurrentLinkedQueue<Thread>();
            TimedCall call = Timer.call(seconds(1), () -> ran.add(Thread.currentThread()));
            time.clock.advance(seconds(1).minusNanos(1));
            time.awaitRung();
            assertTrue(ran.isEmpty());
            assertTrue(call.isPending());
            time.clock.advance(Duration.ofNanos(1));
            Eventually.until("it ran", () -> ran.size() == 1);
            assertTrue(ran.peek().isVirtual());
            assertFalse(call.isPending());
            assertFalse(call.stop());
            time.advance(3600);
            time.awaitRung();
            assertEquals(1, ran.size());
        }
    }

    @Test
    @Conformance("G88")
    void a_call_that_was_stopped_does_not_run_and_leaves_no_deadline() throws Exception {
        try (var time = new OwnTime()) {
            var runs = new AtomicInteger();
            TimedCall call = Timer.call(seconds(1), Runnable::run, runs::incrementAndGet);
            assertEquals(1, time.deadlines());
            assertTrue(call.stop());
            assertFalse(call.stop());
            assertEquals(0, time.deadlines());
            time.advance(1);
            time.awaitRung();
            assertEquals(0, runs.get());
        }
    }

    @Test
    @Conformance({"G89", "G90"})
    void a_call_that_is_reset_runs_at_the_new_time_only() throws Exception {
        try (var time = new OwnTime()) {
            var runs = new ConcurrentLinkedQueue<Double>();
            TimedCall call = Timer.call(seconds(10), Runnable::run, () -> runs.add(time.elapsed()));
            for (int i = 0; i < 3; i++) {
                time.advance(9);
                time.awaitRung();
                assertTrue(call.reset(seconds(10)));
            }
            time.advance(10);
            time.awaitRung();
            assertEquals(List.of(37.0), List.copyOf(runs));
            assertFalse(call.reset(seconds(1)), "it has run");
            assertTrue(call.reset(seconds(0.5)), "an earlier time wakes the timers' thread");
            time.advance(0.5);
            time.awaitRung();
            assertEquals(List.of(37.0, 37.5), List.copyOf(runs));
        }
    }

    @Test
    @Conformance("G94")
    void a_call_may_stop_itself_and_does_not_run_again() throws Exception {
        for (boolean onTheTimersThread : new boolean[] {true, false}) {
            try (var time = new OwnTime()) {
                var itself = new AtomicReference<TimedCall>();
                var stopped = new AtomicReference<Boolean>();
                var runs = new AtomicInteger();
                Runnable function =
                        () -> {
                            runs.incrementAndGet();
                            stopped.set(itself.get().stop());
                        };
                itself.set(
                        onTheTimersThread
                                ? Timer.call(seconds(1), Runnable::run, function)
                                : Timer.call(seconds(1), function));
                time.advance(1);
                Eventually.until("it ran", () -> stopped.get() != null);
                assertFalse(stopped.get());
                time.advance(3600);
                time.awaitRung();
                assertEquals(1, runs.get());
            }
        }
    }

    @Test
    void a_call_may_reset_itself_to_run_again_and_again() throws Exception {
        try (var time = new OwnTime()) {
            var itself = new AtomicReference<TimedCall>();
            var runs = new ConcurrentLinkedQueue<Double>();
            itself.set(
                    Timer.call(
                            seconds(1),
                            Runnable::run,
                            () -> {
                                runs.add(time.elapsed());
                                itself.get().reset(seconds(1));
                            }));
            for (int i = 0; i < 3; i++) {
                time.advance(1);
                time.awaitRung();
            }
            assertEquals(List.of(1.0, 2.0, 3.0), List.copyOf(runs));
            assertTrue(itself.get().stop());
        }
    }

    @Test
    void a_function_that_waits_holds_up_nobody() throws Exception {
        try (var time = new OwnTime()) {
            var release = new CountDownLatch(1);
            var ended = new CountDownLatch(1);
            Timer.call(
                    seconds(1),
                    () -> {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        ended.countDown();
                    });
            var second = new CountDownLatch(1);
            Timer.call(seconds(1), second::countDown);
            time.advance(1);
            second.await();
            release.countDown();
            ended.await();
        }
    }

    @Test
    void what_a_function_or_its_executor_throws_goes_to_the_handler_and_stops_nobody()
            throws Exception {
        var before = Thread.getDefaultUncaughtExceptionHandler();
        var thrown = new ConcurrentLinkedQueue<String>();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> thrown.add(e.getMessage()));
        try (var time = new OwnTime()) {
            Timer.call(
                    seconds(1),
                    Runnable::run,
                    () -> {
                        throw new IllegalStateException("by the function, on the timers' thread");
                    });
            Timer.call(
                    seconds(2),
                    () -> {
                        throw new IllegalStateException("by the function");
                    });
            Timer.call(
                    seconds(3),
                    function -> {
                        throw new RejectedExecutionException("by the executor");
                    },
                    () -> {});
            time.advance(3);
            var last = new CountDownLatch(1);
            Timer.call(Duration.ZERO, last::countDown);
            last.await();
            Eventually.until("three were thrown", () -> thrown.size() == 3);
            assertEquals(
                    List.of(
                            "by the executor",
                            "by the function",
                            "by the function, on the timers' thread"),
                    thrown.stream().sorted().toList());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void a_call_without_delay_runs_at_once() throws Exception {
        try (var time = new OwnTime()) {
            var ran = new CountDownLatch(2);
            Timer.call(Duration.ZERO, ran::countDown);
            Timer.call(Duration.ofDays(-1), ran::countDown);
            ran.await();
            assertEquals(0, time.elapsed());
        }
    }
}
