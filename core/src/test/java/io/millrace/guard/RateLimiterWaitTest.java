package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Ten permits a second, two at once.
class RateLimiterWaitTest {
    private static final Duration D = Duration.ofMillis(100);

    private final ManualClock clock = ManualClock.install();
    private final RateLimiter limiter = RateLimiter.of(Rate.perSecond(10), 2);

    @AfterEach
    void nobody_waits_and_no_timer_is_left() {
        assertEquals(0, limiter.stats().waiting());
        Eventually.until("timers are gone", () -> Door.timers().pending() == 0);
        clock.close();
    }

    private void awaitWaiting(int count) {
        Eventually.until(count + " wait", () -> limiter.stats().waiting() == count);
    }

    @Test
    void permits_go_to_those_who_wait_in_order() {
        assertTrue(limiter.tryAcquire(2));
        try (var crew = new Crew()) {
            var first = crew.go(() -> limiter.acquire());
            awaitWaiting(1);
            var second = crew.go(() -> limiter.acquire());
            awaitWaiting(2);
            assertFalse(limiter.tryAcquire());
            clock.advance(D);
            first.get();
            assertFalse(second.isDone());
            assertFalse(limiter.tryAcquire(), "nobody overtakes");
            clock.advance(D);
            second.get();
        }
    }

    @Test
    void who_wants_few_does_not_overtake_who_wants_many() {
        assertTrue(limiter.tryAcquire(2));
        try (var crew = new Crew()) {
            var many = crew.go(() -> limiter.acquire(2));
            awaitWaiting(1);
            var few = crew.go(() -> limiter.acquire());
            awaitWaiting(2);
            clock.advance(D);
            assertFalse(limiter.tryAcquire());
            assertEquals(2, limiter.stats().waiting());
            clock.advance(D);
            many.get();
            assertFalse(few.isDone());
            clock.advance(D);
            few.get();
        }
    }

    @Test
    void who_gives_up_has_taken_nothing_and_those_behind_move_up() {
        assertTrue(limiter.tryAcquire());
        try (var crew = new Crew()) {
            var first = crew.go(() -> limiter.acquire(2));
            awaitWaiting(1);
            var second = crew.go(() -> limiter.acquire());
            awaitWaiting(2);
            first.interrupt();
            first.failure(InterruptedException.class);
            second.get();
        }
        assertEquals(0, limiter.stats().available());
    }

    @Test
    void a_wait_ends_with_its_context() {
        assertTrue(limiter.tryAcquire(2));
        try (var crew = new Crew();
                var context = Context.background().withCancel()) {
            var waiter =
                    crew.go(() ->
                            context.call(() -> {
                                limiter.acquire();
                                return 1;
                            }));
            awaitWaiting(1);
            context.cancel();
            waiter.failure(ContextEndedException.class);
        }
        clock.advance(D);
        assertTrue(limiter.tryAcquire());
    }

    @Test
    void a_wait_that_turns_out_too_long_is_given_up_in_time() {
        assertTrue(limiter.tryAcquire(2));
        try (var crew = new Crew()) {
            var waiter = crew.go(() -> limiter.tryAcquire(1, D));
            awaitWaiting(1);
            limiter.setRate(Rate.perSecond(1));
            clock.awaitSleepers(2); // the waiter, and the timers' thread
            clock.advance(D);
            assertFalse(waiter.get());
        }
    }

    @Test
    void a_wait_that_is_long_enough_succeeds() {
        assertTrue(limiter.tryAcquire(2));
        try (var crew = new Crew()) {
            var waiter = crew.go(() -> limiter.tryAcquire(2, D.multipliedBy(3)));
            awaitWaiting(1);
            clock.advance(D.multipliedBy(2));
            assertTrue(waiter.get());
        }
    }

    @Test
    void a_higher_rate_reaches_those_who_wait() {
        assertTrue(limiter.tryAcquire(2));
        limiter.setRate(Rate.zero());
        try (var crew = new Crew()) {
            var waiter = crew.go(() -> limiter.acquire());
            awaitWaiting(1);
            clock.advance(Duration.ofDays(100));
            assertFalse(waiter.isDone());
            limiter.setRate(Rate.perSecond(1));
            clock.advance(D);
            assertEquals(1, limiter.stats().waiting());
            clock.advance(D.multipliedBy(9));
            waiter.get();
        }
    }

    @Test
    void a_smaller_burst_refuses_those_who_wait_for_more() {
        assertTrue(limiter.tryAcquire(2));
        try (var crew = new Crew()) {
            var waiter = crew.go(() -> limiter.acquire(2));
            awaitWaiting(1);
            limiter.setBurst(1);
            var why = waiter.failure(IllegalArgumentException.class);
            assertTrue(why.getMessage().contains("never more than 1 permits"), why.getMessage());
        }
    }

    @Test
    void a_reservation_that_is_cancelled_lets_those_behind_it_move_up() {
        Reservation all = limiter.reserve(2);
        Reservation later = limiter.reserve(2);
        assertEquals(Duration.ZERO, all.delay());
        try (var crew = new Crew()) {
            var waiter = crew.go(() -> limiter.acquire());
            awaitWaiting(1);
            assertEquals(D.multipliedBy(5), limiter.reserve(2).delay());
            clock.advance(D);
            assertEquals(1, limiter.stats().waiting());
            assertTrue(later.cancel());
            waiter.get();
        }
    }

    @Test
    void a_select_takes_a_permit_when_it_is_there() throws Exception {
        Channel<String> quiet = Channel.rendezvous();
        Select<String> select =
                Select.of(limiter.onPermit(() -> "permit"), quiet.onReceive(value -> value));
        assertEquals("permit", select.await());
        assertEquals("permit", select.await());
        try (var crew = new Crew()) {
            var waiter = crew.go(() -> select.await());
            awaitWaiting(1);
            clock.advance(D);
            assertEquals("permit", waiter.get());
        }
        assertEquals(3, limiter.stats().granted());
    }

    @Test
    void a_select_that_chose_something_else_takes_no_permit() throws Exception {
        assertTrue(limiter.tryAcquire(2));
        Channel<String> values = Channel.rendezvous();
        for (boolean prioritized : List.of(false, true)) {
            Select<String> select =
                    Select.of(values.onReceive(value -> value), limiter.onPermit(() -> "permit"));
            try (var crew = new Crew()) {
                var waiter = crew.go(() -> (prioritized ? select.prioritized() : select).await());
                awaitWaiting(1);
                values.send("value");
                assertEquals("value", waiter.get());
            }
            assertEquals(0, limiter.stats().waiting());
        }
        assertEquals(2, limiter.stats().granted());
        assertEquals(
                "none",
                Select.of(limiter.onPermit(() -> "x"), Select.orElse(() -> "none")).await());
        clock.advance(D.multipliedBy(2));
        assertEquals(2, limiter.stats().available());
    }

    @Test
    void a_select_in_line_holds_its_place() throws Exception {
        assertTrue(limiter.tryAcquire(2));
        Channel<String> quiet = Channel.rendezvous();
        try (var crew = new Crew()) {
            var select =
                    crew.go(() ->
                            Select.of(
                                            limiter.onPermits(2, () -> "permits"),
                                            quiet.onReceive(value -> value))
                                    .await());
            awaitWaiting(1);
            var behind = crew.go(() -> limiter.acquire());
            awaitWaiting(2);
            clock.advance(D);
            assertEquals(2, limiter.stats().waiting());
            select.interrupt();
            select.failure(InterruptedException.class);
            behind.get();
        }
    }

    @Test
    void it_is_seen_by_a_watch_and_named_in_dumps() {
        try (var watch = Watch.open();
                var crew = new Crew()) {
            var named = RateLimiter.builder(Rate.perSecond(10)).name("mail").burst(3).build();
            assertTrue(named.tryAcquire(3));
            var waiter = crew.go(() -> named.acquire(2));
            waiter.awaitParked();
            assertEquals(named, waiter.blocker());
            RateLimiterStats stats =
                    watch.snapshot().of(RateLimiterStats.class).findFirst().orElseThrow();
            assertEquals(
                    new RateLimiterStats(
                            "mail", "token bucket", Rate.perSecond(10), 3, 0, 1, 0, 3, 0),
                    stats);
            assertEquals("rate-limiter", stats.kind());
            assertEquals(
                    "rate limiter 'mail'", watch.snapshot().waits().parked().getFirst().blocker());
            clock.advance(D.multipliedBy(2));
            waiter.get();
        }
    }

    @Test
    void a_call_waits_for_its_permit_if_it_may() {
        var patient = RateLimiter.builder(Rate.perSecond(10)).maxDelay(D.multipliedBy(2)).build();
        try (var crew = new Crew()) {
            assertTrue(patient.tryAcquire());
            var first = crew.go(() -> patient.call(() -> "first"));
            Eventually.until("one waits", () -> patient.stats().waiting() == 1);
            var second = crew.go(() -> patient.call(() -> "second"));
            Eventually.until("two wait", () -> patient.stats().waiting() == 2);
            var third = crew.go(() -> patient.call(() -> "third"));
            var why = third.failure(RateLimitedException.class);
            assertEquals(D.multipliedBy(3), why.retryAfter().orElseThrow());
            clock.advance(D);
            assertEquals("first", first.get());
            clock.advance(D);
            assertEquals("second", second.get());
        }
    }

    @Test
    void a_select_that_waits_and_is_served_has_not_been_refused() throws Exception {
        assertTrue(limiter.tryAcquire(2));
        try (var crew = new Crew()) {
            var waiter = crew.go(() -> Select.of(limiter.onPermit(() -> "permit")).await());
            awaitWaiting(1);
            clock.advance(D);
            assertEquals("permit", waiter.get());
        }
        assertEquals(0, limiter.stats().refused());
        assertEquals(3, limiter.stats().granted());
    }

    @Test
    void a_select_that_chose_something_else_has_not_been_refused() throws Exception {
        var limiter = RateLimiter.builder(Rate.zero()).initial(0).build();
        Channel<String> news = Channel.rendezvous();
        try (var crew = new Crew()) {
            var waiter =
                    crew.go(() ->
                            Select.of(
                                            limiter.onPermit(() -> "permit"),
                                            news.onReceive(text -> text))
                                    .await());
            Eventually.until("it waits", () -> limiter.stats().waiting() == 1);
            news.send("news");
            assertEquals("news", waiter.get());
        }
        assertEquals(0, limiter.stats().waiting());
        assertEquals(0, limiter.stats().refused());
    }
}
