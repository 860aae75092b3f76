package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.AtPark;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MutexTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Mutex mutex = new Mutex("door");
    private int count; // under mutex

    static void awaitWaiting(Mutex mutex, int count) {
        Eventually.until(count + " wait", () -> mutex.stats().waiting() == count);
    }

    private static void assertFree(Mutex mutex) {
        MutexStats stats = mutex.stats();
        assertFalse(stats.locked());
        assertEquals(0, stats.waiting());
        assertTrue(mutex.tryLock());
        mutex.unlock();
        assertFalse(mutex.isLocked());
    }

    @Test
    @Conformance("K130")
    void plain_increments_under_it_are_all_counted() throws Exception {
        try (var crew = new Crew()) {
            for (int i = 0; i < 10; i++) {
                crew.go(() -> {
                    for (int k = 0; k < 10_000; k++) {
                        mutex.lock();
                        count++;
                        mutex.unlock();
                    }
                });
            }
            crew.join();
        }
        assertEquals(100_000, count);
        assertEquals(100_000, mutex.stats().acquired());
        assertFree(mutex);
    }

    @Test
    void increments_with_a_pause_in_the_middle_are_all_counted() throws Exception {
        try (var crew = new Crew()) {
            for (int i = 0; i < 20; i++) {
                crew.go(() -> {
                    for (int k = 0; k < 500; k++) {
                        mutex.withLock(() -> {
                            int before = count;
                            Thread.yield();
                            count = before + 1;
                        });
                    }
                });
            }
            crew.join();
        }
        assertEquals(10_000, count);
        assertFree(mutex);
    }

    @Test
    @Conformance("K131")
    void a_try_on_a_locked_mutex_says_no_and_changes_nothing() throws Exception {
        mutex.lock();
        MutexStats before = mutex.stats();
        assertFalse(mutex.tryLock());
        assertFalse(mutex.tryLock(Duration.ZERO));
        assertFalse(mutex.tryLock(Duration.ofSeconds(-1)));
        assertEquals(before, mutex.stats());
        mutex.unlock();
        assertFree(mutex);
    }

    @Test
    @Conformance("K132")
    void unlocking_what_is_not_locked_throws_and_names_it() {
        var e = assertThrows(IllegalStateException.class, mutex::unlock);
        assertEquals("unlock of mutex 'door', which is not locked", e.getMessage());
        assertFree(mutex);
    }

    @Test
    @Conformance("K133")
    void any_thread_may_unlock() throws Exception {
        mutex.lock();
        try (var crew = new Crew()) {
            crew.go(() -> mutex.unlock());
            mutex.lock();
        }
        mutex.unlock();
        assertFree(mutex);
    }

    @Test
    void it_is_not_reentrant() throws Exception {
        mutex.lock();
        assertFalse(mutex.tryLock());
        try (var _ = new AtPark(() -> Thread.currentThread().interrupt())) {
            assertThrows(InterruptedException.class, mutex::lock);
        }
        mutex.unlock();
        assertFree(mutex);
    }

    @Test
    @Conformance("K138")
    void a_lock_that_is_cancelled_while_it_waits_fails_and_is_not_held() throws Exception {
        mutex.lock();
        try (var crew = new Crew();
                var context = Context.background().withCancel()) {
            var waiting =
                    crew.go(() ->
                            context.call(() -> {
                                mutex.lock();
                                return "locked";
                            }));
            awaitWaiting(mutex, 1);
            context.cancel(new IOException("no need"));
            waiting.failure(ContextEndedException.class);
        }
        assertEquals(1, mutex.stats().gaveUp());
        mutex.unlock();
        assertFree(mutex);
    }

    @Test
    void a_body_is_run_with_the_lock_and_leaves_it_unlocked_whatever_it_does() throws Exception {
        assertEquals("value", mutex.withLock(() -> mutex.isLocked() ? "value" : "not locked"));
        mutex.withLock(() -> assertTrue(mutex.isLocked()));
        var failure = new IOException("on purpose");
        assertSame(
                failure,
                assertThrows(
                        IOException.class,
                        () ->
                                mutex.withLock(() -> {
                                    throw failure;
                                })));
        assertFree(mutex);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> mutex.withLock(() -> count++));
        assertEquals(0, count);
        assertFree(mutex);
    }

    @Test
    void a_time_that_is_over_ends_the_wait_and_not_sooner() throws Exception {
        try (var clock = ManualClock.install()) {
            mutex.lock();
            try (var crew = new Crew()) {
                var waiting = crew.go(() -> mutex.tryLock(HOUR));
                clock.awaitSleepers(1);
                clock.advance(HOUR.minusNanos(1));
                assertFalse(waiting.isDone());
                clock.advance(Duration.ofNanos(1));
                assertFalse(waiting.get());
                // exactly one minute: the manual clock's time overflows there
                var minute = crew.go(() -> mutex.tryLock(Duration.ofMinutes(1)));
                clock.awaitSleepers(1);
                clock.advance(Duration.ofMinutes(1));
                assertFalse(minute.get());
                var locked = crew.go(() -> mutex.tryLock(HOUR));
                clock.awaitSleepers(1);
                mutex.unlock();
                assertTrue(locked.get());
            }
            mutex.unlock();
            assertFree(mutex);
        }
    }

    /// While a waiter that was told to try is on its way, somebody else takes the mutex: that is
    /// done in the place of each of its parks. Only a hand-over can let it through.
    @Test
    void whoever_is_passed_again_and_again_is_handed_the_mutex() throws Exception {
        mutex.lock();
        int[] parks = new int[1];
        try (var _ =
                AtPark.each(() -> {
                    parks[0]++;
                    mutex.unlock(); // tells the waiter, or hands over
                    mutex.tryLock(); // passes it, unless it was handed over
                })) {
            mutex.lock();
        }
        assertTrue(parks[0] > 2 && parks[0] < 20, () -> parks[0] + " parks");
        assertEquals(1, mutex.stats().handedOver());
        assertTrue(mutex.isLocked());
        mutex.unlock();
        assertFree(mutex);
    }

    @Test
    void whoever_was_told_to_try_and_is_interrupted_wakes_nobody_in_vain() throws Exception {
        for (boolean passed : new boolean[] {true, false}) {
            mutex.lock();
            try (var crew = new Crew();
                    var _ =
                            new AtPark(() -> {
                                mutex.unlock(); // tells it to try
                                if (passed) {
                                    assertTrue(mutex.tryLock());
                                }
                                Thread.currentThread().interrupt();
                            })) {
                if (passed) {
                    var behind = new ArrayList<Crew.Member<Void>>();
                    assertThrows(InterruptedException.class, mutex::lock);
                    behind.add(crew.go(mutex::lock));
                    awaitWaiting(mutex, 1);
                    mutex.unlock();
                    behind.getFirst().get();
                } else {
                    mutex.lock();
                    assertTrue(Thread.interrupted(), "the interrupt stays pending");
                }
            }
            mutex.unlock();
            assertFree(mutex);
        }
    }

    @Test
    void everybody_who_waits_gets_it_in_the_end() throws Exception {
        mutex.lock();
        try (var crew = new Crew()) {
            for (int i = 1; i <= 200; i++) {
                crew.go(() -> mutex.withLock(() -> ++count));
                awaitWaiting(mutex, i);
            }
            mutex.unlock();
            crew.join();
        }
        assertEquals(200, count);
        assertFree(mutex);
    }

    @Test
    void a_select_locks_what_is_free() throws Exception {
        Select<String> select =
                Select.of(mutex.onLock(() -> "locked"), Select.orElse(() -> "not now"));
        assertEquals("locked", select.await());
        assertEquals("not now", select.await());
        mutex.unlock();
        assertFree(mutex);
    }

    @Test
    void a_select_that_waits_is_handed_the_mutex() throws Exception {
        mutex.lock();
        try (var crew = new Crew()) {
            var selecting =
                    crew.go(() ->
                            Select.of(
                                            mutex.onLock(() -> "locked"),
                                            Channel.never().onReceive(v -> "?"))
                                    .await());
            awaitWaiting(mutex, 1);
            mutex.unlock();
            assertEquals("locked", selecting.get());
            assertTrue(mutex.isLocked());
            assertEquals(1, mutex.stats().handedOver());
        }
        mutex.unlock();
        assertFree(mutex);
    }

    @Test
    void a_select_that_chooses_something_else_does_not_keep_the_mutex() throws Exception {
        Channel<String> other = Channel.rendezvous();
        mutex.lock();
        try (var crew = new Crew()) {
            for (int i = 0; i < 100; i++) {
                var selecting =
                        crew.go(() ->
                                Select.of(
                                                mutex.onLock(() -> "locked"),
                                                other.onReceive(value -> value))
                                        .await());
                awaitWaiting(mutex, 1);
                other.send("something else");
                mutex.unlock(); // while the select leaves, perhaps
                assertEquals("something else", selecting.get());
                mutex.lock();
            }
        }
        mutex.unlock();
        assertFree(mutex);
    }

    @Test
    void a_select_over_two_mutexes_locks_exactly_one() throws Exception {
        var other = new Mutex();
        var one = mutex.onLock(() -> mutex);
        var two = other.onLock(() -> other);
        try (var crew = new Crew()) {
            for (int i = 0; i < 8; i++) {
                crew.go(() -> {
                    Select<Mutex> select = Select.of(one, two);
                    for (int k = 0; k < 1_000; k++) {
                        Mutex locked = select.await();
                        assertTrue(locked.isLocked());
                        if (k % 64 == 0) {
                            Thread.yield();
                        }
                        locked.unlock();
                    }
                });
            }
            crew.join();
        }
        assertFree(mutex);
        assertFree(other);
        assertEquals(8_000 + 2, mutex.stats().acquired() + other.stats().acquired());
    }

    @Test
    void it_says_its_name() {
        assertEquals("mutex 'door'", mutex.toString());
        assertTrue(new Mutex().toString().matches("mutex 'mutex-\\d+'"));
        assertEquals("mutex", mutex.stats().kind());
    }

    @Test
    void who_looks_before_it_waits_does_not_lock_meanwhile() {
        var line = new MutexLine("door"); // or it would give way with the mutex in its hands
        assertTrue(seesItFree(line));
        assertFalse(line.isLocked());
        assertTrue(line.tryTake());
        assertFalse(seesItFree(line));
    }

    private static boolean seesItFree(MutexLine line) {
        MutexLine.Glances glances = line.new Glances();
        return IntStream.range(0, 100).anyMatch(_ -> glances.isDone());
    }
}
