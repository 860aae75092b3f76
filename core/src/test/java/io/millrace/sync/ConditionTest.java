package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.AtPark;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Mutex mutex = new Mutex("door");
    private final Condition changed = mutex.condition("changed");
    private boolean ready; // under mutex

    private void awaitWaiting(int count) {
        Eventually.until(count + " wait", () -> changed.stats().waiting() == count);
        Eventually.until("the mutex is free", () -> !mutex.isLocked());
    }

    private interface Wait {
        void on(Condition condition) throws InterruptedException;
    }

    private Crew.Member<Void> waiting(Crew crew, Wait wait) {
        return crew.go(() ->
                mutex.withLock(() -> {
                    wait.on(changed);
                    assertTrue(mutex.isLocked());
                }));
    }

    @Test
    void a_signal_ends_the_wait_of_the_one_that_has_waited_longest() throws Exception {
        try (var crew = new Crew()) {
            var first = waiting(crew, Condition::await);
            awaitWaiting(1);
            var second = waiting(crew, condition -> assertTrue(condition.await(HOUR)));
            awaitWaiting(2);
            changed.signal();
            first.get();
            assertFalse(second.isDone());
            mutex.withLock(changed::signal);
            second.get();
        }
        changed.signal(); // to nobody, and kept for nobody
        assertEquals(new ConditionStats("changed", 0, 2, 0), changed.stats());
        assertFalse(mutex.isLocked());
    }

    @Test
    void a_signal_to_all_ends_all_waits() throws Exception {
        try (var crew = new Crew()) {
            var members = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 50; i++) {
                members.add(waiting(crew, Condition::await));
            }
            awaitWaiting(50);
            mutex.withLock(changed::signalAll);
            members.forEach(Crew.Member::get);
        }
        assertFalse(mutex.isLocked());
    }

    @Test
    void a_wait_for_a_predicate_goes_on_until_it_holds() throws Exception {
        try (var crew = new Crew()) {
            var member = waiting(crew, condition -> condition.await(() -> ready));
            var timed = waiting(crew, condition -> assertTrue(condition.await(() -> ready, HOUR)));
            awaitWaiting(2);
            changed.signalAll();
            Eventually.until("both have looked", () -> changed.stats().waited() == 4);
            awaitWaiting(2);
            mutex.withLock(() -> {
                ready = true;
                changed.signalAll();
            });
            member.get();
            timed.get();
        }
        mutex.withLock(() -> changed.await(() -> ready)); // holds already
        assertTrue(mutex.withLock(() -> changed.await(() -> ready, Duration.ZERO)));
    }

    @Test
    void a_time_that_is_over_ends_the_wait_with_the_mutex_locked() throws Exception {
        try (var clock = ManualClock.install()) {
            try (var crew = new Crew()) {
                var plain = waiting(crew, condition -> assertFalse(condition.await(HOUR)));
                var predicate =
                        waiting(crew, condition -> assertFalse(condition.await(() -> ready, HOUR)));
                clock.awaitSleepers(2);
                clock.advance(HOUR);
                plain.get();
                predicate.get();
            }
            mutex.withLock(() -> {
                assertFalse(changed.await(Duration.ZERO));
                assertFalse(changed.await(() -> ready, Duration.ofSeconds(-1)));
            });
        }
        assertFalse(mutex.isLocked());
        assertEquals(4, changed.stats().gaveUp());
    }

    @Test
    void a_predicate_that_came_true_without_a_signal_is_seen_when_the_time_is_over()
            throws Exception {
        try (var clock = ManualClock.install()) {
            try (var crew = new Crew()) {
                var member =
                        waiting(crew, condition -> assertTrue(condition.await(() -> ready, HOUR)));
                clock.awaitSleepers(1);
                mutex.withLock(() -> {
                    ready = true;
                });
                clock.advance(HOUR);
                member.get();
            }
        }
    }

    @Test
    void an_interrupt_ends_the_wait_with_the_mutex_locked() throws Exception {
        List<Wait> waits =
                List.of(
                        Condition::await,
                        condition -> condition.await(HOUR),
                        condition -> condition.await(() -> ready),
                        condition -> condition.await(() -> ready, HOUR));
        for (Wait wait : waits) {
            mutex.lock();
            try (var _ = new AtPark(() -> Thread.currentThread().interrupt())) {
                assertThrows(InterruptedException.class, () -> wait.on(changed));
            }
            assertTrue(mutex.isLocked());
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> wait.on(changed));
            assertTrue(mutex.isLocked());
            mutex.unlock();
        }
        assertEquals(0, changed.stats().waiting());
    }

    @Test
    void a_signal_that_came_before_the_interrupt_counts() throws Exception {
        mutex.lock();
        try (var _ =
                new AtPark(() -> {
                    changed.signal();
                    Thread.currentThread().interrupt();
                })) {
            changed.await();
        }
        assertTrue(Thread.interrupted(), "the interrupt stays pending");
        assertTrue(mutex.isLocked());
        mutex.unlock();
    }

    @Test
    void waking_up_waits_for_the_mutex_even_if_interrupted() throws Exception {
        try (var crew = new Crew()) {
            var member = waiting(crew, Condition::await);
            awaitWaiting(1);
            mutex.lock();
            member.interrupt();
            Eventually.until("it wants the mutex", () -> mutex.stats().waiting() == 1);
            member.interrupt();
            assertFalse(member.isDone());
            mutex.unlock();
            member.failure(InterruptedException.class);
            assertTrue(member.endedInterrupted(), "the second one stays pending");
        }
        assertFalse(mutex.isLocked());
    }

    @Test
    void a_wait_without_the_mutex_throws() {
        for (Wait wait :
                List.<Wait>of(
                        Condition::await,
                        condition -> condition.await(HOUR),
                        condition -> condition.await(() -> true),
                        condition -> condition.await(() -> true, HOUR))) {
            var e = assertThrows(IllegalStateException.class, () -> wait.on(changed));
            assertEquals(
                    "await on condition 'changed': mutex 'door' is not locked; lock it first",
                    e.getMessage());
        }
        assertEquals(0, changed.stats().waiting());
    }

    @Test
    void a_bounded_buffer_of_two_conditions_passes_everything_on() throws Exception {
        var buffer = new ArrayDeque<Integer>();
        var notFull = mutex.condition();
        var notEmpty = mutex.condition();
        int each = 2_000;
        try (var crew = new Crew()) {
            for (int i = 0; i < 4; i++) {
                crew.go(() -> {
                    for (int k = 1; k <= each; k++) {
                        int value = k;
                        mutex.withLock(() -> {
                            notFull.await(() -> buffer.size() < 3);
                            buffer.add(value);
                            notEmpty.signal();
                        });
                    }
                });
            }
            var sums = new ArrayList<Crew.Member<Long>>();
            for (int i = 0; i < 4; i++) {
                sums.add(
                        crew.go(() -> {
                            long sum = 0;
                            for (int k = 0; k < each; k++) {
                                sum +=
                                        mutex.withLock(() -> {
                                            notEmpty.await(() -> !buffer.isEmpty());
                                            int value = buffer.remove();
                                            notFull.signal();
                                            return value;
                                        });
                            }
                            return sum;
                        }));
            }
            long sum = 0;
            for (var member : sums) {
                sum += member.get();
            }
            assertEquals(4L * each * (each + 1) / 2, sum);
        }
        assertTrue(buffer.isEmpty());
    }

    @Test
    void it_says_its_name_and_its_mutex() {
        assertEquals("condition 'changed'", changed.toString());
        assertSame(mutex, changed.mutex());
        assertTrue(mutex.condition().toString().matches("condition 'condition-\\d+'"));
        assertEquals("condition", changed.stats().kind());
    }
}
