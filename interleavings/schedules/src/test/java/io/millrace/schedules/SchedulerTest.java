package io.millrace.schedules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schedules.toys.Counter;
import io.millrace.schedules.weave.InWorld;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@InWorld
class SchedulerTest {
    private static final long HOUR = 3_600_000_000_000L;

    @Test
    void an_update_is_lost_only_if_a_thread_is_interrupted() {
        assertEquals(Set.of(2), countsOfTwo(0));
        assertEquals(Set.of(1, 2), countsOfTwo(1));
    }

    private static Set<Integer> countsOfTwo(int bound) {
        var search = new BoundedSearch(bound, true);
        Set<Integer> counts = new TreeSet<>();
        do {
            var scheduler = new Scheduler(search);
            var counter = new Counter();
            scheduler.spawn(counter::increment);
            scheduler.spawn(counter::increment);
            assertNull(scheduler.run());
            counts.add(counter.count());
        } while (search.advance());
        return counts;
    }

    @Test
    void a_search_without_preemptions_tries_every_order_once() {
        var search = new BoundedSearch(0, true);
        Set<String> orders = new TreeSet<>();
        int runs = 0;
        do {
            var scheduler = new Scheduler(search);
            var order = new StringBuilder();
            for (String name : new String[] {"a", "b", "c"}) {
                scheduler.spawn(() -> order.append(name));
            }
            assertNull(scheduler.run());
            orders.add(order.toString());
            runs++;
        } while (search.advance());
        assertEquals(Set.of("abc", "acb", "bac", "bca", "cab", "cba"), orders);
        assertEquals(6, runs);
    }

    @Test
    void an_hour_passes_at_once() {
        var scheduler = new Scheduler(new RandomWalk(1));
        long start = scheduler.now();
        scheduler.spawn(() -> {
            long end = Points.nanoTime() + HOUR;
            while (end - Points.nanoTime() > 0) {
                Points.parkNanos(end - Points.nanoTime());
            }
        });
        assertNull(scheduler.run());
        assertEquals(HOUR, scheduler.now() - start);
    }

    @Test
    void whoever_is_parked_for_ever_is_named() {
        var scheduler = new Scheduler(new RandomWalk(2));
        scheduler.spawn(() -> {});
        scheduler.spawn(() -> Points.park("the bus"));
        while (scheduler.blocked().isEmpty() || scheduler.run() != null) {}
        var stuck = new Stuck("deadlock", scheduler.blocked());
        assertEquals(1, scheduler.blocked().size());
        assertTrue(stuck.getMessage().contains("t1 is parked for the bus"), stuck::getMessage);
    }

    @Test
    void threads_that_only_spin_are_a_livelock() {
        var scheduler = new Scheduler(new BoundedSearch(0, false));
        scheduler.spawn(SchedulerTest::spinForEver);
        scheduler.spawn(SchedulerTest::spinForEver);
        Throwable failure = scheduler.run();
        assertInstanceOf(Stuck.class, failure);
        assertTrue(failure.getMessage().startsWith("livelock"), failure::getMessage);
    }

    private static void spinForEver() {
        while (true) {
            Points.onSpinWait();
        }
    }

    @Test
    void a_thread_that_rests_lets_one_that_spins_come_to_its_end() {
        int most = 0;
        for (long seed = 0; seed < 200; seed++) {
            most = Math.max(most, spinsUntilTheOtherEnds(new Laggard(seed)));
        }
        assertTrue(most > 64, "spun " + most + " times at most");
        assertTrue(spinsUntilTheOtherEnds(new RandomWalk(1)) < 64);
    }

    private static int spinsUntilTheOtherEnds(Strategy strategy) {
        var scheduler = new Scheduler(strategy);
        var counter = new Counter();
        var ended = new AtomicBoolean();
        var spins = new int[1];
        scheduler.spawn(() -> {
            for (int k = 0; k < 20; k++) {
                counter.increment();
            }
            ended.set(true);
        });
        scheduler.spawn(() -> {
            while (!ended.get()) {
                spins[0]++;
                Points.onSpinWait();
            }
        });
        assertNull(scheduler.run());
        return spins[0];
    }

    @Test
    void a_thread_that_gives_way_again_and_again_lets_the_other_run() {
        var search = new BoundedSearch(1, true);
        do {
            var scheduler = new Scheduler(search);
            var ended = new AtomicBoolean();
            scheduler.spawn(() -> {
                while (!ended.get()) {
                    Points.giveWay();
                }
            });
            scheduler.spawn(() -> ended.set(true));
            assertNull(scheduler.run());
        } while (search.advance());
    }

    @Test
    void what_a_thread_throws_ends_the_run() {
        var scheduler = new Scheduler(new RandomWalk(3));
        var failure = new IllegalStateException("as planned");
        scheduler.spawn(() -> {
            throw failure;
        });
        assertEquals(failure, scheduler.run());
    }

    @Test
    void one_seed_makes_one_schedule() {
        assertEquals(traceOf(7), traceOf(7));
        assertTrue(!traceOf(7).equals(traceOf(8)) || !traceOf(7).equals(traceOf(9)));
    }

    private static String traceOf(long seed) {
        var trace = new Trace();
        var scheduler = new Scheduler(new RandomWalk(seed), trace);
        var counter = new Counter();
        for (int i = 0; i < 3; i++) {
            scheduler.spawn(() -> {
                for (int k = 0; k < 20; k++) {
                    counter.increment();
                }
            });
        }
        assertNull(scheduler.run());
        return trace.lines() + " " + counter.count();
    }

    @Test
    void a_program_that_does_not_do_the_same_again_is_noticed() {
        var search = new BoundedSearch(0, false);
        var runs = new AtomicInteger();
        Runnable run =
                () -> {
                    var scheduler = new Scheduler(search);
                    int threads = 3 + runs.getAndIncrement();
                    for (int i = 0; i < threads; i++) {
                        scheduler.spawn(() -> {});
                    }
                    assertNull(scheduler.run());
                };
        run.run();
        assertTrue(search.advance());
        assertNotNull(assertThrows(IllegalStateException.class, run::run).getMessage());
    }
}
