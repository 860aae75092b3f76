package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.select.Select;
import io.millrace.sync.OnceStats.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoTest {
    private final AtomicInteger computed = new AtomicInteger();

    private static void awaitWaiting(Memo<?> memo, int count) {
        Eventually.until(count + " wait", () -> memo.stats().waiting() == count);
    }

    @Test
    @Conformance("J129")
    void a_thousand_calls_return_the_same_instance_which_was_computed_once() throws Exception {
        var memo =
                new Memo<>(() -> {
                    computed.incrementAndGet();
                    Thread.yield();
                    return new Object();
                });
        try (var crew = new Crew()) {
            var callers = new ArrayList<Crew.Member<Object>>();
            for (int i = 0; i < Crew.fewer(1_000, 200); i++) {
                callers.add(crew.go(memo::get));
            }
            for (var caller : callers) {
                assertSame(memo.get(), caller.get());
            }
        }
        assertEquals(1, computed.get());
        assertEquals(State.DONE, memo.stats().state());
        assertTrue(memo.isDone());
    }

    @Test
    @Conformance("J128")
    void a_failure_is_kept_like_a_value() throws Exception {
        var failure = new IOException("on purpose");
        var memo =
                new Memo<>(
                        () -> {
                            computed.incrementAndGet();
                            throw failure;
                        },
                        "settings");
        var first = assertThrows(ExecutionException.class, memo::get);
        var second = assertThrows(ExecutionException.class, memo::get);
        assertSame(failure, first.getCause());
        assertSame(failure, second.getCause());
        assertNotSame(first, second, "suppressing something in one does not show in the other");
        assertEquals("memo 'settings' could not be computed", first.getMessage());
        assertEquals(1, computed.get());
        assertEquals(new MemoStats("settings", State.FAILED, 0), memo.stats());
    }

    @Test
    void null_is_a_value() throws Exception {
        var memo =
                new Memo<Object>(() -> {
                    computed.incrementAndGet();
                    return null;
                });
        assertFalse(memo.isDone());
        assertEquals(State.NEW, memo.stats().state());
        assertNull(memo.get());
        assertNull(memo.get());
        assertEquals(1, computed.get());
    }

    @Test
    void an_interrupt_ends_a_wait_and_not_the_computation() throws Exception {
        Channel<String> source = Channel.rendezvous();
        var memo = new Memo<>(source::receive);
        try (var crew = new Crew()) {
            var first = crew.go(memo::get);
            Eventually.until("it computes", () -> source.stats().waitingReceivers() == 1);
            var second = crew.go(memo::get);
            awaitWaiting(memo, 1);
            assertEquals(State.RUNNING, memo.stats().state());
            second.interrupt();
            second.failure(InterruptedException.class);
            source.send("value");
            assertEquals("value", first.get());
        }
        assertEquals("value", memo.get());
    }

    @Test
    void a_computation_that_is_interrupted_is_taken_over_by_the_next_caller() throws Exception {
        Channel<String> source = Channel.rendezvous();
        var memo =
                new Memo<>(() -> {
                    computed.incrementAndGet();
                    return source.receive();
                });
        try (var crew = new Crew()) {
            var first = crew.go(memo::get);
            Eventually.until("it computes", () -> source.stats().waitingReceivers() == 1);
            var second = crew.go(memo::get);
            var third = crew.go(memo::get);
            awaitWaiting(memo, 2);
            first.interrupt();
            first.failure(InterruptedException.class);
            source.send("value");
            assertEquals("value", second.get());
            assertEquals("value", third.get());
        }
        assertEquals(2, computed.get());
    }

    @Test
    void a_computation_that_asks_for_its_own_value_is_told() {
        var memos = new ArrayList<Memo<Object>>();
        memos.add(new Memo<>(() -> memos.getFirst().get()));
        var e = assertThrows(ExecutionException.class, () -> memos.getFirst().get());
        assertTrue(e.getCause() instanceof IllegalStateException, e::toString);
        assertTrue(e.getCause().getMessage().endsWith("asks for its own value"));
    }

    @Test
    void it_says_its_name() {
        assertEquals("memo 'm'", new Memo<>(() -> 1, "m").toString());
        assertTrue(new Memo<>(() -> 1).toString().matches("memo 'memo-\\d+'"));
        assertEquals("memo", new Memo<>(() -> 1).stats().kind());
    }

    @Test
    void its_clause_is_chosen_when_the_value_is_known_and_computes_nothing() throws Exception {
        var memo =
                new Memo<>(() -> {
                    computed.incrementAndGet();
                    return "value";
                });
        Select<String> select =
                Select.of(memo.onDone(value -> value), Channel.never().onReceive(v -> "?"));
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.await());
            awaitWaiting(memo, 1);
            assertEquals(0, computed.get());
            memo.get();
            assertEquals("value", waiting.get());
        }
        assertEquals("value", Select.of(memo.onDone(value -> value)).await());
        assertEquals(0, memo.stats().waiting());
    }

    @Test
    void its_clause_outlasts_a_computation_that_was_interrupted() throws Exception {
        Channel<String> source = Channel.rendezvous();
        var memo = new Memo<>(source::receive);
        try (var crew = new Crew()) {
            var selecting = crew.go(() -> Select.of(memo.onDone(value -> value)).await());
            awaitWaiting(memo, 1);
            var first = crew.go(memo::get);
            Eventually.until("it computes", () -> source.stats().waitingReceivers() == 1);
            first.interrupt();
            first.failure(InterruptedException.class);
            assertEquals(1, memo.stats().waiting());
            var second = crew.go(memo::get);
            source.send("value");
            assertEquals("value", second.get());
            assertEquals("value", selecting.get());
        }
    }

    @Test
    void a_computation_that_failed_makes_the_select_throw() {
        var failure = new IOException("on purpose");
        var memo =
                new Memo<String>(() -> {
                    throw failure;
                });
        assertThrows(ExecutionException.class, memo::get);
        var thrown =
                assertThrows(
                        CompletionException.class,
                        () -> Select.of(memo.onDone(value -> value)).await());
        assertSame(failure, thrown.getCause());
    }

    @Test
    void a_time_that_is_over_ends_the_wait_and_not_the_computation() throws Exception {
        Channel<String> source = Channel.rendezvous();
        var memo = new Memo<>(source::receive, "settings");
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            var computing = crew.go(memo::get);
            Eventually.until("it computes", () -> source.stats().waitingReceivers() == 1);
            var waiting = crew.go(() -> memo.getWithin(Duration.ofHours(1)));
            clock.awaitSleepers(1);
            clock.advance(Duration.ofHours(1).minusNanos(1));
            assertFalse(waiting.isDone());
            clock.advance(Duration.ofNanos(1));
            var over = waiting.failure(TimeoutException.class);
            assertEquals("memo 'settings' was not computed in time", over.getMessage());
            assertThrows(TimeoutException.class, () -> memo.getWithin(Duration.ZERO));
            source.send("value");
            assertEquals("value", computing.get());
            assertEquals("value", memo.getWithin(Duration.ZERO));
        }
    }
}
