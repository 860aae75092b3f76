package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Ten permits a second, two at once, so that one comes every 100 ms: [#D].
class RateLimiterTest {
    private static final Duration D = Duration.ofMillis(100);

    private final ManualClock clock = ManualClock.install();
    private final RateLimiter limiter = RateLimiter.of(Rate.perSecond(10), 2);

    @AfterEach
    void give_the_clock_back() {
        clock.close();
    }

    private void at(int step) {
        clock.advance(D.multipliedBy(step).minus(clock.elapsed()));
    }

    private void assertActsAt(int step, Reservation reservation) {
        assertEquals(D.multipliedBy(step), clock.elapsed().plus(reservation.delay()));
    }

    @Test
    @Conformance("N152")
    void a_burst_is_allowed_at_once_and_then_one_permit_each_interval() {
        assertTrue(limiter.tryAcquire(2));
        assertFalse(limiter.tryAcquire());
        clock.advance(D.minusNanos(1));
        assertFalse(limiter.tryAcquire());
        clock.advance(Duration.ofNanos(1));
        assertTrue(limiter.tryAcquire());
        assertFalse(limiter.tryAcquire());
    }

    @Test
    @Conformance({"N153", "N157"})
    void more_than_the_burst_is_refused_and_changes_nothing() throws Exception {
        assertFalse(limiter.tryAcquire(3));
        for (var refused :
                new org.junit.jupiter.api.function.Executable[] {
                    () -> limiter.acquire(3),
                    () -> limiter.tryAcquire(3, D),
                    () -> limiter.reserve(3),
                    () -> limiter.tryReserve(3, D),
                    () -> limiter.onPermits(3, () -> "x")
                }) {
            var why = assertThrows(IllegalArgumentException.class, refused);
            assertTrue(why.getMessage().contains("never more than 2 permits"), why.getMessage());
        }
        assertEquals(2, limiter.stats().available());
        assertTrue(limiter.tryAcquire(2));
        assertFalse(limiter.tryAcquire());
    }

    @Test
    @Conformance("N153")
    void an_infinite_rate_allows_everything_whatever_the_burst() throws Exception {
        var all = RateLimiter.of(Rate.infinite(), 0);
        for (int i = 0; i < 100; i++) {
            assertTrue(all.tryAcquire(1_000_000));
        }
        all.acquire(Long.MAX_VALUE / 2);
        assertEquals(Duration.ZERO, all.reserve(10).delay());
        assertEquals(Long.MAX_VALUE, all.burst());
        all.setRate(Rate.perSecond(10));
        assertFalse(all.tryAcquire());
    }

    @Test
    @Conformance("N154")
    void reservations_say_when_to_act() {
        assertActsAt(0, limiter.reserve(2));
        assertActsAt(2, limiter.reserve(2));
        at(3);
        assertActsAt(4, limiter.reserve(2));
    }

    @Test
    @Conformance("N155")
    void a_reservation_that_is_cancelled_in_time_gives_its_permits_back() {
        assertActsAt(0, limiter.reserve(2));
        Reservation later = limiter.reserve(2);
        at(1);
        assertTrue(later.cancel());
        assertFalse(later.cancel());
        assertActsAt(2, limiter.reserve(2));
    }

    @Test
    @Conformance("N156")
    void a_reservation_whose_time_has_passed_cannot_be_given_back() {
        assertActsAt(0, limiter.reserve(2));
        Reservation later = limiter.reserve(2);
        at(3);
        assertFalse(later.cancel());
        assertActsAt(4, limiter.reserve(2));
    }

    @Test
    void a_reservation_can_be_given_back_at_the_very_instant_of_its_time() {
        Reservation now = limiter.reserve(2);
        assertTrue(now.cancel());
        Reservation again = limiter.reserve(2);
        assertActsAt(0, again);
        Reservation later = limiter.reserve(1);
        at(1);
        assertFalse(limiter.tryAcquire());
        assertTrue(later.cancel());
        assertTrue(limiter.tryAcquire());
    }

    @Test
    void who_reserved_after_a_reservation_that_is_cancelled_keeps_the_time() {
        limiter.reserve(2);
        Reservation first = limiter.reserve(1);
        Reservation second = limiter.reserve(1);
        assertTrue(first.cancel());
        assertActsAt(2, second);
        at(2);
        assertTrue(limiter.tryAcquire(), "the permit that was given back is there");
        assertFalse(limiter.tryAcquire());
    }

    @Test
    void what_a_cancelled_reservation_leaves_is_never_more_than_the_burst() {
        var one = RateLimiter.of(Rate.perSecond(10), 1);
        one.reserve(1);
        Reservation first = one.reserve(1);
        assertActsAt(2, one.reserve(1));
        assertTrue(first.cancel());
        assertActsAt(3, one.reserve(1));
    }

    @Test
    void nobody_overtakes_a_reservation() {
        limiter.reserve(2);
        limiter.reserve(2);
        at(1);
        assertFalse(limiter.tryAcquire());
        at(2);
        assertFalse(limiter.tryAcquire());
        at(3);
        assertTrue(limiter.tryAcquire());
    }

    @Test
    @Conformance("N158")
    void a_rate_of_zero_allows_what_is_there_and_then_nothing_until_it_is_changed() {
        var still = RateLimiter.of(Rate.zero(), 1);
        assertTrue(still.tryAcquire());
        assertFalse(still.tryAcquire());
        clock.advance(Duration.ofDays(10_000));
        assertFalse(still.tryAcquire());
        assertThrows(RateLimitedException.class, () -> still.reserve(1));
        assertEquals(Optional.empty(), still.tryReserve(1, Duration.ofDays(36_500)));
        still.setRate(Rate.perSecond(10));
        assertFalse(still.tryAcquire());
        clock.advance(D);
        assertTrue(still.tryAcquire());
        assertFalse(still.tryAcquire());
    }

    @Test
    @Conformance("N159")
    void only_the_burst_gets_through_when_many_ask_at_once() {
        var slow = RateLimiter.of(Rate.perSecond(1), 5);
        try (var crew = new Crew()) {
            var asked = new java.util.ArrayList<Crew.Member<Boolean>>();
            for (int i = 0; i < 15; i++) {
                asked.add(crew.go(() -> slow.tryAcquire()));
            }
            assertEquals(5, asked.stream().filter(Crew.Member::get).count());
        }
        assertEquals(5, slow.stats().granted());
        assertEquals(10, slow.stats().refused());
    }

    @Test
    @Conformance("N160")
    void over_five_seconds_the_rate_is_kept_to_the_permit() {
        var fast = RateLimiter.of(Rate.perSecond(100), 100);
        int granted = 0;
        for (int i = 0; i < 2_500; i++) {
            granted += fast.tryAcquire() ? 1 : 0;
            clock.advance(Duration.ofMillis(2));
        }
        // The bucket, and what came until the last try, 2 ms before the end.
        assertEquals(100 + 499, granted);
    }

    @Test
    void a_rate_that_is_no_whole_number_of_nanoseconds_does_not_drift() {
        var third = RateLimiter.builder(Rate.perSecond(3)).initial(0).build();
        int granted = 0;
        for (int second = 0; second < 100_000; second++) {
            clock.advance(Duration.ofNanos(333_333_333));
            granted += third.tryAcquire() ? 1 : 0;
            clock.advance(Duration.ofNanos(333_333_333));
            granted += third.tryAcquire() ? 1 : 0;
            clock.advance(Duration.ofNanos(333_333_334));
            granted += third.tryAcquire() ? 1 : 0;
        }
        // The first try of each second comes a third of a nanosecond too early, and a bucket of one
        // loses what it cannot hold.
        assertEquals(200_000, granted);
        var kept = RateLimiter.builder(Rate.perSecond(3)).burst(2).initial(0).build();
        for (int i = 0; i < 300_000; i++) {
            clock.advance(Duration.ofNanos(333_333_333));
            granted += kept.tryAcquire() ? 1 : 0;
        }
        assertEquals(200_000 + 299_999, granted, "299,999.9997 permits came");
    }

    @Test
    @Conformance("N161")
    void a_wait_within_a_context_that_has_ended_fails_at_once_and_takes_nothing() {
        var ended = Context.background().withCancel();
        ended.cancel();
        assertThrows(ContextEndedException.class, () -> ended.call(() -> limiter.tryAcquire(1, D)));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, limiter::acquire);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> limiter.acquire(0));
        assertEquals(2, limiter.stats().available());
    }

    @Test
    @Conformance("N162")
    void a_reservation_that_would_come_too_late_is_refused_and_changes_nothing() {
        limiter.reserve(2);
        limiter.reserve(1);
        assertEquals(Optional.empty(), limiter.tryReserve(1, D));
        assertEquals(Optional.empty(), limiter.tryReserve(1, D.multipliedBy(2).minusNanos(1)));
        assertActsAt(2, limiter.tryReserve(1, D.multipliedBy(2)).orElseThrow());
    }

    @Test
    void a_wait_that_would_be_too_long_is_refused_at_once() throws Exception {
        limiter.acquire(2);
        assertFalse(limiter.tryAcquire(1, D.minusNanos(1)));
        assertFalse(limiter.tryAcquire(2, D));
        assertFalse(limiter.tryAcquire(1, Duration.ZERO));
        assertFalse(limiter.tryAcquire(1, D.negated()));
        assertEquals(0, clock.sleepers());
        at(2);
        assertTrue(limiter.tryAcquire(2, Duration.ZERO));
    }

    @Test
    void initial_permits_are_apart_from_the_burst() {
        var empty = RateLimiter.builder(Rate.perSecond(10)).burst(5).initial(0).build();
        assertFalse(empty.tryAcquire());
        at(1);
        assertTrue(empty.tryAcquire());
        assertFalse(empty.tryAcquire());
        at(100);
        assertTrue(empty.tryAcquire(5));
        assertFalse(empty.tryAcquire());
        var some = RateLimiter.builder(Rate.perSecond(10)).burst(5).initial(3).build();
        assertTrue(some.tryAcquire(3));
        assertFalse(some.tryAcquire());
        assertThrows(
                IllegalArgumentException.class,
                () -> RateLimiter.builder(Rate.perSecond(10)).burst(5).initial(6).build());
    }

    @Test
    void pacing_never_allows_two_at_once() {
        var paced = RateLimiter.pacing(Rate.perSecond(10));
        at(50);
        assertTrue(paced.tryAcquire());
        assertFalse(paced.tryAcquire());
        assertActsAt(51, paced.reserve(1));
        assertActsAt(52, paced.reserve(1));
    }

    @Test
    void a_fixed_window_is_refilled_at_its_boundary() {
        var window = RateLimiter.fixedWindow(Rate.of(3, Duration.ofSeconds(1)));
        at(9);
        assertTrue(window.tryAcquire(3));
        assertFalse(window.tryAcquire());
        assertActsAt(10, window.reserve(2));
        assertActsAt(20, window.reserve(2));
        at(10);
        assertFalse(window.tryAcquire(), "one is left, but somebody stands in line");
        at(20);
        assertTrue(window.tryAcquire());
        assertFalse(window.tryAcquire());
        assertThrows(UnsupportedOperationException.class, () -> window.setBurst(5));
        window.setRate(Rate.of(5, Duration.ofSeconds(1)));
        assertTrue(window.tryAcquire(2));
        assertFalse(window.tryAcquire());
        assertEquals("fixed window", window.stats().type());
    }

    @Test
    void a_sliding_window_never_allows_more_in_any_stretch_of_its_length() {
        var window = RateLimiter.slidingWindow(Rate.of(3, Duration.ofSeconds(1)));
        at(9);
        assertTrue(window.tryAcquire(2));
        at(12);
        assertTrue(window.tryAcquire());
        assertFalse(window.tryAcquire());
        assertActsAt(19, window.reserve(2));
        assertActsAt(22, window.reserve(1));
        at(19);
        assertFalse(window.tryAcquire());
        at(29);
        assertTrue(window.tryAcquire(2));
        assertFalse(window.tryAcquire());
        assertThrows(UnsupportedOperationException.class, () -> window.setBurst(5));
        assertThrows(
                IllegalArgumentException.class,
                () -> RateLimiter.slidingWindow(Rate.perSecond(1_000_001)));
    }

    @Test
    void a_window_has_no_burst_of_its_own_and_no_rate_without_end() {
        assertThrows(
                IllegalArgumentException.class, () -> RateLimiter.fixedWindow(Rate.infinite()));
        assertThrows(IllegalArgumentException.class, () -> RateLimiter.slidingWindow(Rate.zero()));
        assertThrows(
                IllegalArgumentException.class,
                () -> RateLimiter.builder(Rate.perSecond(1)).burst(2).fixedWindow().build());
    }

    @Test
    void the_burst_can_be_changed() {
        limiter.setBurst(4);
        assertTrue(limiter.tryAcquire(2));
        assertFalse(limiter.tryAcquire());
        at(50);
        assertTrue(limiter.tryAcquire(4));
        at(100);
        limiter.setBurst(1);
        assertTrue(limiter.tryAcquire());
        assertFalse(limiter.tryAcquire());
    }

    @Test
    void a_reservation_keeps_its_time_when_the_rate_is_lowered_and_what_it_lacks_is_owed() {
        limiter.reserve(2);
        Reservation later = limiter.reserve(2);
        limiter.setRate(Rate.perSecond(5));
        assertActsAt(2, later);
        at(2);
        assertEquals(-1, limiter.stats().available());
        assertActsAt(6, limiter.reserve(1));
    }

    @Test
    void a_call_goes_through_if_there_is_a_permit() throws Exception {
        assertEquals("done", limiter.call(() -> "done"));
        limiter.acquire();
        var why = assertThrows(RateLimitedException.class, () -> limiter.call(() -> "not called"));
        assertEquals(Optional.of(D), why.retryAfter());
    }

    @Test
    void nothing_at_all_is_always_granted() throws Exception {
        limiter.acquire(2);
        assertTrue(limiter.tryAcquire(0));
        limiter.acquire(0);
        assertTrue(limiter.tryAcquire(0, Duration.ZERO));
        assertEquals(2, limiter.stats().granted());
        for (var refused :
                new org.junit.jupiter.api.function.Executable[] {
                    () -> limiter.tryAcquire(-1),
                    () -> limiter.acquire(-1),
                    () -> limiter.reserve(-1),
                    () -> limiter.setBurst(-1),
                    () -> limiter.onPermits(0, () -> "x"),
                    () -> RateLimiter.of(Rate.perSecond(1), -1)
                }) {
            assertThrows(IllegalArgumentException.class, refused);
        }
    }

    @Test
    void a_bucket_that_cannot_be_counted_exactly_is_refused_and_others_are_not() {
        // a million and three a day: no two of these numbers have a factor in common
        var day = Rate.of(1_000_003, Duration.ofDays(1));
        var why = assertThrows(IllegalArgumentException.class, () -> RateLimiter.of(day, 100_000));
        assertTrue(why.getMessage().contains("at most 26687"), why.getMessage());
        var slow = RateLimiter.of(day, 20_000);
        assertTrue(slow.tryAcquire(20_000));
        clock.advance(Duration.ofHours(1));
        assertTrue(slow.tryAcquire(20_000));
        clock.advance(Duration.ofDays(50_000));
        assertTrue(slow.tryAcquire(20_000));
        assertFalse(slow.tryAcquire());
    }

    @Test
    void a_rate_says_what_it_is() {
        assertEquals("10 per PT1S", Rate.perSecond(10).toString());
        assertEquals(Rate.of(60, Duration.ofMinutes(1)), Rate.perMinute(60));
        assertEquals(Rate.of(1, D), Rate.every(D));
        assertEquals("infinite", Rate.infinite().toString());
        assertEquals("zero", Rate.zero().toString());
        assertThrows(IllegalArgumentException.class, () -> Rate.perSecond(0));
        assertThrows(IllegalArgumentException.class, () -> Rate.of(1, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> Rate.every(D.negated()));
        assertThrows(
                IllegalArgumentException.class,
                () -> Rate.every(Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @Test
    void a_shorter_window_begins_at_once() {
        var hourly = RateLimiter.fixedWindow(Rate.of(1, Duration.ofHours(1)));
        assertTrue(hourly.tryAcquire());
        clock.advance(Duration.ofMinutes(30));
        hourly.setRate(Rate.of(1, Duration.ofMinutes(20)));
        assertEquals(1, hourly.stats().available());
        assertEquals(Duration.ZERO, hourly.reserve(1).delay());
        assertEquals(Duration.ofMinutes(10), hourly.reserve(1).delay());
    }

    @Test
    void what_a_reservation_owes_after_changes_cannot_overflow_into_permits() {
        var fast = RateLimiter.of(Rate.perSecond(1_000_000_000), 1_000_000_000);
        assertTrue(fast.tryAcquire(1_000_000_000));
        var reserved = fast.reserve(1_000_000_000);
        fast.setBurst(1);
        fast.setRate(Rate.every(Duration.ofHours(4)));
        clock.advance(Duration.ofSeconds(1));
        assertEquals(Duration.ZERO, reserved.delay());
        assertTrue(fast.stats().available() < 0, fast.stats().toString());
        assertFalse(fast.tryAcquire());
    }

    @Test
    void one_permit_can_be_waited_for_with_a_limit() throws Exception {
        assertTrue(limiter.tryAcquire(Duration.ZERO));
        assertTrue(limiter.tryAcquire(D));
        assertFalse(limiter.tryAcquire(D.minusNanos(1)));
        assertEquals(Duration.ZERO, clock.elapsed()); // it did not wait in vain
        at(1);
        assertTrue(limiter.tryAcquire(Duration.ofNanos(1)));
    }
}
