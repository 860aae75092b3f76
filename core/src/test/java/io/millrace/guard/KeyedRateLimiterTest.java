package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import io.millrace.observe.Watch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyedRateLimiterTest {
    private static final Duration D = Duration.ofMillis(100);

    private final ManualClock clock = ManualClock.install();
    private final KeyedRateLimiter<String> limiter = KeyedRateLimiter.of(Rate.perSecond(10), 2);

    @AfterEach
    void give_the_clock_back() {
        clock.close();
    }

    @Test
    void each_key_has_permits_of_its_own() throws Exception {
        assertTrue(limiter.tryAcquire("a", 2));
        assertFalse(limiter.tryAcquire("a"));
        assertTrue(limiter.tryAcquire("b"));
        limiter.acquire("b");
        assertFalse(limiter.tryAcquire("b", 1, D.minusNanos(1)));
        clock.advance(D);
        assertTrue(limiter.tryAcquire("a"));
        assertThrows(IllegalArgumentException.class, () -> limiter.acquire("a", 3));
        assertThrows(IllegalArgumentException.class, () -> limiter.tryAcquire("a", 0));
        assertThrows(IllegalArgumentException.class, () -> KeyedRateLimiter.of(Rate.zero(), -1));
    }

    @Test
    void keys_that_are_not_in_use_are_forgotten_and_others_are_not() {
        assertTrue(limiter.tryAcquire("a", 2));
        assertTrue(limiter.tryAcquire("b"));
        clock.advance(D);
        assertEquals(1, limiter.forgetIdle());
        assertEquals(1, limiter.size());
        assertTrue(limiter.tryAcquire("a"));
        assertFalse(limiter.tryAcquire("a"));
        assertTrue(limiter.tryAcquire("b", 2));
        clock.advance(D.multipliedBy(2));
        assertEquals(2, limiter.forgetIdle());
        assertEquals(new KeyedRateLimiterStats(limiter.stats().name(), 0, 3), limiter.stats());
    }

    @Test
    void a_million_keys_that_come_and_go_leave_no_memory_behind() {
        int most = 0;
        for (int i = 0; i < 1_000_000; i++) {
            limiter.tryAcquire("key " + i);
            most = Math.max(most, limiter.size());
            if (i % 10 == 0) {
                clock.advance(D); // so that few keys are in use at a time
            }
        }
        assertTrue(most < 1_000, most + " keys at once");
    }

    @Test
    void a_key_that_waits_is_not_forgotten() {
        try (var crew = new Crew()) {
            assertTrue(limiter.tryAcquire("a", 2));
            var waiter = crew.go(() -> limiter.acquire("a", 2));
            clock.awaitSleepers(1);
            assertEquals(0, limiter.forgetIdle());
            clock.advance(D.multipliedBy(2));
            waiter.get();
        }
    }

    @Test
    void no_permit_is_granted_twice_while_keys_are_forgotten_all_the_time() {
        var granted = new AtomicLong();
        var stop = new AtomicBoolean();
        var slow = KeyedRateLimiter.<Integer>of(Rate.every(Duration.ofDays(1)), 1);
        try (var crew = new Crew()) {
            var forgetter =
                    crew.go(
                            Crew.Kind.PLATFORM,
                            () -> {
                                while (!stop.get()) {
                                    slow.forgetIdle();
                                }
                            });
            var takers = new java.util.ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 4; i++) {
                takers.add(
                        crew.go(
                                Crew.Kind.PLATFORM,
                                () -> {
                                    for (int key = 0; key < 20_000; key++) {
                                        granted.addAndGet(slow.tryAcquire(key) ? 1 : 0);
                                    }
                                }));
            }
            takers.forEach(Crew.Member::get);
            stop.set(true);
            forgetter.get();
        }
        assertEquals(20_000, granted.get());
    }

    @Test
    void keys_may_differ_and_a_guard_is_bound_to_its_key() throws Exception {
        var perUser =
                KeyedRateLimiter.<String>of(
                        "users",
                        user ->
                                RateLimiter.builder(Rate.perSecond(10))
                                        .burst(user.equals("admin") ? 100 : 1));
        assertTrue(perUser.tryAcquire("admin", 100));
        assertEquals("called", perUser.guard("guest").call(() -> "called"));
        var why =
                assertThrows(
                        RateLimitedException.class,
                        () -> perUser.guard("guest").call(() -> "not called"));
        assertTrue(why.getMessage().contains("users[guest]"), why.getMessage());
        assertEquals(D, why.retryAfter().orElseThrow());
    }

    @Test
    void it_is_seen_by_a_watch_as_one() {
        try (var watch = Watch.open()) {
            var seen = KeyedRateLimiter.<Integer>of("keys", _ -> RateLimiter.builder(Rate.zero()));
            for (int i = 0; i < 10; i++) {
                assertTrue(seen.tryAcquire(i));
            }
            assertEquals(
                    List.of(new KeyedRateLimiterStats("keys", 10, 0)),
                    watch.snapshot().entries().stream().map(entry -> entry.stats()).toList());
        }
    }

    @Test
    void a_watch_sees_the_keyed_limiter_and_nothing_else() {
        try (var watch = Watch.open()) {
            KeyedRateLimiter<String> seen = KeyedRateLimiter.of(Rate.perSecond(10), 2);
            assertTrue(seen.tryAcquire("a"));
            assertEquals(
                    List.of(seen.stats()),
                    watch.snapshot().entries().stream().map(entry -> entry.stats()).toList());
        }
    }

    @Test
    void the_guard_of_a_key_waits_as_its_limiter_does() throws Exception {
        KeyedRateLimiter<String> patient =
                KeyedRateLimiter.of(_ -> RateLimiter.builder(Rate.perSecond(10)).maxDelay(D));
        Guard guard = patient.guard("a");
        assertEquals("one", guard.call(() -> "one"));
        try (var crew = new Crew()) {
            var waiter = crew.go(() -> guard.call(() -> "two"));
            waiter.awaitParked();
            var why = assertThrows(RateLimitedException.class, () -> guard.call(() -> "three"));
            assertTrue(why.getMessage().contains("no permit in time"), why.getMessage());
            clock.advance(D);
            assertEquals("two", waiter.get());
        }
    }

    @Test
    void a_key_that_was_forgotten_begins_with_its_initial_permits_again() {
        KeyedRateLimiter<String> slow =
                KeyedRateLimiter.of(
                        _ -> RateLimiter.builder(Rate.perSecond(10)).burst(2).initial(1));
        assertTrue(slow.tryAcquire("a"));
        clock.advance(D);
        assertEquals(0, slow.forgetIdle(), "its bucket is not full");
        clock.advance(D);
        assertEquals(1, slow.forgetIdle());
        assertFalse(slow.tryAcquire("a", 2));
        assertTrue(slow.tryAcquire("a"));
    }

    @Test
    void a_key_can_be_reserved_for_and_the_reservation_cancelled() {
        assertEquals(Duration.ZERO, limiter.reserve("a", 2).delay());
        Reservation next = limiter.reserve("a", 1);
        assertEquals(D, next.delay());
        assertTrue(limiter.tryReserve("a", 1, D).isEmpty());
        assertTrue(next.cancel());
        assertEquals(D, limiter.tryReserve("a", 1, D).orElseThrow().delay());
        assertEquals(Duration.ZERO, limiter.reserve("b", 1).delay());
        assertThrows(IllegalArgumentException.class, () -> limiter.reserve("a", 3));
        assertThrows(IllegalArgumentException.class, () -> limiter.reserve("a", 0));
        var never =
                KeyedRateLimiter.<String>of(
                        _ -> RateLimiter.builder(Rate.zero()).burst(1).initial(0));
        assertThrows(RateLimitedException.class, () -> never.reserve("a", 1));
    }

    @Test
    void a_key_that_is_reserved_for_is_not_forgotten() {
        assertTrue(limiter.tryAcquire("a", 2));
        limiter.reserve("a", 2);
        clock.advance(D);
        assertEquals(0, limiter.forgetIdle());
        clock.advance(D.multipliedBy(3));
        assertEquals(1, limiter.forgetIdle());
        assertEquals(Duration.ZERO, limiter.reserve("a", 2).delay());
        assertEquals(1, limiter.size());
    }
}
