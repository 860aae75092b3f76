package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
    private static final Duration HOUR = Duration.ofHours(1);

    static void awaitWaiting(Semaphore semaphore, int count) {
        Eventually.until(count + " wait", () -> semaphore.stats().waiting() == count);
    }

    private static void assertFree(Semaphore semaphore, int size) {
        SemaphoreStats stats = semaphore.stats();
        assertEquals(size, stats.available());
        assertEquals(0, stats.held());
        assertEquals(0, stats.waiting());
        assertTrue(semaphore.tryAcquire(size), "the short way is open again");
        semaphore.release(size);
    }

    @Test
    @Conformance("L139")
    void what_is_taken_is_not_there_until_it_is_released() {
        var semaphore = new Semaphore(2);
        assertTrue(semaphore.tryAcquire(1));
        assertTrue(semaphore.tryAcquire(1));
        assertFalse(semaphore.tryAcquire(1));
        semaphore.release(2);
        assertTrue(semaphore.tryAcquire(1));
        semaphore.release();
        assertFree(semaphore, 2);
    }

    @Test
    @Conformance("L140")
    void a_release_of_more_than_is_held_throws_and_releases_nothing() throws Exception {
        var semaphore = new Semaphore(5, "seats");
        semaphore.acquire(2);
        var e = assertThrows(IllegalStateException.class, () -> semaphore.release(3));
        assertEquals("release(3) of semaphore 'seats': only 2 are held", e.getMessage());
        assertEquals(3, semaphore.available());
        try (var crew = new Crew()) { // and the same while somebody waits
            var waiting = crew.go(() -> semaphore.acquire(4));
            awaitWaiting(semaphore, 1);
            assertThrows(IllegalStateException.class, () -> semaphore.release(3));
            assertEquals(3, semaphore.available());
            semaphore.release(2);
            waiting.get();
        }
        semaphore.release(4);
        assertThrows(IllegalStateException.class, semaphore::release);
        assertFree(semaphore, 5);
    }

    @Test
    @Conformance("L141")
    void a_request_for_more_than_the_size_is_refused_at_once_and_blocks_nobody() throws Exception {
        var semaphore = new Semaphore(2, "seats");
        var e = assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(3));
        assertTrue(
                e.getMessage().startsWith("acquire(3) of semaphore 'seats': its size is 2"),
                e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> semaphore.hold(3));
        assertFalse(semaphore.tryAcquire(3));
        assertFalse(semaphore.tryAcquire(3, HOUR), "does not wait");
        assertThrows(
                IllegalArgumentException.class,
                () -> Select.of(semaphore.onAcquire(3, () -> "got it")).await());
        assertTrue(semaphore.tryAcquire(2));
        semaphore.release(2);
        assertFree(semaphore, 2);
    }

    @Test
    @Conformance("L142")
    void the_sum_of_what_is_held_never_exceeds_the_size() throws Exception {
        var semaphore = new Semaphore(10);
        var held = new AtomicInteger();
        try (var crew = new Crew()) {
            for (int i = 0; i < 100; i++) {
                int weight = 1 + i % 10;
                crew.go(() -> {
                    for (int round = 0; round < 200; round++) {
                        semaphore.acquire(weight);
                        assertTrue(held.addAndGet(weight) <= 10);
                        if (round % 16 == 0) {
                            Thread.yield();
                        }
                        held.addAndGet(-weight);
                        semaphore.release(weight);
                    }
                });
            }
            crew.join();
        }
        assertFree(semaphore, 10);
    }

    @Test
    @Conformance("L143")
    void a_request_for_none_passes_everybody() throws Exception {
        var semaphore = new Semaphore(1);
        semaphore.acquire();
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> semaphore.acquire());
            awaitWaiting(semaphore, 1);
            semaphore.acquire(0);
            assertTrue(semaphore.tryAcquire(0));
            assertTrue(semaphore.tryAcquire(0, HOUR));
            assertEquals("none", Select.of(semaphore.onAcquire(0, () -> "none")).await());
            semaphore.release(0);
            assertFalse(waiting.isDone());
            semaphore.release();
            waiting.get();
        }
    }

    @Test
    void those_who_wait_are_served_in_the_order_in_which_they_came() throws Exception {
        var semaphore = new Semaphore(3);
        semaphore.acquire(3);
        var order = new ArrayList<Integer>(); // by whoever holds all
        try (var crew = new Crew()) {
            for (int i = 0; i < 50; i++) {
                int number = i;
                crew.go(() -> {
                    semaphore.acquire(3);
                    order.add(number);
                    semaphore.release(3);
                });
                awaitWaiting(semaphore, i + 1);
            }
            semaphore.release(3);
            crew.join();
        }
        for (int i = 0; i < 50; i++) {
            assertEquals(i, order.get(i));
        }
    }

    @Test
    void a_small_request_does_not_pass_a_large_one_that_waits() throws Exception {
        var semaphore = new Semaphore(4);
        semaphore.acquire(2);
        try (var crew = new Crew()) {
            var large = crew.go(() -> semaphore.acquire(3));
            awaitWaiting(semaphore, 1);
            assertFalse(semaphore.tryAcquire(1), "two are free, but not for newcomers");
            var small = crew.go(() -> semaphore.acquire(1));
            awaitWaiting(semaphore, 2);
            semaphore.release(1);
            large.get();
            assertEquals(1, semaphore.stats().waiting());
            semaphore.release(1);
            small.get();
        }
        semaphore.release(4);
        assertFree(semaphore, 4);
    }

    @Test
    void a_large_request_that_gives_up_lets_the_small_ones_behind_it_go() throws Exception {
        var semaphore = new Semaphore(4);
        semaphore.acquire(2);
        try (var crew = new Crew()) {
            var large = crew.go(() -> semaphore.acquire(3));
            awaitWaiting(semaphore, 1);
            var one = crew.go(() -> semaphore.acquire(1));
            awaitWaiting(semaphore, 2);
            var two = crew.go(() -> semaphore.acquire(1));
            awaitWaiting(semaphore, 3);
            large.interrupt();
            large.failure(InterruptedException.class);
            one.get();
            two.get();
        }
        assertEquals(0, semaphore.available());
        assertEquals(1, semaphore.stats().gaveUp());
        assertEquals(3, semaphore.stats().waited());
    }

    @Test
    void a_select_that_chooses_something_else_lets_those_behind_it_go() throws Exception {
        var semaphore = new Semaphore(4);
        semaphore.acquire(2);
        Channel<String> other = Channel.rendezvous();
        try (var crew = new Crew()) {
            var large =
                    crew.go(() ->
                            Select.of(
                                            semaphore.onAcquire(3, () -> "permits"),
                                            other.onReceive(value -> value))
                                    .await());
            awaitWaiting(semaphore, 1);
            var small = crew.go(() -> semaphore.acquire(2));
            awaitWaiting(semaphore, 2);
            other.send("something else");
            assertEquals("something else", large.get());
            small.get();
        }
        semaphore.release(4);
        assertFree(semaphore, 4);
    }

    @Test
    void a_select_waits_for_permits_like_everybody_else() throws Exception {
        var semaphore = new Semaphore(1);
        Select<String> select =
                Select.of(semaphore.onAcquire(() -> "permit"), Channel.never().onReceive(v -> "?"));
        assertEquals("permit", select.await());
        try (var crew = new Crew()) {
            var selecting = crew.go(select::await);
            awaitWaiting(semaphore, 1);
            var behind = crew.go(() -> semaphore.acquire());
            awaitWaiting(semaphore, 2);
            semaphore.release();
            assertEquals("permit", selecting.get());
            assertFalse(behind.isDone());
            semaphore.release();
            behind.get();
        }
        assertEquals(
                "none",
                Select.of(semaphore.onAcquire(() -> "permit"), Select.orElse(() -> "none"))
                        .await());
        semaphore.release();
        assertFree(semaphore, 1);
    }

    @Test
    void a_time_that_is_over_ends_the_wait_and_not_sooner() throws Exception {
        try (var clock = ManualClock.install()) {
            var semaphore = new Semaphore(1);
            semaphore.acquire();
            try (var crew = new Crew()) {
                var waiting = crew.go(() -> semaphore.tryAcquire(HOUR));
                clock.awaitSleepers(1);
                clock.advance(HOUR.minusNanos(1));
                assertFalse(waiting.isDone());
                clock.advance(Duration.ofNanos(1));
                assertFalse(waiting.get());
                var served = crew.go(() -> semaphore.tryAcquire(HOUR));
                clock.awaitSleepers(1);
                semaphore.release();
                assertTrue(served.get());
            }
            assertFalse(semaphore.tryAcquire(Duration.ZERO));
            assertFalse(semaphore.tryAcquire(Duration.ofSeconds(-1)));
            semaphore.release();
            assertTrue(semaphore.tryAcquire(Duration.ZERO));
            semaphore.release();
            assertFree(semaphore, 1);
        }
    }

    @Test
    void more_permits_serve_those_who_wait_at_once() throws Exception {
        var semaphore = new Semaphore(2, "seats");
        semaphore.acquire(2);
        try (var crew = new Crew()) {
            var one = crew.go(() -> semaphore.acquire());
            awaitWaiting(semaphore, 1);
            var two = crew.go(() -> semaphore.acquire(2));
            awaitWaiting(semaphore, 2);
            semaphore.resize(4);
            one.get();
            assertFalse(two.isDone());
            assertEquals(1, semaphore.available());
            semaphore.resize(5);
            two.get();
        }
        assertEquals(new SemaphoreStats("seats", 5, 0, 0, 2, 0), semaphore.stats());
        semaphore.release(5);
        assertFree(semaphore, 5);
    }

    @Test
    void fewer_permits_take_nothing_from_those_who_hold_them() throws Exception {
        var semaphore = new Semaphore(5);
        semaphore.acquire(4);
        semaphore.resize(2);
        assertEquals(2, semaphore.size());
        assertEquals(-2, semaphore.available());
        assertEquals(4, semaphore.stats().held());
        assertFalse(semaphore.tryAcquire());
        semaphore.release(3);
        assertTrue(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire());
        semaphore.release(2);
        assertFree(semaphore, 2);
    }

    @Test
    void a_request_that_waits_for_more_than_the_new_size_is_refused_when_its_turn_comes()
            throws Exception {
        var semaphore = new Semaphore(5);
        semaphore.acquire(5);
        try (var crew = new Crew()) {
            var large = crew.go(() -> semaphore.acquire(4));
            awaitWaiting(semaphore, 1);
            var timed = crew.go(() -> semaphore.tryAcquire(4, HOUR));
            awaitWaiting(semaphore, 2);
            var select = crew.go(() -> Select.of(semaphore.onAcquire(4, () -> "?")).await());
            awaitWaiting(semaphore, 3);
            var small = crew.go(() -> semaphore.acquire(2));
            awaitWaiting(semaphore, 4);
            semaphore.resize(3);
            large.failure(IllegalArgumentException.class);
            select.failure(IllegalArgumentException.class);
            assertFalse(timed.get());
            assertFalse(small.isDone());
            semaphore.release(4);
            small.get();
        }
        semaphore.release(3);
        assertFree(semaphore, 3);
    }

    @Test
    void permits_are_held_until_they_are_closed_and_closing_twice_is_closing_once()
            throws Exception {
        var semaphore = new Semaphore(3);
        var two = semaphore.hold(2);
        try (var one = semaphore.hold()) {
            assertEquals(0, semaphore.available());
            assertEquals(1, one.held());
            assertEquals(2, two.held());
            two.close();
            assertEquals(2, semaphore.available());
            assertEquals(0, two.held());
            two.close();
            assertEquals(2, semaphore.available());
        }
        assertFree(semaphore, 3);
        semaphore.hold(0).close();
        assertFree(semaphore, 3);
    }

    @Test
    void any_thread_may_release() throws Exception {
        var semaphore = new Semaphore(1);
        semaphore.acquire();
        try (var crew = new Crew()) {
            crew.go(() -> semaphore.release());
            semaphore.acquire();
        }
    }

    @Test
    void numbers_below_zero_are_refused() {
        var semaphore = new Semaphore(1);
        for (var call :
                List.<org.junit.jupiter.api.function.Executable>of(
                        () -> new Semaphore(-1),
                        () -> semaphore.acquire(-1),
                        () -> semaphore.tryAcquire(-1),
                        () -> semaphore.tryAcquire(-1, HOUR),
                        () -> semaphore.release(-1),
                        () -> semaphore.hold(-1),
                        () -> semaphore.onAcquire(-1, () -> ""),
                        () -> semaphore.resize(-1))) {
            assertThrows(IllegalArgumentException.class, call);
        }
        assertFree(semaphore, 1);
    }

    @Test
    void the_largest_size_works() throws Exception {
        var semaphore = new Semaphore(Integer.MAX_VALUE);
        semaphore.acquire(Integer.MAX_VALUE);
        assertFalse(semaphore.tryAcquire());
        assertThrows(IllegalStateException.class, () -> release(semaphore, 2));
    }

    private static void release(Semaphore semaphore, int times) {
        for (int i = 0; i < times; i++) {
            semaphore.release(Integer.MAX_VALUE);
        }
    }

    @Test
    void it_says_its_name() {
        assertEquals("semaphore 'seats'", new Semaphore(1, "seats").toString());
        assertTrue(new Semaphore(1).toString().matches("semaphore 'semaphore-\\d+'"));
        assertEquals("semaphore", new Semaphore(1).stats().kind());
    }
}
