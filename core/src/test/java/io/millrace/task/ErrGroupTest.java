package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.channel.Sent;
import io.millrace.context.Context;
import io.millrace.context.DeadlineExceededException;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import io.millrace.sync.SemaphoreStats;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ErrGroupTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final StartedThreads threads = StartedThreads.install();
    private final IOException failure = new IOException("on purpose");

    @AfterEach
    void no_thread_outlives_its_group() {
        assertEquals(List.of(), threads.alive());
        threads.close();
    }

    private static void never() throws InterruptedException {
        Channel.never().receive();
    }

    private void fail() throws IOException {
        throw failure;
    }

    private static ErrGroup limited(int limit) {
        return ErrGroup.builder().limit(limit).open();
    }

    @Test
    @Conformance({"I119", "I112"})
    void an_empty_group_is_awaited_at_once_and_may_go_on() throws Exception {
        Context context;
        var ran = new AtomicInteger();
        try (var group = ErrGroup.open()) {
            context = group.context();
            group.await();
            assertTrue(group.await(Duration.ZERO));
            group.go(ran::incrementAndGet);
            group.await();
            group.go(ran::incrementAndGet);
            group.await();
            assertFalse(context.isDone());
        }
        assertEquals(2, ran.get());
        assertTrue(context.isDone());
    }

    @Test
    @Conformance("I115")
    void no_more_than_so_many_run_at_a_time() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var ran = new AtomicInteger();
        try (var group = limited(10)) {
            for (int i = 0; i < 1_024; i++) {
                group.go(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.yield();
                    ran.incrementAndGet();
                    running.decrementAndGet();
                });
            }
            group.await();
            assertEquals(new ScopeStats(group.name(), 1_024, 0, 1_024, 0, 0), group.stats());
        }
        assertEquals(1_024, ran.get());
        assertTrue(most.get() <= 10, () -> most + " at a time");
        assertTrue(most.get() > 1, () -> most + " at a time");
    }

    @Test
    @Conformance("I116")
    void at_the_limit_try_go_starts_nothing_until_a_task_has_ended() throws Exception {
        try (var group = limited(2)) {
            Channel<Integer> stop = Channel.rendezvous();
            assertTrue(group.tryGo(stop::receive));
            assertTrue(group.tryGo(stop::receive));
            assertFalse(group.tryGo(ErrGroupTest::never));
            assertFalse(group.tryGo(ErrGroupTest::never, Duration.ZERO));
            stop.send(1);
            assertTrue(group.tryGo(stop::receive, LONG));
            assertFalse(group.tryGo(ErrGroupTest::never));
            stop.send(2);
            stop.send(3);
            group.await();
            assertEquals(3, group.stats().succeeded());
            assertTrue(group.tryGo(() -> {}));
            group.await();
        }
    }

    @Test
    @Conformance("I117")
    void at_a_limit_of_zero_nothing_starts_and_below_it_there_is_no_limit() throws Exception {
        try (var group = limited(0)) {
            for (int i = 0; i < 1_024; i++) {
                assertFalse(group.tryGo(() -> {}));
            }
            assertFalse(group.tryGo(() -> {}, Duration.ofNanos(1)));
            var e = assertThrows(IllegalStateException.class, () -> group.go(() -> {}));
            assertTrue(e.getMessage().contains("whose limit is 0"), e.getMessage());
            group.await();
            assertEquals(0, group.stats().started());
        }
        for (int limit : new int[] {-1, Integer.MIN_VALUE}) {
            try (var group = limited(limit)) {
                for (int i = 0; i < 1_024; i++) {
                    assertTrue(group.tryGo(ErrGroupTest::never));
                }
                assertEquals(1_024, group.stats().running());
            }
        }
    }

    @Test
    @Conformance({"I113", "I114", "I118"})
    void the_first_failure_cancels_the_rest_and_is_thrown_with_its_own_stack() throws Exception {
        try (var group = ErrGroup.open()) {
            for (int i = 0; i < 10; i++) {
                group.go(ErrGroupTest::never);
            }
            group.go("the bad one", this::fail);
            var report = assertThrows(ExecutionException.class, group::await);
            assertSame(failure, report.getCause());
            assertTrue(report.getMessage().contains("the bad one"), report.getMessage());
            assertSame(failure, group.context().cause().orElseThrow());
            assertEquals(new ScopeStats(group.name(), 11, 0, 0, 1, 10), group.stats());
        }
    }

    @Test
    void failures_that_come_later_are_suppressed_with_the_stacks_of_their_tasks() throws Exception {
        try (var group = ErrGroup.builder().collectAll().open()) {
            Channel<Integer> turn = Channel.rendezvous();
            group.go(this::fail);
            Eventually.until("it has failed", () -> group.stats().failed() == 1);
            group.go(() -> secondFailure(turn));
            turn.send(1);
            var report = assertThrows(ExecutionException.class, group::await);
            assertSame(failure, report.getCause());
            assertEquals(1, report.getSuppressed().length);
            Throwable second = report.getSuppressed()[0];
            assertInstanceOf(AssertionError.class, second);
            assertTrue(
                    Arrays.stream(second.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("secondFailure")));
            assertFalse(group.context().isDone());
        }
    }

    private static void secondFailure(Channel<Integer> turn) throws InterruptedException {
        turn.receive();
        throw new AssertionError("second");
    }

    @Test
    void a_failure_that_nobody_awaited_is_thrown_by_close() throws Exception {
        ErrGroup group = ErrGroup.open();
        group.go(this::fail);
        Eventually.until("it has failed", () -> group.stats().failed() == 1);
        assertSame(failure, assertThrows(CompletionException.class, group::close).getCause());
        group.close();
    }

    @Test
    void a_task_that_is_started_after_a_failure_does_not_run() throws Exception {
        var ran = new AtomicInteger();
        try (var group = limited(1)) {
            group.go(this::fail);
            assertThrows(ExecutionException.class, group::await);
            group.go(ran::incrementAndGet);
            assertFalse(group.tryGo(ran::incrementAndGet));
            assertFalse(group.tryGo(ran::incrementAndGet, LONG));
            assertEquals(new ScopeStats(group.name(), 2, 0, 0, 1, 1), group.stats());
        }
        assertEquals(0, ran.get());
    }

    /// Goes on until it is released, whatever it is told.
    private static void stubborn(Channel<Integer> release) {
        while (true) {
            try {
                if (release.tryReceive(LONG) instanceof Received.Value) {
                    return;
                }
            } catch (InterruptedException e) {
                // It does not listen.
            }
        }
    }

    @Test
    void whoever_waits_at_the_limit_goes_on_when_the_group_is_cancelled() throws Exception {
        try (var crew = new Crew();
                var group = limited(1)) {
            Channel<Integer> release = Channel.rendezvous();
            group.go(() -> stubborn(release)); // its permit is not given back
            var ran = new AtomicInteger();
            var waits = crew.go(() -> group.go(ran::incrementAndGet));
            var tries = crew.go(() -> group.tryGo(ran::incrementAndGet, LONG));
            waits.awaitParked();
            tries.awaitParked();
            group.cancel(failure);
            waits.get();
            assertFalse(tries.get());
            Eventually.until("the first goes on", () -> release.trySend(1) == Sent.SENT);
            var report = assertThrows(ExecutionException.class, group::await);
            assertSame(failure, report.getCause());
            assertEquals(0, ran.get());
        }
    }

    @Test
    void an_interrupt_at_the_limit_takes_the_start_back() throws Exception {
        try (var crew = new Crew();
                var group = limited(1)) {
            Channel<Integer> stop = Channel.rendezvous();
            group.go(stop::receive);
            var waits = crew.go(() -> group.go(() -> {}));
            waits.awaitParked();
            waits.interrupt();
            waits.failure(InterruptedException.class);
            stop.send(1);
            group.await();
            assertEquals(1, group.stats().started());
            assertTrue(group.tryGo(() -> {})); // no permit was lost
            group.await();
        }
        Thread.currentThread().interrupt();
        try (var group = ErrGroup.open()) {
            assertThrows(InterruptedException.class, () -> group.go(() -> {}));
            assertEquals(0, group.stats().started());
        }
    }

    @Test
    void the_limit_is_first_come_first_served() throws Exception {
        var order = new ConcurrentLinkedQueue<Integer>();
        try (var crew = new Crew();
                var group = limited(1)) {
            Channel<Integer> stop = Channel.rendezvous();
            group.go(stop::receive);
            for (int i = 0; i < 10; i++) {
                int number = i;
                crew.go(() -> group.go(() -> order.add(number))).awaitParked();
            }
            stop.send(1);
            crew.join();
            group.await();
        }
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), List.copyOf(order));
    }

    @Test
    void a_start_that_comes_too_late_gives_its_permit_back() throws Exception {
        ErrGroup group = limited(1);
        group.close();
        for (int i = 0; i < 3; i++) {
            assertThrows(IllegalStateException.class, () -> group.go(() -> {}));
            assertFalse(group.tryGo(() -> {}));
        }
    }

    @Test
    void an_await_with_a_limit_returns_when_the_time_is_over_and_the_tasks_go_on()
            throws Exception {
        try (var group = ErrGroup.open()) {
            Channel<Integer> stop = Channel.rendezvous();
            group.go(stop::receive);
            assertFalse(group.await(Duration.ZERO));
            assertFalse(group.await(Duration.ofNanos(1)));
            stop.send(1);
            assertTrue(group.await(LONG));
            assertEquals(1, group.stats().succeeded());
        }
    }

    @Test
    void the_end_of_the_context_above_ends_the_group() throws Exception {
        try (var context = Context.background().withTimeout(Duration.ofMillis(1));
                var group = ErrGroup.open(context)) {
            group.go(ErrGroupTest::never);
            var report = assertThrows(ExecutionException.class, group::await);
            assertInstanceOf(DeadlineExceededException.class, report.getCause());
        }
        threads.awaitNone(); // the timers' thread stays for a moment
    }

    @Test
    void a_select_hears_of_the_failure() throws Exception {
        try (var group = ErrGroup.open()) {
            Select<Throwable> next =
                    Select.of(
                            Channel.<Throwable>never().onReceive(value -> value),
                            group.context().onDone(cause -> cause));
            group.go(this::fail);
            assertSame(failure, next.await());
            assertThrows(ExecutionException.class, group::await);
        }
    }

    @Test
    void only_the_thread_that_opened_it_awaits_and_closes() throws Exception {
        try (var crew = new Crew();
                var group = ErrGroup.open()) {
            crew.go(() -> group.await()).failure(WrongThreadException.class);
            crew.go(group::close).failure(WrongThreadException.class);
            crew.go(() -> group.go(() -> {})).get();
            group.await();
            assertEquals(1, group.stats().succeeded());
        }
    }

    @Test
    void a_watch_sees_the_group_and_its_permits() throws Exception {
        try (var watch = Watch.open();
                var crew = new Crew();
                var group = ErrGroup.builder().name("uploads").limit(1).open()) {
            group.go(ErrGroupTest::never);
            var waits = crew.go(() -> group.go(() -> {}));
            waits.awaitParked();
            var scope = watch.snapshot().of(ScopeStats.class).findFirst().orElseThrow();
            assertEquals("uploads", scope.name());
            var permits = watch.snapshot().of(SemaphoreStats.class).findFirst().orElseThrow();
            assertEquals("uploads permits", permits.name());
            assertEquals(1, permits.waiting());
            group.cancel();
            waits.get();
        }
    }

    @Test
    void it_is_named_and_its_threads_are_after_it() throws Exception {
        try (var group = ErrGroup.builder().name("uploads").open()) {
            var name = new Promise<String>();
            group.go(() -> name.complete(Thread.currentThread().getName()));
            assertEquals("uploads/1", name.await());
            assertEquals("errgroup 'uploads'", group.toString());
            group.await();
        }
    }

    @Test
    void the_end_of_its_tasks_can_be_selected() throws Exception {
        var failure = new IOException("on purpose");
        Channel<String> release = Channel.rendezvous();
        Channel<String> news = Channel.buffered(1);
        try (var group = ErrGroup.open()) {
            assertEquals("idle", Select.of(group.onDone(() -> "idle")).await());
            group.go(() -> {
                release.receive();
                throw failure;
            });
            Select<String> select =
                    Select.of(group.onDone(() -> "done"), news.onReceive(text -> text));
            news.send("news");
            assertEquals("news", select.await());
            release.send("go on");
            assertEquals("done", select.await());
            var thrown = assertThrows(ExecutionException.class, group::await);
            assertSame(failure, thrown.getCause());
        }
    }
}
