package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllOfTest {
    private static final Duration D = Duration.ofMillis(100);

    @Test
    void permits_are_taken_from_all_or_from_none() throws Exception {
        try (var clock = ManualClock.install()) {
            var user = RateLimiter.of(Rate.perSecond(10), 2);
            var all = RateLimiter.of(Rate.perSecond(100), 3);
            var both = RateLimiter.allOf(user, all);
            assertTrue(both.tryAcquire(2));
            assertFalse(both.tryAcquire());
            assertEquals(1, all.stats().available());
            assertEquals(0, user.stats().available());
            assertFalse(both.tryAcquire(1, D.minusNanos(1)));
            clock.advance(D);
            assertTrue(both.tryAcquire());
            assertEquals(2, all.stats().available());
            assertThrows(IllegalArgumentException.class, () -> both.acquire(3));
            assertThrows(IllegalArgumentException.class, () -> both.acquire(0));
            assertThrows(IllegalArgumentException.class, () -> RateLimiter.allOf(user, user));
            assertThrows(IllegalArgumentException.class, () -> RateLimiter.allOf());
        }
    }

    @Test
    void who_waits_for_one_holds_up_nobody_in_the_others() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            var user = RateLimiter.builder(Rate.perSecond(10)).initial(0).build();
            var all = RateLimiter.of(Rate.perSecond(100), 3);
            var waiter = crew.go(() -> RateLimiter.allOf(all, user).acquire(1));
            Eventually.until("it waits", () -> user.stats().waiting() == 1);
            assertTrue(all.tryAcquire(3));
            clock.advance(D);
            waiter.get();
            assertEquals(2, all.stats().available());
            assertEquals(0, user.stats().available());
        }
    }

    @Test
    void an_interrupt_takes_from_none() {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            var user = RateLimiter.builder(Rate.perSecond(10)).initial(0).build();
            var all = RateLimiter.of(Rate.perSecond(100), 3);
            var waiter = crew.go(() -> RateLimiter.allOf(all, user).acquire(1));
            Eventually.until("it waits", () -> user.stats().waiting() == 1);
            waiter.interrupt();
            waiter.failure(InterruptedException.class);
            clock.advance(D);
            assertEquals(3, all.stats().available());
            assertEquals(1, user.stats().available());
        }
    }

    @Test
    void every_permit_is_accounted_for_under_interrupts() {
        var first = RateLimiter.of(Rate.perSecond(300_000), 2);
        var second = RateLimiter.of(Rate.perSecond(200_000), 3);
        var forth = RateLimiter.allOf(first, second);
        var back = RateLimiter.allOf(second, first);
        var taken = new AtomicLong();
        var stop = new AtomicBoolean();
        try (var crew = new Crew()) {
            var takers = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 4; i++) {
                int seed = i;
                takers.add(
                        crew.go(
                                i % 2 == 0 ? Crew.Kind.VIRTUAL : Crew.Kind.PLATFORM,
                                () -> {
                                    var random = new SplittableRandom(seed);
                                    var mine = seed < 2 ? forth : back;
                                    for (int j = 0; j < 5_000; j++) {
                                        long permits = random.nextLong(1, 3);
                                        try {
                                            switch (random.nextInt(3)) {
                                                case 0 ->
                                                        taken.addAndGet(
                                                                mine.tryAcquire(permits)
                                                                        ? permits
                                                                        : 0);
                                                case 1 ->
                                                        taken.addAndGet(
                                                                mine.tryAcquire(
                                                                                permits,
                                                                                Duration.ofNanos(
                                                                                        30_000))
                                                                        ? permits
                                                                        : 0);
                                                default -> {
                                                    mine.acquire(permits);
                                                    taken.addAndGet(permits);
                                                }
                                            }
                                        } catch (InterruptedException e) {
                                            Thread.interrupted(); // then nothing was taken
                                        }
                                    }
                                }));
            }
            var harasser =
                    crew.go(
                            Crew.Kind.PLATFORM,
                            () -> {
                                var random = new SplittableRandom(42);
                                while (!stop.get()) {
                                    takers.get(random.nextInt(4)).interrupt();
                                    for (int i = random.nextInt(400); i > 0; i--) {
                                        Thread.onSpinWait();
                                    }
                                    Thread.yield();
                                }
                            });
            takers.forEach(Crew.Member::get);
            stop.set(true);
            harasser.get();
        }
        assertEquals(taken.get(), first.stats().granted());
        assertEquals(taken.get(), second.stats().granted());
        assertEquals(0, first.stats().waiting() + second.stats().waiting());
    }

    @Test
    void who_waits_for_more_than_there_can_be_from_now_on_is_told_so() {
        try (var _ = ManualClock.install();
                var crew = new Crew()) {
            var user = RateLimiter.builder(Rate.perSecond(10)).burst(2).initial(0).build();
            var all = RateLimiter.of(Rate.perSecond(100), 3);
            var both = RateLimiter.allOf(all, user);
            var waiter = crew.go(() -> both.acquire(2));
            var timed = crew.go(() -> both.tryAcquire(2, Duration.ofHours(1)));
            Eventually.until("they wait", () -> user.stats().waiting() == 2);
            user.setBurst(1);
            for (var each : List.of(waiter, timed)) {
                var why = each.failure(IllegalArgumentException.class);
                assertTrue(why.getMessage().contains("never more than 1"), why.getMessage());
            }
            assertEquals(0, all.stats().granted());
        }
    }

    @Test
    void a_reservation_is_ready_when_the_slowest_is_and_is_given_back_as_one() {
        try (var clock = ManualClock.install()) {
            var user = RateLimiter.builder(Rate.perSecond(1)).initial(0).build();
            var all = RateLimiter.builder(Rate.perSecond(10)).burst(3).initial(0).build();
            var both = RateLimiter.allOf(all, user);
            Reservation turn = both.reserve(1);
            assertEquals(Duration.ofSeconds(1), turn.delay());
            assertEquals(1, turn.permits());
            assertEquals(1, all.stats().reserved());
            assertEquals(1, user.stats().reserved());
            clock.advance(Duration.ofMillis(500)); // one limiter has taken its permit
            assertEquals(0, all.stats().reserved());
            assertEquals(3, all.stats().available()); // of four that came, by a burst of three
            assertTrue(turn.cancel());
            assertFalse(turn.cancel());
            assertEquals(0, user.stats().reserved());
            assertEquals(0, all.stats().granted());
            assertEquals(0, user.stats().granted());
            clock.advance(Duration.ofMillis(500));
            assertEquals(1, user.stats().available());
        }
    }

    @Test
    void a_reservation_whose_time_has_passed_stays() {
        try (var clock = ManualClock.install()) {
            var user = RateLimiter.builder(Rate.perSecond(1)).initial(0).build();
            var all = RateLimiter.of(Rate.perSecond(10), 3);
            Reservation turn = RateLimiter.allOf(user, all).reserve(1);
            clock.advance(Duration.ofSeconds(1).plusNanos(1));
            assertEquals(Duration.ZERO, turn.delay());
            assertFalse(turn.cancel());
            assertEquals(1, user.stats().granted());
            assertEquals(1, all.stats().granted());
        }
    }

    @Test
    void a_reservation_that_one_refuses_is_made_in_none() {
        try (var clock = ManualClock.install()) {
            var user = RateLimiter.builder(Rate.perSecond(1)).initial(0).build();
            var all = RateLimiter.of(Rate.perSecond(10), 3);
            var empty = RateLimiter.builder(Rate.zero()).burst(1).initial(0).build();
            var both = RateLimiter.allOf(all, user);
            assertTrue(both.tryReserve(1, D).isEmpty());
            assertEquals(3, all.stats().available());
            assertEquals(0, all.stats().granted());
            assertEquals(0, user.stats().reserved());
            assertTrue(both.tryReserve(1, Duration.ofSeconds(1)).isPresent());
            assertThrows(
                    RateLimitedException.class, () -> RateLimiter.allOf(all, empty).reserve(1));
            assertThrows(
                    RateLimitedException.class, () -> RateLimiter.allOf(empty, all).reserve(1));
            assertEquals(2, all.stats().available());
            assertThrows(IllegalArgumentException.class, () -> both.reserve(2));
            assertThrows(IllegalArgumentException.class, () -> both.reserve(0));
            clock.advance(D);
            assertEquals(3, all.stats().available());
        }
    }

    @Test
    void a_reservation_that_is_undone_leaves_those_who_wait_their_turn() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            var busy = RateLimiter.builder(Rate.perSecond(10)).initial(0).build();
            var empty = RateLimiter.builder(Rate.zero()).burst(1).initial(0).build();
            var waiter = crew.go(() -> busy.acquire());
            Eventually.until("it waits", () -> busy.stats().waiting() == 1);
            assertTrue(RateLimiter.allOf(busy, empty).tryReserve(1, Duration.ofDays(1)).isEmpty());
            assertEquals(D.multipliedBy(2), busy.reserve(1).delay());
            clock.advance(D);
            waiter.get();
        }
    }
}
