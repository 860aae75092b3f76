package io.millrace.pool;

import static io.millrace.pool.WorkerPoolTest.balanced;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Outcome;
import io.millrace.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who gets which job.
class DispatchTest {
    private final StartedThreads threads = StartedThreads.install();
    private final Gate gate = new Gate();

    @AfterEach
    void no_thread_outlives_its_pool() {
        gate.open();
        assertEquals(List.of(), threads.alive());
        threads.close();
    }

    private static WorkerPool open(Dispatch dispatch, int workers, int queue) {
        return WorkerPool.builder()
                .name("p")
                .workers(workers)
                .queue(queue)
                .dispatch(dispatch)
                .open();
    }

    private static String me() {
        return Thread.currentThread().getName();
    }

    // ---- shared

    @Test
    void shared_a_slow_job_holds_up_nobody_while_another_worker_is_free() throws Exception {
        try (var pool = open(Dispatch.SHARED, 2, 100)) {
            pool.submit(gate::pass);
            for (int i = 0; i < 50; i++) {
                pool.submit(() -> {});
            }
            Eventually.until("all others are done", () -> pool.stats().succeeded() == 50);
            assertEquals(1, pool.stats().running());
        }
    }

    @Test
    void shared_jobs_begin_in_the_order_of_their_submits() throws Exception {
        var order = new ConcurrentLinkedQueue<Integer>();
        try (var pool = open(Dispatch.SHARED, 1, 10)) {
            for (int i = 0; i < 100; i++) {
                int number = i;
                pool.submit(() -> order.add(number));
            }
            pool.await();
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(i, order.poll());
        }
    }

    // ---- round robin

    @Test
    void round_robin_gives_jobs_to_the_workers_in_turn_busy_or_not() throws Exception {
        try (var pool = open(Dispatch.ROUND_ROBIN, 3, 100)) {
            List<Task<String>> jobs = new ArrayList<>();
            pool.submit(gate::pass); // the first worker's
            for (int i = 1; i < 30; i++) {
                jobs.add(pool.submit(DispatchTest::me));
            }
            Eventually.until("the other two are done", () -> pool.stats().succeeded() == 20);
            assertEquals(9, pool.stats().queued()); // behind the slow one, though two are free
            gate.open();
            for (int i = 1; i < 30; i++) {
                assertEquals("p/" + (i % 3 + 1), jobs.get(i - 1).await());
            }
        }
    }

    // ---- least loaded

    @Test
    void least_loaded_goes_by_what_is_queued_and_running() throws Exception {
        try (var pool = open(Dispatch.LEAST_LOADED, 3, 100)) {
            var slow = pool.submit(() -> named(gate)); // 1 0 0
            gate.awaitArrived(1);
            var second = pool.submit(() -> named(gate)); // 1 1 0
            var third = pool.submit(() -> named(gate)); // 1 1 1
            gate.awaitArrived(3);
            var fourth = pool.submit(DispatchTest::me); // 2 1 1, since the first is the first
            var fifth = pool.submit(DispatchTest::me); // 2 2 1
            var sixth = pool.submit(DispatchTest::me); // 2 2 2
            var seventh = pool.submit(DispatchTest::me); // 3 2 2
            var eighth = pool.submit(DispatchTest::me); // 3 3 2
            gate.open();
            assertEquals("p/1", slow.await());
            assertEquals("p/2", second.await());
            assertEquals("p/3", third.await());
            assertEquals("p/1", fourth.await());
            assertEquals("p/2", fifth.await());
            assertEquals("p/3", sixth.await());
            assertEquals("p/1", seventh.await());
            assertEquals("p/2", eighth.await());
        }
    }

    private static String named(Gate gate) throws InterruptedException {
        gate.pass();
        return me();
    }

    @Test
    void least_loaded_leaves_alone_who_has_a_slow_job() throws Exception {
        try (var pool = open(Dispatch.LEAST_LOADED, 2, 100)) {
            pool.submit(gate::pass);
            gate.awaitArrived(1);
            for (int i = 0; i < 50; i++) {
                assertEquals("p/2", pool.submit(DispatchTest::me).await());
                Eventually.until("it is free again", () -> pool.stats().running() == 1);
            }
        }
    }

    @Test
    void what_is_queued_for_a_worker_that_leaves_goes_to_the_others() throws Exception {
        for (Dispatch dispatch : List.of(Dispatch.ROUND_ROBIN, Dispatch.LEAST_LOADED)) {
            var held = new Gate();
            try (var pool = open(dispatch, 4, 100)) {
                List<Task<String>> jobs = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    jobs.add(pool.submit(() -> named(held)));
                }
                held.awaitArrived(4);
                pool.resize(1);
                for (int i = 0; i < 3; i++) {
                    held.letOne();
                    int left = 3 - i;
                    Eventually.until("one has left", () -> pool.stats().workers() == left);
                }
                held.open();
                pool.await();
                assertEquals(40, balanced(pool).succeeded(), dispatch::toString);
                for (Task<String> job : jobs) {
                    job.await();
                }
            }
        }
    }

    // ---- by key

    @Test
    void by_key_jobs_of_one_key_run_one_after_the_other_in_their_order() throws Exception {
        Map<Integer, List<Integer>> seen = new ConcurrentHashMap<>();
        Map<Integer, AtomicInteger> running = new ConcurrentHashMap<>();
        var random = new SplittableRandom(3);
        try (var pool = open(Dispatch.BY_KEY, 8, 50)) {
            for (int i = 0; i < 5_000; i++) {
                int number = i;
                int key = random.nextInt(20);
                int yields = random.nextInt(4);
                pool.submit(
                        (Object) key,
                        () -> {
                            var mine = running.computeIfAbsent(key, _ -> new AtomicInteger());
                            assertEquals(1, mine.incrementAndGet());
                            for (int n = 0; n < yields; n++) {
                                Thread.yield();
                            }
                            seen.computeIfAbsent(key, _ -> new ArrayList<>()).add(number);
                            mine.decrementAndGet();
                        });
                if (i % 1_000 == 500) {
                    pool.resize(1 + random.nextInt(12));
                }
            }
            pool.await();
            assertEquals(5_000, balanced(pool).succeeded());
        }
        seen.values().forEach(numbers -> assertEquals(numbers.stream().sorted().toList(), numbers));
        assertEquals(5_000, seen.values().stream().mapToInt(List::size).sum());
    }

    @Test
    void by_key_a_slow_key_holds_up_no_other() throws Exception {
        try (var pool = open(Dispatch.BY_KEY, 2, 100)) {
            pool.submit("slow", gate::pass);
            for (int i = 0; i < 10; i++) {
                pool.submit("slow", () -> {});
            }
            for (int i = 0; i < 64; i++) { // whatever their hashes are
                pool.submit("key " + i, () -> {});
            }
            Eventually.until("all others are done", () -> pool.stats().succeeded() == 64);
            assertEquals(10, pool.stats().queued());
            assertEquals(1, pool.stats().running());
            gate.open();
            pool.await();
        }
    }

    @Test
    void by_key_a_key_with_much_to_do_takes_turns_with_the_others() throws Exception {
        var order = new ConcurrentLinkedQueue<String>();
        try (var pool = open(Dispatch.BY_KEY, 1, 100)) {
            pool.submit(gate::pass);
            gate.awaitArrived(1);
            for (int i = 0; i < 4; i++) {
                pool.submit("busy", () -> order.add("busy"));
            }
            pool.submit("other", () -> order.add("other"));
            pool.submit(() -> order.add("none"));
            gate.open();
            pool.await();
        }
        assertEquals(List.of("busy", "other", "none", "busy", "busy", "busy"), List.copyOf(order));
    }

    @Test
    void by_key_jobs_without_a_key_wait_for_no_other() throws Exception {
        try (var pool = open(Dispatch.BY_KEY, 3, 10)) {
            pool.submit(gate::pass);
            pool.submit(gate::pass);
            gate.awaitArrived(2);
            assertEquals(7, pool.submit(() -> 7).await());
        }
    }

    @Test
    void by_key_a_job_that_is_cancelled_or_fails_lets_the_next_of_its_key_run() throws Exception {
        try (var pool = open(Dispatch.BY_KEY, 2, 10)) {
            Task<?> fails =
                    pool.submit(
                            "key",
                            () -> {
                                gate.pass();
                                throw new IllegalStateException("on purpose");
                            });
            Task<?> cancelled = pool.submit("key", () -> {});
            Task<Integer> last = pool.submit("key", () -> 7);
            cancelled.cancel();
            gate.open();
            assertEquals(7, last.await());
            assertTrue(fails.outcome() instanceof Outcome.Failure);
        }
    }

    @Test
    void keys_are_forgotten_when_they_have_no_jobs() throws Exception {
        try (var scope = io.millrace.task.Scope.open()) {
            var core = new PoolCore("p", scope.context(), null);
            var lines = new KeyedLines(core, 100, _ -> {});
            core.open(new QuietOwner(), lines, 2);
            for (int i = 0; i < 1_000; i++) {
                assertEquals(
                        io.millrace.channel.Sent.SENT,
                        lines.send(new Job<Void>(core, "key " + i, () -> null)));
            }
            core.awaitIdle();
            Eventually.until("all are forgotten", () -> lines.keys() == 0);
            core.close();
        }
    }

    private static final class QuietOwner implements PoolCore.Owner {
        @Override
        public void failed(Job<?> job, Throwable cause) {}

        @Override
        public void cancelled(Throwable cause) {}

        @Override
        public void allGone() {}
    }

    /// A key that cannot be compared.
    private record Bad(int number) {
        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void a_key_that_cannot_be_compared_takes_no_place() throws Exception {
        try (var pool = open(Dispatch.BY_KEY, 1, 2)) {
            pool.submit(new Bad(1), gate::pass);
            gate.awaitArrived(1);
            for (int i = 0; i < 10; i++) {
                assertThrows(IllegalStateException.class, () -> pool.submit(new Bad(2), () -> {}));
            }
            Task<Integer> good = pool.submit("good", () -> 7);
            gate.open();
            assertEquals(7, good.await());
            balanced(pool);
        }
    }

    @Test
    void only_a_pool_by_key_takes_keys() throws Exception {
        try (var pool = open(Dispatch.SHARED, 1, 1)) {
            var thrown =
                    assertThrows(IllegalStateException.class, () -> pool.submit("key", () -> {}));
            assertTrue(thrown.getMessage().contains("has no keys"), thrown::getMessage);
            assertThrows(IllegalStateException.class, () -> pool.submit("key", () -> 1));
            assertEquals(0, pool.stats().submitted());
        }
    }

    // ---- all

    @Test
    void every_job_is_run_once_whatever_the_dispatch() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            Map<Integer, AtomicInteger> ran = new HashMap<>();
            for (int i = 0; i < 2_000; i++) {
                ran.put(i, new AtomicInteger());
            }
            try (var pool = open(dispatch, 4, 7);
                    var crew = new Crew()) {
                for (int s = 0; s < 4; s++) {
                    int first = s * 500;
                    crew.go(() -> {
                        for (int i = first; i < first + 500; i++) {
                            pool.submit(ran.get(i)::incrementAndGet);
                        }
                    });
                }
                crew.join();
                pool.await();
                assertEquals(2_000, balanced(pool).succeeded());
            }
            ran.values().forEach(count -> assertEquals(1, count.get()));
            assertNotEquals(0, threads.count());
        }
    }
}
