package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.AtPark;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.Heap;
import io.millrace.fixture.ManualClock;
import io.millrace.guard.Bulkhead.Permit;
import io.millrace.observe.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static void awaitWaiting(Bulkhead bulkhead, int count) {
        Eventually.until(count + " wait", () -> bulkhead.stats().waiting() == count);
    }

    @Test
    void so_many_calls_run_at_once_and_others_are_rejected() throws Exception {
        var two = Bulkhead.of(2);
        Permit first = two.acquire();
        Permit second = two.tryAcquire().orElseThrow();
        assertThrows(BulkheadFullException.class, () -> two.call(() -> "not called"));
        assertTrue(two.tryAcquire().isEmpty());
        first.close();
        first.close();
        assertEquals("called", two.call(() -> "called"));
        second.close();
        assertEquals(0, two.stats().running());
    }

    @Test
    void a_call_that_throws_leaves_its_place() {
        var one = Bulkhead.of(1);
        for (int i = 0; i < 3; i++) {
            assertThrows(
                    IOException.class,
                    () ->
                            one.call(() -> {
                                throw new IOException();
                            }));
        }
        assertEquals(0, one.stats().running());
    }

    @Test
    void those_who_wait_get_their_places_in_order_and_the_queue_is_bounded() throws Exception {
        var queued = Bulkhead.builder(1).queue(2).build();
        var order = new ConcurrentLinkedQueue<Integer>();
        Permit held = queued.acquire();
        try (var crew = new Crew()) {
            for (int i = 1; i <= 2; i++) {
                int number = i;
                crew.go(() -> queued.call(() -> order.add(number)));
                awaitWaiting(queued, i);
            }
            assertThrows(BulkheadFullException.class, () -> queued.call(() -> "not called"));
            assertTrue(queued.tryAcquire().isEmpty());
            held.close();
            crew.join();
        }
        assertEquals(List.of(1, 2), List.copyOf(order));
        assertEquals(new BulkheadStats(queued.name(), 1, 0, 2, 0, 3, 2), queued.stats());
    }

    @Test
    void who_is_interrupted_has_no_place_and_the_next_one_gets_it() throws Exception {
        var queued = Bulkhead.builder(1).queue(9).build();
        Permit held = queued.acquire();
        try (var crew = new Crew()) {
            var first = crew.go(() -> queued.call(() -> "first"));
            awaitWaiting(queued, 1);
            var second = crew.go(() -> queued.call(() -> "second"));
            awaitWaiting(queued, 2);
            first.interrupt();
            first.failure(InterruptedException.class);
            held.close();
            assertEquals("second", second.get());
        }
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, queued::acquire);
    }

    @Test
    void a_wait_is_given_up_in_time() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            var hasty = Bulkhead.builder(1).queue(9).maxWait(SECOND).build();
            Permit held = hasty.acquire();
            var waiter = crew.go(() -> hasty.call(() -> "not called"));
            clock.awaitSleepers(1);
            clock.advance(SECOND);
            var why = waiter.failure(BulkheadFullException.class);
            assertTrue(why.getMessage().contains("PT1S"), why.getMessage());
            held.close();
            assertEquals("called", hasty.call(() -> "called"));
        }
    }

    @Test
    void a_place_that_came_before_an_interrupt_is_taken() throws Exception {
        var queued = Bulkhead.builder(1).queue(1).build();
        Permit held = queued.acquire();
        Thread self = Thread.currentThread();
        try (var _ =
                new AtPark(() -> {
                    held.close();
                    self.interrupt();
                })) {
            assertEquals("called", queued.call(() -> "called"));
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void places_can_be_added_and_taken_away() throws Exception {
        var resized = Bulkhead.builder(1).queue(9).build();
        Permit first = resized.acquire();
        try (var crew = new Crew()) {
            var second = crew.go(() -> resized.acquire());
            awaitWaiting(resized, 1);
            resized.setPlaces(2);
            Permit place = second.get();
            resized.setPlaces(1);
            assertEquals(2, resized.stats().running());
            first.close();
            assertTrue(resized.tryAcquire().isEmpty());
            place.close();
            assertEquals("called", resized.call(() -> "called"));
        }
    }

    @Test
    void every_place_is_accounted_for_under_interrupts_and_timeouts() {
        var bulkhead = Bulkhead.builder(3).queue(4).maxWait(Duration.ofNanos(50_000)).build();
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var entered = new AtomicInteger();
        var stop = new AtomicBoolean();
        try (var crew = new Crew()) {
            var callers = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 8; i++) {
                int seed = i;
                Crew.Kind kind = i % 2 == 0 ? Crew.Kind.VIRTUAL : Crew.Kind.PLATFORM;
                callers.add(
                        crew.go(
                                kind,
                                () -> {
                                    var random = new SplittableRandom(seed);
                                    for (int j = 0; j < 10_000; j++) {
                                        try {
                                            bulkhead.call(() -> {
                                                most.accumulateAndGet(
                                                        inside.incrementAndGet(), Math::max);
                                                entered.incrementAndGet();
                                                if (random.nextBoolean()) {
                                                    Thread.yield();
                                                }
                                                return inside.decrementAndGet();
                                            });
                                        } catch (BulkheadFullException | InterruptedException e) {
                                            Thread.yield();
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
                                    callers.get(random.nextInt(8)).interrupt();
                                    for (int i = random.nextInt(400); i > 0; i--) {
                                        Thread.onSpinWait();
                                    }
                                    Thread.yield();
                                }
                            });
            callers.forEach(Crew.Member::get);
            stop.set(true);
            harasser.get();
        }
        BulkheadStats stats = bulkhead.stats();
        assertEquals(0, stats.running());
        assertEquals(0, stats.waiting());
        assertEquals(entered.get(), stats.entered());
        assertTrue(most.get() <= 3, () -> most + " at once");
    }

    /// Somebody keeps looking, so that the ways change over all the time.
    @Test
    void who_comes_in_at_once_is_counted_once() {
        var bulkhead = Bulkhead.of(2);
        var entered = new AtomicInteger();
        var stop = new AtomicBoolean();
        int each = 20_000;
        try (var crew = new Crew()) {
            var callers = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 4; i++) {
                Crew.Kind kind = i % 2 == 0 ? Crew.Kind.VIRTUAL : Crew.Kind.PLATFORM;
                callers.add(
                        crew.go(
                                kind,
                                () -> {
                                    for (int k = 0; k < each; k++) {
                                        bulkhead.tryAcquire()
                                                .ifPresent(permit -> {
                                                    entered.incrementAndGet();
                                                    permit.close();
                                                });
                                    }
                                }));
            }
            var looker =
                    crew.go(
                            Crew.Kind.PLATFORM,
                            () -> {
                                while (!stop.get()) {
                                    BulkheadStats stats = bulkhead.stats();
                                    assertTrue(stats.running() <= 2, stats::toString);
                                    Thread.yield();
                                }
                            });
            callers.forEach(Crew.Member::get);
            stop.set(true);
            looker.get();
        }
        BulkheadStats stats = bulkhead.stats();
        assertEquals(0, stats.running());
        assertEquals(entered.get(), stats.entered());
        assertEquals(4 * each - entered.get(), stats.rejected());
    }

    @Test
    void a_hundred_thousand_can_wait() throws Exception {
        int many = Crew.fewer(100_000, 1_000);
        var wide = Bulkhead.builder(1).queue(many).build();
        var called = new AtomicInteger();
        Permit held = wide.acquire();
        try (var crew = new Crew()) {
            for (int i = 0; i < many; i++) {
                crew.go(() -> wide.call(called::incrementAndGet));
            }
            awaitWaiting(wide, many);
            held.close();
            crew.join();
        }
        assertEquals(many, called.get());
    }

    @Test
    void a_million_cancelled_waits_leave_no_memory_behind() throws Exception {
        var queued = Bulkhead.builder(1).queue(1).build();
        Thread self = Thread.currentThread();
        try (var _ = queued.acquire();
                var _ = AtPark.each(self::interrupt)) {
            assertThrows(InterruptedException.class, queued::acquire);
            long before = Heap.used();
            for (int i = 0; i < 1_000_000; i++) {
                assertThrows(InterruptedException.class, queued::acquire);
            }
            long grown = Heap.used() - before;
            assertTrue(grown < 2_000_000, () -> grown + " bytes are left");
        }
        assertEquals(0, queued.stats().waiting());
    }

    @Test
    void it_is_seen_by_a_watch_and_named_in_dumps() throws Exception {
        try (var watch = Watch.open();
                var crew = new Crew()) {
            var seen = Bulkhead.builder(1).queue(1).name("mail").build();
            Permit held = seen.acquire();
            var waiter = crew.go(() -> seen.call(() -> "called"));
            waiter.awaitParked();
            assertEquals(seen, waiter.blocker());
            assertEquals(
                    List.of(new BulkheadStats("mail", 1, 1, 1, 1, 1, 0)),
                    watch.snapshot().of(BulkheadStats.class).toList());
            held.close();
            waiter.get();
        }
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Bulkhead.of(0));
        assertThrows(IllegalArgumentException.class, () -> Bulkhead.builder(1).queue(-1));
        assertThrows(IllegalArgumentException.class, () -> Bulkhead.of(1).setPlaces(0));
    }
}
