package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import io.millrace.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WaitGroupTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final WaitGroup group = new WaitGroup("uploads");

    private void awaitWaiting(int count) {
        Eventually.until(count + " wait", () -> group.stats().waiting() == count);
    }

    @Test
    @Conformance("J121")
    void two_groups_in_turn_release_nobody_early() throws Exception {
        int parties = 16;
        int rounds = Crew.fewer(1_000, 100);
        var first = new WaitGroup();
        var second = new WaitGroup();
        var arrived = new AtomicInteger();
        try (var crew = new Crew()) {
            for (int round = 0; round < rounds; round++) {
                first.add(parties);
                second.add(parties);
                for (int i = 0; i < parties; i++) {
                    crew.go(() -> {
                        arrived.incrementAndGet();
                        first.done();
                        first.await();
                        assertEquals(0, arrived.get() % parties, "released early");
                        second.done();
                        second.await();
                    });
                }
                second.await();
                assertEquals((round + 1) * parties, arrived.get());
            }
            crew.join();
        }
    }

    @Test
    @Conformance("J121")
    void who_waits_is_released_by_its_own_round_however_soon_the_next_one_begins()
            throws Exception {
        try (var crew = new Crew()) {
            for (int round = 0; round < 1_000; round++) {
                group.add(1);
                var waiting = crew.go(() -> group.await());
                awaitWaiting(1);
                group.done();
                group.add(1); // before the waiter runs, mostly
                waiting.get();
                group.done();
            }
        }
        assertEquals(0, group.count());
    }

    @Test
    @Conformance("J122")
    void counting_down_once_too_often_throws_and_changes_nothing() {
        var e = assertThrows(IllegalStateException.class, group::done);
        assertEquals(
                "done() on wait-group 'uploads', whose counter is zero: it was called once too"
                        + " often",
                e.getMessage());
        group.add(2);
        assertThrows(IllegalStateException.class, () -> group.add(-3));
        assertEquals(2, group.count());
        group.add(-2);
        assertEquals(0, group.count());
        group.add(0);
        group.add(Integer.MAX_VALUE);
        assertThrows(IllegalStateException.class, () -> group.add(1));
        assertEquals(Integer.MAX_VALUE, group.count());
    }

    @Test
    @Conformance("J122")
    void counting_down_too_far_while_somebody_waits_throws_and_wakes_nobody() throws Exception {
        group.add(1);
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> group.await());
            awaitWaiting(1);
            assertThrows(IllegalStateException.class, () -> group.add(-2));
            assertEquals(1, group.stats().waiting());
            group.done();
            waiting.get();
        }
    }

    @Test
    @Conformance("J123")
    void at_zero_nobody_waits() throws Exception {
        group.await();
        assertTrue(group.await(HOUR));
        assertTrue(group.await(Duration.ZERO));
        assertEquals("done", Select.of(group.onDone(() -> "done")).await());
        group.add(1);
        group.done();
        group.await();
        assertEquals(0, group.stats().waited());
    }

    @Test
    @Conformance("J124")
    void zero_wakes_all_who_wait() throws Exception {
        group.add(3);
        try (var crew = new Crew()) {
            var waiting = new ArrayList<Crew.Member<?>>();
            for (int i = 0; i < 100; i++) {
                waiting.add(crew.go(() -> group.await()));
                waiting.add(crew.go(() -> group.await(HOUR)));
                waiting.add(
                        crew.go(() ->
                                Select.of(
                                                group.onDone(() -> "done"),
                                                Channel.never().onReceive(v -> "?"))
                                        .await()));
            }
            awaitWaiting(300);
            group.done();
            group.add(-1);
            assertEquals(300, group.stats().waiting());
            group.done();
            waiting.forEach(Crew.Member::get);
        }
        assertEquals(300, group.stats().waited());
        assertEquals(0, group.stats().waiting());
    }

    @Test
    void it_runs_tasks_and_waits_for_them() throws Exception {
        var ran = new AtomicInteger();
        try (var threads = StartedThreads.install()) {
            for (int i = 0; i < 100; i++) {
                group.go(() -> ran.incrementAndGet());
            }
            group.await();
            assertEquals(100, ran.get());
            assertEquals(100, threads.count());
            assertEquals("uploads-1", threads.all().getFirst().getName());
            threads.awaitNone();
        }
        assertEquals(100, group.stats().started());
        assertEquals(0, group.count());
    }

    @Test
    @Conformance("J125")
    void what_a_task_throws_is_thrown_by_every_await_of_its_round() throws Exception {
        var failure = new IOException("on purpose");
        var more = new AssertionError("also on purpose");
        group.add(1);
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> group.await());
            var timed = crew.go(() -> group.await(HOUR));
            var select =
                    crew.go(() ->
                            Select.of(group.onDone(() -> "?"), Channel.never().onReceive(v -> "?"))
                                    .await());
            awaitWaiting(3);
            group.go(() -> {
                throw failure;
            });
            Eventually.until("the first has failed", () -> group.count() == 1);
            group.go(() -> {
                throw more;
            });
            Eventually.until("the second has failed", () -> group.count() == 1);
            group.done();
            for (var member : List.of(waiting, timed, select)) {
                var thrown = member.failure(CompletionException.class);
                assertSame(failure, thrown.getCause());
                assertEquals(List.of(more), List.of(thrown.getSuppressed()));
            }
        }
        var late = assertThrows(CompletionException.class, group::await);
        assertSame(failure, late.getCause());
        assertEquals("a task of wait-group 'uploads' failed, and 1 more", late.getMessage());
        assertThrows(CompletionException.class, () -> group.await(HOUR));
        assertThrows(
                CompletionException.class, () -> Select.of(group.onDone(() -> "done")).await());
        group.go(() -> {}); // the next round
        group.await();
    }

    @Test
    @Conformance("J125")
    void a_failure_that_nobody_was_told_of_goes_to_the_handler_when_the_next_round_begins()
            throws Exception {
        var reported = new AtomicReference<Throwable>();
        var failure = new IOException("on purpose");
        group.go(() -> {
            throw failure;
        });
        Eventually.until("it has failed", () -> group.count() == 0);
        var thread =
                Thread.ofPlatform()
                        .uncaughtExceptionHandler((t, e) -> reported.set(e))
                        .start(() -> group.add(1));
        thread.join();
        assertSame(failure, reported.get());
        group.done();
        group.await();
    }

    @Test
    void of_very_many_failures_the_first_hundred_are_kept_and_all_are_counted() throws Exception {
        for (int i = 0; i < 300; i++) {
            group.go(() -> {
                throw new IOException("on purpose");
            });
            if (i == 0) { // or the first round may end before the second task is added
                Eventually.until("it has failed", () -> group.count() == 0);
                assertThrows(CompletionException.class, group::await);
                group.add(1);
            }
        }
        group.done();
        var thrown = assertThrows(CompletionException.class, group::await);
        assertEquals(99, thrown.getSuppressed().length);
        assertEquals("a task of wait-group 'uploads' failed, and 298 more", thrown.getMessage());
    }

    @Test
    void a_time_that_is_over_ends_the_wait_and_not_sooner() throws Exception {
        try (var clock = ManualClock.install()) {
            group.add(1);
            try (var crew = new Crew()) {
                var waiting = crew.go(() -> group.await(HOUR));
                clock.awaitSleepers(1);
                clock.advance(HOUR.minusNanos(1));
                assertFalse(waiting.isDone());
                clock.advance(Duration.ofNanos(1));
                assertFalse(waiting.get());
            }
            assertFalse(group.await(Duration.ZERO));
            group.done();
        }
    }

    @Test
    void an_interrupt_ends_the_wait_and_nothing_else() throws Exception {
        group.add(1);
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> group.await());
            awaitWaiting(1);
            waiting.interrupt();
            waiting.failure(InterruptedException.class);
        }
        assertEquals(1, group.count());
        assertEquals(1, group.stats().gaveUp());
        group.done();
    }

    @Test
    void its_clause_is_chosen_once() throws Exception {
        Channel<Integer> values = Channel.buffered(2);
        values.send(1);
        values.close();
        Select<String> select =
                Select.of(group.onDone(() -> "done"), values.onReceive(v -> "value"));
        var seen = new ArrayList<String>();
        while (select.awaitOrNull() instanceof String next) {
            seen.add(next);
        }
        assertEquals(List.of("done", "value"), seen.stream().sorted().toList());
    }

    @Test
    void what_a_task_wrote_is_seen_after_the_await() throws Exception {
        for (int round = 1; round <= 5_000; round++) {
            var plain = new int[4];
            int value = round;
            for (int i = 0; i < 4; i++) {
                int index = i;
                group.go(() -> plain[index] = value);
            }
            group.await();
            for (int i = 0; i < 4; i++) {
                assertEquals(value, plain[i]);
            }
        }
    }

    @Test
    void it_says_its_name() {
        assertEquals("wait-group 'uploads'", group.toString());
        assertTrue(new WaitGroup().toString().matches("wait-group 'wait-group-\\d+'"));
        assertEquals("wait-group", group.stats().kind());
    }
}
