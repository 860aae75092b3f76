package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.Sent;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.context.Key;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import io.millrace.guard.CircuitBreaker.State;
import io.millrace.observe.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HedgeTest {
    private static final Duration D = Duration.ofMillis(100);

    private final ManualClock clock = ManualClock.install();
    private final StartedThreads threads = StartedThreads.install();
    private final AtomicInteger begun = new AtomicInteger();
    private final Channel<String> replies = Channel.rendezvous();
    private final Hedge hedge = Hedge.builder().name("mail").after(D).build();

    @AfterEach
    void no_attempt_is_left() {
        threads.awaitNone(clock);
        assertEquals(0, hedge.stats().running());
        threads.close();
        clock.close();
    }

    private String ask() throws InterruptedException {
        begun.incrementAndGet();
        return replies.receive();
    }

    private void awaitBegun(int count) {
        Eventually.until(count + " have begun", () -> begun.get() == count);
    }

    @Test
    void a_fast_call_is_made_once() throws Exception {
        assertEquals("fast", hedge.call(() -> "fast"));
        assertNull(hedge.call(() -> null));
        assertEquals(0, hedge.stats().hedged());
    }

    @Test
    void a_slow_call_is_made_again_and_the_first_reply_is_taken() throws Exception {
        try (var crew = new Crew()) {
            var caller = crew.go(() -> hedge.call(this::ask));
            awaitBegun(1);
            clock.awaitSleepers(1);
            clock.advance(D.minusNanos(1));
            assertEquals(1, begun.get());
            clock.advance(Duration.ofNanos(1));
            awaitBegun(2);
            replies.send("reply");
            assertEquals("reply", caller.get());
        }
        Eventually.until("the loser was interrupted", () -> hedge.stats().running() == 0);
        assertEquals(1, hedge.stats().hedged());
        assertEquals(0, replies.stats().waitingReceivers());
    }

    @Test
    void the_second_can_win() throws Exception {
        try (var crew = new Crew()) {
            var caller =
                    crew.go(() ->
                            hedge.call(() ->
                                    begun.incrementAndGet() == 1
                                            ? (String) Channel.never().receive()
                                            : "second"));
            awaitBegun(1);
            clock.awaitSleepers(1);
            clock.advance(D);
            assertEquals("second", caller.get());
        }
        assertEquals(1, hedge.stats().won());
    }

    @Test
    void when_all_that_run_have_failed_the_next_begins_at_once() throws Exception {
        assertEquals(
                "second",
                hedge.call(() -> {
                    if (begun.incrementAndGet() == 1) {
                        throw new IOException("first");
                    }
                    return "second";
                }));
        assertEquals(0, clock.elapsed().toNanos());
    }

    @Test
    void if_all_fail_the_first_failure_is_thrown_with_the_others() {
        var three = Hedge.builder().attempts(3).after(D).build();
        var thrown =
                assertThrows(
                        IOException.class,
                        () ->
                                three.call(() -> {
                                    throw new IOException("number " + begun.incrementAndGet());
                                }));
        assertEquals("number 1", thrown.getMessage());
        assertEquals(
                List.of("number 2", "number 3"),
                List.of(thrown.getSuppressed()).stream().map(Throwable::getMessage).toList());
    }

    @Test
    void an_interrupt_cancels_all_attempts() {
        try (var crew = new Crew()) {
            var caller = crew.go(() -> hedge.call(this::ask));
            awaitBegun(1);
            clock.awaitSleepers(1);
            clock.advance(D);
            awaitBegun(2);
            caller.awaitParked();
            caller.interrupt();
            caller.failure(InterruptedException.class);
        }
    }

    @Test
    void the_end_of_the_context_cancels_all_attempts() {
        try (var crew = new Crew();
                var context = Context.background().withCancel()) {
            var caller =
                    crew.go(() -> context.<String, Exception>call(() -> hedge.call(this::ask)));
            awaitBegun(1);
            caller.awaitParked();
            context.cancel();
            caller.failure(ContextEndedException.class);
        }
    }

    @Test
    void attempts_run_within_the_context_of_the_caller() throws Exception {
        Key<String> key = Key.of("key", String.class);
        var context = Context.background().with(key, "value");
        assertEquals(
                "value",
                context.<String, Exception>call(
                        () -> hedge.call(() -> Context.current().get(key).orElseThrow())));
    }

    @Test
    @Conformance("O169")
    void a_loser_counts_neither_way_for_a_breaker_further_in() throws Exception {
        var breaker = CircuitBreaker.builder().consecutiveFailures(1).build();
        try (var crew = new Crew()) {
            var caller = crew.go(() -> hedge.around(breaker).call(this::ask));
            awaitBegun(1);
            clock.awaitSleepers(1);
            clock.advance(D);
            awaitBegun(2);
            replies.send("reply");
            assertEquals("reply", caller.get());
        }
        Eventually.until("the loser is counted", () -> breaker.stats().ignored() == 1);
        assertEquals(State.CLOSED, breaker.state());
    }

    @Test
    void a_rejection_begins_no_other_attempt() {
        var breaker = CircuitBreaker.create();
        breaker.open();
        assertThrows(
                CircuitOpenException.class, () -> hedge.around(breaker).call(() -> "not called"));
        assertEquals(1, breaker.stats().rejected());
    }

    @Test
    void a_rejected_second_attempt_does_not_hide_the_first() throws Exception {
        var one = Bulkhead.of(1);
        try (var crew = new Crew()) {
            var caller = crew.go(() -> hedge.around(one).call(this::ask));
            awaitBegun(1);
            clock.awaitSleepers(1);
            clock.advance(D);
            Eventually.until("the second is rejected", () -> one.stats().rejected() == 1);
            replies.send("reply");
            assertEquals("reply", caller.get());
        }
    }

    @Test
    void further_attempts_are_bounded_by_their_budget() throws Exception {
        var bounded = Hedge.builder().after(D).budget(RetryBudget.of(0, 1)).build();
        for (int expected : new int[] {2, 3}) {
            try (var crew = new Crew()) {
                var caller = crew.go(() -> bounded.call(this::ask));
                awaitBegun(expected == 2 ? 1 : 3);
                clock.awaitSleepers(1);
                clock.advance(D);
                awaitBegun(expected);
                Eventually.until("the caller waits", () -> clock.sleepers() == 0);
                replies.send("reply");
                assertEquals("reply", caller.get());
            }
        }
        assertEquals(1, bounded.stats().hedged());
    }

    @Test
    void the_delay_follows_the_latencies() throws Exception {
        var adaptive = Hedge.builder().afterPercentile(90, D).build();
        assertEquals(D, adaptive.stats().delay());
        for (int i = 0; i < 100; i++) {
            Duration time = Duration.ofMillis(i < 80 ? 1 : 20);
            adaptive.call(() -> {
                clock.advance(time);
                return "x";
            });
        }
        long delay = adaptive.stats().delay().toMillis();
        assertTrue(delay >= 20 && delay <= 21, () -> delay + " ms");
    }

    @Test
    void if_no_thread_can_be_started_the_caller_is_told() {
        var broken =
                Hedge.builder()
                        .threads(_ -> {
                            throw new IllegalStateException("no more threads");
                        })
                        .build();
        assertThrows(IllegalStateException.class, () -> broken.call(() -> "not called"));
        assertEquals(0, broken.stats().running());
    }

    @Test
    void it_is_seen_by_a_watch_and_refuses_what_cannot_be_meant() throws Exception {
        try (var watch = Watch.open()) {
            var seen = Hedge.after(D);
            assertSame("x", seen.call(() -> "x"));
            assertEquals(List.of(seen.stats()), watch.snapshot().of(HedgeStats.class).toList());
        }
        assertThrows(IllegalArgumentException.class, () -> Hedge.builder().attempts(1));
        assertThrows(IllegalArgumentException.class, () -> Hedge.builder().afterPercentile(100, D));
    }

    @Test
    void a_result_that_came_too_late_is_handed_over() throws Exception {
        Channel<Object> discarded = Channel.buffered(10);
        var late = new Object();
        var open =
                Hedge.builder()
                        .after(D)
                        .onDiscarded(result -> {
                            throw new IllegalStateException("of no consequence");
                        })
                        .onDiscarded(discarded::trySend)
                        .build();
        Channel<Integer> loser = Channel.rendezvous();
        try (var crew = new Crew()) {
            var caller =
                    crew.go(() ->
                            open.call(() -> {
                                if (begun.incrementAndGet() > 1) {
                                    return "second";
                                }
                                Thread.currentThread()
                                        .setUncaughtExceptionHandler((thread, e) -> {});
                                stubborn(loser);
                                return late;
                            }));
            awaitBegun(1);
            clock.awaitSleepers(1);
            clock.advance(D);
            assertEquals("second", caller.get());
            assertEquals(0, discarded.stats().size());
            Eventually.until("it goes on", () -> loser.trySend(1) == Sent.SENT);
            assertSame(late, discarded.receive());
        }
    }

    @Test
    void a_result_that_comes_after_the_caller_gave_up_is_handed_over() throws Exception {
        Channel<Object> discarded = Channel.buffered(10);
        var open = Hedge.builder().after(D).onDiscarded(discarded::trySend).build();
        Channel<Integer> release = Channel.rendezvous();
        try (var crew = new Crew()) {
            var caller =
                    crew.go(() ->
                            open.call(() -> {
                                begun.incrementAndGet();
                                stubborn(release);
                                return "too late";
                            }));
            awaitBegun(1);
            clock.awaitSleepers(1);
            caller.interrupt();
            caller.failure(InterruptedException.class);
            Eventually.until("it goes on", () -> release.trySend(1) == Sent.SENT);
            assertEquals("too late", discarded.receive());
        }
    }

    private static void stubborn(Channel<Integer> release) {
        while (true) {
            try {
                release.receive();
                return;
            } catch (InterruptedException e) {
                // It does not listen.
            }
        }
    }
}
