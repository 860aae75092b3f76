package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.AtPark;
import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class PromiseTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final IOException failure = new IOException("on purpose");

    @Test
    void the_first_end_counts_and_the_others_change_nothing() throws Exception {
        var promise = new Promise<Integer>();
        assertFalse(promise.isDone());
        assertTrue(promise.complete(1));
        assertTrue(promise.isDone());
        assertFalse(promise.complete(2));
        assertFalse(promise.fail(failure));
        assertFalse(promise.cancel());
        assertFalse(promise.cancel(failure));
        assertFalse(promise.end(new Outcome.Success<>(3)));
        assertEquals(1, promise.await());
        assertEquals(new Outcome.Success<>(1), promise.outcome());
        assertEquals(Optional.of(new Outcome.Success<>(1)), promise.outcome(Duration.ZERO));
    }

    @Test
    void a_value_may_be_null() throws Exception {
        var promise = new Promise<String>();
        promise.complete(null);
        assertNull(promise.await());
        assertNull(promise.toCompletableFuture().get());
    }

    @Test
    void all_who_wait_hear_of_the_end() throws Exception {
        var promise = new Promise<Integer>();
        try (var crew = new Crew()) {
            var waiting = new ArrayList<Crew.Member<Integer>>();
            for (int i = 0; i < 20; i++) {
                waiting.add(crew.go(() -> promise.await()));
            }
            waiting.forEach(Crew.Member::awaitParked);
            assertSame(promise, waiting.getFirst().blocker());
            assertEquals(20, promise.stats().waiting());
            promise.complete(7);
            for (var each : waiting) {
                assertEquals(7, each.get());
            }
        }
    }

    @Test
    void a_failure_is_thrown_as_the_cause() throws Exception {
        var promise = new Promise<Integer>("answer");
        promise.fail(failure);
        var e = assertThrows(ExecutionException.class, promise::await);
        assertSame(failure, e.getCause());
        assertTrue(e.getMessage().startsWith("promise 'answer' failed"), e.getMessage());
        assertEquals(new Outcome.Failure<>(failure), promise.outcome());
    }

    @Test
    void a_cancelled_promise_says_why() throws Exception {
        var promise = new Promise<Integer>("answer");
        assertTrue(promise.cancel(failure));
        var e = assertThrows(CancellationException.class, promise::await);
        assertSame(failure, e.getCause());
        assertEquals(new Outcome.Cancelled<>(failure), promise.outcome());
        var other = new Promise<Integer>();
        other.cancel();
        assertInstanceOf(Outcome.Cancelled.class, other.outcome());
    }

    @Test
    void a_limited_wait_ends_with_its_time() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            var promise = new Promise<Integer>();
            var waits = crew.go(() -> promise.outcome(HOUR));
            clock.awaitSleepers(1);
            clock.advance(HOUR.minusNanos(1));
            assertFalse(waits.isDone());
            clock.advance(Duration.ofNanos(1));
            assertEquals(Optional.empty(), waits.get());
            assertEquals(0, promise.stats().waiting());
            assertEquals(Optional.empty(), promise.outcome(Duration.ZERO));
            assertEquals(Optional.empty(), promise.outcome(Duration.ofSeconds(-1)));
        }
    }

    @Test
    void an_interrupt_ends_the_wait_and_not_the_promise() throws Exception {
        var promise = new Promise<Integer>();
        try (var crew = new Crew()) {
            var waits = crew.go(() -> promise.await());
            waits.awaitParked();
            waits.interrupt();
            waits.failure(InterruptedException.class);
            assertFalse(promise.isDone());
            assertEquals(0, promise.stats().waiting());
            promise.complete(1);
            Thread.currentThread().interrupt(); // asked before it is looked whether it waits
            assertThrows(InterruptedException.class, promise::await);
            assertEquals(1, promise.await());
        }
    }

    @Test
    void an_end_that_comes_before_the_interrupt_counts() throws Exception {
        var promise = new Promise<Integer>();
        try (var _ =
                new AtPark(() -> {
                    promise.complete(1);
                    Thread.currentThread().interrupt();
                })) {
            assertEquals(1, promise.await());
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void a_select_is_told_once() throws Exception {
        var promise = new Promise<Integer>();
        Channel<Integer> other = Channel.buffered(1);
        Select<Object> next =
                Select.of(promise.onDone(outcome -> outcome), other.onReceive(value -> value));
        other.send(5);
        assertEquals(5, next.await());
        promise.complete(1);
        assertEquals(new Outcome.Success<>(1), next.await());
        other.send(6);
        assertEquals(6, next.await());
        other.close();
        assertNull(next.awaitOrNull());
    }

    @Test
    void a_select_that_waits_is_woken() throws Exception {
        var promise = new Promise<Integer>();
        try (var crew = new Crew()) {
            var waits = crew.go(() -> Select.of(promise.onDone(outcome -> outcome)).await());
            waits.awaitParked();
            promise.fail(failure);
            assertEquals(new Outcome.Failure<>(failure), waits.get());
        }
    }

    @Test
    void what_an_await_or_a_lost_complete_saw_a_default_sees() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            var promise = new Promise<Integer>();
            try (var crew = new Crew()) {
                crew.go(() -> promise.complete(1));
                if (!promise.complete(2)) {
                    assertTrue(promise.isDone());
                    assertEquals(
                            Optional.of(new Outcome.Success<>(1)), promise.outcome(Duration.ZERO));
                    assertEquals(
                            "done",
                            Select.<String>of(
                                            promise.onDone(_ -> "done"),
                                            Select.orElse(() -> "default"))
                                    .await());
                }
                crew.join();
            }
        }
    }

    @Test
    void a_future_made_of_it_ends_as_it_does() throws Exception {
        var promise = new Promise<Integer>();
        CompletableFuture<Integer> early = promise.toCompletableFuture();
        CompletableFuture<Integer> another = promise.toCompletableFuture();
        assertTrue(another.cancel(true)); // its own affair
        assertFalse(promise.isDone());
        promise.complete(1);
        assertEquals(1, early.getNow(0));
        assertTrue(another.isCancelled());
        assertEquals(1, promise.toCompletableFuture().getNow(0));

        var failed = new Promise<Integer>();
        early = failed.toCompletableFuture();
        failed.fail(failure);
        assertSame(failure, early.exceptionNow());
        assertSame(failure, failed.toCompletableFuture().exceptionNow());

        var cancelled = new Promise<Integer>();
        early = cancelled.toCompletableFuture();
        cancelled.cancel(failure);
        assertTrue(early.isCancelled());
        assertTrue(cancelled.toCompletableFuture().isCancelled());
    }

    @Test
    void a_promise_made_of_a_future_ends_as_that_does() throws Exception {
        var future = new CompletableFuture<Integer>();
        Promise<Integer> promise = Promise.of(future);
        assertFalse(promise.isDone());
        future.complete(1);
        assertEquals(1, promise.await());

        var failing = new CompletableFuture<Integer>();
        Promise<Integer> through = Promise.of(failing.thenApply(value -> value + 1));
        failing.completeExceptionally(failure);
        assertEquals(new Outcome.Failure<>(failure), through.outcome());

        var cancelled = new CompletableFuture<Integer>();
        Promise<Integer> direct = Promise.of(cancelled);
        Promise<Integer> below = Promise.of(cancelled.thenApply(value -> value + 1));
        cancelled.cancel(true);
        assertInstanceOf(Outcome.Cancelled.class, direct.outcome());
        assertInstanceOf(Outcome.Cancelled.class, below.outcome());

        var open = new CompletableFuture<Integer>();
        Promise.of(open).cancel();
        assertFalse(open.isDone());
    }

    @Test
    void it_ends_as_a_task_did() throws Exception {
        var promise = new Promise<Integer>();
        try (var scope = Scope.open()) {
            promise.end(scope.go(() -> 1).outcome());
            scope.join();
        }
        assertEquals(1, promise.await());
    }

    @Test
    void a_watch_sees_it_until_it_ends() {
        try (var watch = Watch.open()) {
            var promise = new Promise<Integer>("answer");
            assertEquals(
                    new PromiseStats("answer", PromiseStats.State.PENDING, 0),
                    watch.snapshot().of(PromiseStats.class).findFirst().orElseThrow());
            promise.complete(1);
            assertEquals(0, watch.snapshot().of(PromiseStats.class).count());
            assertEquals(PromiseStats.State.COMPLETED, promise.stats().state());
        }
        var failed = new Promise<Integer>();
        failed.fail(failure);
        assertEquals(PromiseStats.State.FAILED, failed.stats().state());
        var cancelled = new Promise<Integer>();
        cancelled.cancel();
        assertEquals(PromiseStats.State.CANCELLED, cancelled.stats().state());
        assertTrue(cancelled.name().matches("promise-\\d+"), cancelled.name());
        assertEquals(cancelled.name(), cancelled.name());
    }

    @Test
    void a_watch_sees_no_promise_that_could_not_be_made() {
        try (var watch = Watch.open()) {
            assertThrows(NullPointerException.class, () -> new Promise<Integer>(null));
            assertEquals(0, watch.snapshot().of(PromiseStats.class).count());
        }
    }
}
