package io.millrace.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import io.millrace.task.Action;
import io.millrace.task.Outcome;
import io.millrace.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final StartedThreads threads = StartedThreads.install();
    private final IOException failure = new IOException("on purpose");
    private Gate gate = new Gate();

    @AfterEach
    void no_thread_outlives_its_pool() {
        gate.open();
        assertEquals(List.of(), threads.alive());
        threads.close();
    }

    private static void never() throws InterruptedException {
        Channel.never().receive();
    }

    /// Checks that the books balance.
    static WorkerPoolStats balanced(WorkerPool pool) {
        WorkerPoolStats stats = pool.stats();
        assertEquals(
                stats.submitted(),
                stats.queued()
                        + stats.running()
                        + stats.succeeded()
                        + stats.failed()
                        + stats.cancelled()
                        + stats.dropped(),
                stats::toString);
        return stats;
    }

    // ---- jobs and their handles

    @Test
    void a_job_is_run_by_a_worker_and_its_handle_has_the_result() throws Exception {
        try (var pool = WorkerPool.builder().name("shrink").workers(2).queue(4).open()) {
            Task<String> job = pool.submit(() -> Thread.currentThread().getName());
            assertTrue(job.await().matches("shrink/[12]"), job.await());
            assertEquals("shrink#1", job.name());
            assertTrue(job.isDone());
            assertFalse(job.cancel());
            assertEquals(job.await(), ((Outcome.Success<String>) job.outcome()).value());
            assertNull(pool.submit(() -> {}).await());
            assertNull(pool.<String>submit(() -> null).await());
            assertEquals(
                    "done", Select.<String>of(pool.submit(() -> {}).onDone(_ -> "done")).await());
            pool.await();
            assertEquals(4, balanced(pool).succeeded());
            assertEquals(4, pool.stats().waited().count());
            assertEquals(4, pool.stats().worked().count());
        }
    }

    @Test
    void no_more_run_at_a_time_than_there_are_workers_and_all_are_run() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        try (var pool = WorkerPool.builder().workers(5).queue(10).open()) {
            for (int i = 0; i < 1_000; i++) {
                pool.submit(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.yield();
                    running.decrementAndGet();
                });
            }
            pool.await();
            assertEquals(1_000, balanced(pool).succeeded());
        }
        assertTrue(most.get() <= 5, () -> most + " at a time");
        assertTrue(most.get() > 1, () -> most + " at a time");
    }

    @Test
    void what_a_job_throws_is_its_failure_and_the_worker_goes_on() throws Exception {
        try (var pool = WorkerPool.open(1)) {
            Task<?> fails = pool.submit(() -> raise(failure));
            assertSame(failure, assertThrows(ExecutionException.class, fails::await).getCause());
            var error = new StackOverflowError("on purpose");
            Task<?> breaks = pool.submit(() -> raise(error));
            assertSame(error, assertThrows(ExecutionException.class, breaks::await).getCause());
            assertEquals(7, pool.submit(() -> 7).await());
            pool.await(); // both have been received
            assertEquals(2, balanced(pool).failed());
            assertEquals(1, pool.stats().workers());
        }
        assertEquals(1, threads.count());
    }

    private static Object raise(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }

    @Test
    void an_interrupt_that_a_job_leaves_behind_does_not_reach_the_next() throws Exception {
        try (var pool = WorkerPool.open(1)) {
            pool.submit(() -> Thread.currentThread().interrupt()).await();
            assertFalse(pool.submit(() -> Thread.currentThread().isInterrupted()).await());
            assertEquals(1, pool.stats().workers());
        }
    }

    @Test
    void a_job_that_awaits_itself_or_its_pool_is_told() throws Exception {
        try (var pool = WorkerPool.open(1)) {
            var mine = new AtomicReference<Task<?>>();
            Channel<Integer> go = Channel.rendezvous();
            Task<Object> job =
                    pool.submit(() -> {
                        go.receive();
                        return mine.get().await();
                    });
            mine.set(job);
            go.send(1);
            assertInstanceOf(
                    IllegalStateException.class,
                    assertThrows(ExecutionException.class, job::await).getCause());
            for (Action waits :
                    List.<Action>of(
                            pool::await, () -> pool.await(LONG), () -> pool.drain(LONG, LONG))) {
                Throwable thrown =
                        assertThrows(ExecutionException.class, () -> pool.submit(waits).await())
                                .getCause();
                assertTrue(thrown.getMessage().contains("would wait for itself"), thrown::toString);
            }
            assertThrows(ExecutionException.class, () -> pool.submit(pool::close).await());
            assertEquals(7, pool.submit(() -> 7).await());
        }
    }

    // ---- cancelling one

    @Test
    void a_queued_job_that_is_cancelled_ends_at_once_and_never_runs() throws Exception {
        var ran = new AtomicInteger();
        try (var pool = WorkerPool.builder().workers(1).queue(2).open()) {
            pool.submit(gate::pass);
            gate.awaitArrived(1);
            Task<?> queued = pool.submit(ran::incrementAndGet);
            assertTrue(queued.cancel(failure));
            assertFalse(queued.cancel());
            assertTrue(queued.isDone());
            assertEquals(new Outcome.Cancelled<>(failure), queued.outcome());
            var thrown = assertThrows(CancellationException.class, queued::await);
            assertSame(failure, thrown.getCause());
            assertEquals(1, balanced(pool).cancelled());
            assertEquals(0, pool.stats().queued());
            pool.submit(() -> {});
            assertTrue(pool.trySubmit(() -> 1).isEmpty()); // it keeps its place
            gate.open();
            pool.await();
        }
        assertEquals(0, ran.get());
    }

    @Test
    void a_running_job_that_is_cancelled_is_interrupted_and_no_other_is() throws Exception {
        try (var pool = WorkerPool.builder().workers(2).queue(2).open()) {
            Task<?> mine = pool.submit(WorkerPoolTest::never);
            Task<?> other = pool.submit(gate::pass);
            gate.awaitArrived(1);
            Eventually.until("both run", () -> pool.stats().running() == 2);
            assertTrue(mine.cancel(failure));
            assertEquals(new Outcome.Cancelled<>(failure), mine.outcome());
            assertFalse(other.isDone());
            assertEquals(7, pool.submit(() -> 7).await()); // by the same worker
            gate.open();
            pool.await();
            assertEquals(1, balanced(pool).cancelled());
        }
    }

    @Test
    void a_job_that_returns_all_the_same_has_succeeded() throws Exception {
        try (var pool = WorkerPool.open(1)) {
            Task<Integer> job =
                    pool.submit(() -> {
                        gate.passStubbornly();
                        return 7;
                    });
            gate.awaitArrived(1);
            assertTrue(job.cancel());
            gate.letOne();
            assertEquals(7, job.await());
            assertFalse(pool.submit(() -> Thread.currentThread().isInterrupted()).await());
        }
    }

    @Test
    void the_context_of_a_job_ends_with_the_job() throws Exception {
        try (var pool = WorkerPool.open(1)) {
            Context inner = pool.submit(() -> Context.current()).await();
            assertTrue(inner.isDone());
            assertThrows(ContextEndedException.class, inner::check);
            assertFalse(pool.context().isDone());
        }
    }

    // ---- what the pool holds, and what happens when it is full

    private WorkerPool full(PoolOverflow overflow, Dispatch dispatch) throws Exception {
        WorkerPool pool =
                WorkerPool.builder()
                        .workers(2)
                        .queue(3)
                        .overflow(overflow)
                        .dispatch(dispatch)
                        .open();
        pool.submit(gate::pass);
        pool.submit(gate::pass);
        gate.awaitArrived(2);
        for (int i = 0; i < 3; i++) {
            pool.submit(gate::pass);
        }
        return pool;
    }

    @Test
    void with_every_worker_stopped_it_holds_its_queue_and_one_for_each_worker() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var pool = full(PoolOverflow.BLOCK, dispatch);
                    var crew = new Crew()) {
                assertTrue(pool.trySubmit(() -> 1).isEmpty(), dispatch::toString);
                assertTrue(pool.trySubmit(() -> 1, Duration.ofNanos(1)).isEmpty());
                var waits = crew.go(() -> pool.submit(gate::pass).await());
                waits.awaitParked();
                WorkerPoolStats stats = balanced(pool);
                assertEquals(3, stats.queued(), dispatch::toString);
                assertEquals(2, stats.running());
                assertEquals(5, stats.submitted());
                assertEquals(2, stats.rejected());
                assertEquals(3, stats.capacity());
                for (int i = 0; i < 6; i++) {
                    gate.letOne();
                }
                waits.get();
                pool.await();
                assertEquals(6, balanced(pool).succeeded());
            }
            assertEquals(6, gate.arrived());
            gate = new Gate();
        }
    }

    @Test
    void without_a_queue_a_submit_waits_until_a_worker_takes_its_job() throws Exception {
        try (var pool = WorkerPool.builder().workers(1).open();
                var crew = new Crew()) {
            pool.submit(gate::pass);
            gate.awaitArrived(1);
            assertTrue(pool.trySubmit(() -> 1).isEmpty());
            var waits = crew.go(() -> pool.submit(() -> 2).await());
            waits.awaitParked();
            assertEquals(1, balanced(pool).submitted());
            gate.open();
            assertEquals(2, waits.get());
        }
    }

    @Test
    void those_who_wait_for_room_are_served_in_the_order_in_which_they_came() throws Exception {
        var order = new ConcurrentLinkedQueue<Integer>();
        try (var pool = WorkerPool.builder().workers(1).queue(1).open();
                var crew = new Crew()) {
            pool.submit(gate::pass);
            gate.awaitArrived(1);
            pool.submit(() -> {});
            for (int i = 0; i < 10; i++) {
                int number = i;
                crew.go(() -> pool.submit(() -> order.add(number)).await()).awaitParked();
            }
            gate.open();
            crew.join();
        }
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), List.copyOf(order));
    }

    @Test
    void an_interrupt_takes_a_submit_back_that_waits() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var pool = full(PoolOverflow.BLOCK, dispatch);
                    var crew = new Crew()) {
                var waits = crew.go(() -> pool.submit(() -> {}));
                var tries = crew.go(() -> pool.trySubmit(() -> 1, LONG));
                waits.awaitParked();
                tries.awaitParked();
                waits.interrupt();
                tries.interrupt();
                waits.failure(InterruptedException.class);
                tries.failure(InterruptedException.class);
                var late =
                        crew.go(() -> {
                            Thread.currentThread().interrupt();
                            return pool.submit(() -> {});
                        });
                late.failure(InterruptedException.class);
                gate.open();
                pool.await();
                assertEquals(5, balanced(pool).submitted(), dispatch::toString);
                assertTrue(pool.trySubmit(() -> 1).isPresent()); // no place was lost
                pool.await();
            }
            gate = new Gate();
        }
    }

    @Test
    void a_pool_that_rejects_says_so_and_takes_what_there_is_room_for() throws Exception {
        try (var pool = full(PoolOverflow.REJECT, Dispatch.SHARED)) {
            var thrown = assertThrows(JobRejectedException.class, () -> pool.submit(() -> {}));
            assertEquals(JobRejectedException.Reason.FULL, thrown.reason());
            assertTrue(
                    thrown.getMessage().endsWith("is full: 3 jobs are queued"), thrown::toString);
            assertEquals(1, balanced(pool).rejected());
            assertEquals(5, pool.stats().submitted());
            gate.open();
            pool.await();
            pool.submit(() -> {});
        }
    }

    @Test
    void a_pool_that_drops_the_oldest_ends_it_as_cancelled_and_takes_the_new_one()
            throws Exception {
        try (var pool =
                WorkerPool.builder()
                        .workers(1)
                        .queue(2)
                        .overflow(PoolOverflow.DROP_OLDEST)
                        .open()) {
            pool.submit(gate::pass);
            gate.awaitArrived(1);
            List<Task<Integer>> jobs = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                jobs.add(pool.submit(() -> number));
            }
            assertEquals(3, balanced(pool).dropped());
            assertEquals(2, pool.stats().queued());
            for (Task<Integer> dropped : jobs.subList(0, 3)) {
                assertTrue(dropped.isDone());
                var how = assertInstanceOf(Outcome.Cancelled.class, dropped.outcome());
                assertInstanceOf(JobDroppedException.class, how.cause());
            }
            gate.open();
            assertEquals(3, jobs.get(3).await());
            assertEquals(4, jobs.get(4).await());
            pool.await(); // a drop is no failure
            assertEquals(6, balanced(pool).submitted());
        }
    }

    @Test
    void a_pool_that_drops_the_newest_ends_it_as_cancelled_at_once() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var pool = full(PoolOverflow.DROP_NEWEST, dispatch)) {
                Task<?> dropped = pool.submit(gate::pass);
                assertTrue(dropped.isDone());
                var how = assertInstanceOf(Outcome.Cancelled.class, dropped.outcome());
                assertInstanceOf(JobDroppedException.class, how.cause());
                assertEquals(1, balanced(pool).dropped());
                gate.open();
                pool.await();
                assertEquals(5, balanced(pool).succeeded());
            }
            gate = new Gate();
        }
    }

    @Test
    void a_pool_whose_callers_run_jobs_runs_them_before_the_submit_returns() throws Exception {
        for (Dispatch dispatch :
                List.of(Dispatch.SHARED, Dispatch.ROUND_ROBIN, Dispatch.LEAST_LOADED)) {
            try (var pool = full(PoolOverflow.CALLER_RUNS, dispatch)) {
                Task<Thread> mine = pool.submit(() -> Thread.currentThread());
                assertTrue(mine.isDone());
                assertSame(Thread.currentThread(), mine.await());
                Task<?> fails = pool.submit(() -> raise(failure));
                assertThrows(ExecutionException.class, fails::await);
                assertSame(pool.context().cause(), Optional.empty());
                assertEquals(7, balanced(pool).submitted());
                gate.open();
                pool.await();
            }
            gate = new Gate();
        }
    }

    @Test
    void an_interrupt_of_a_caller_that_runs_a_job_is_the_callers() throws Exception {
        try (var pool = full(PoolOverflow.CALLER_RUNS, Dispatch.SHARED);
                var crew = new Crew()) {
            var runs =
                    crew.go(() -> {
                        Task<?> job = pool.submit(WorkerPoolTest::never);
                        boolean told = Thread.interrupted();
                        return told ? job.outcome() : null;
                    });
            runs.awaitParked();
            runs.interrupt();
            var how = assertInstanceOf(Outcome.Failure.class, runs.get());
            assertInstanceOf(InterruptedException.class, how.cause());
            gate.open();
            pool.await();
        }
    }

    @Test
    void parts_that_do_not_fit_are_refused_when_it_is_opened() {
        for (Dispatch dispatch :
                List.of(Dispatch.ROUND_ROBIN, Dispatch.LEAST_LOADED, Dispatch.BY_KEY)) {
            refused(WorkerPool.builder().dispatch(dispatch), "without a queue");
            refused(
                    WorkerPool.builder()
                            .queue(1)
                            .dispatch(dispatch)
                            .overflow(PoolOverflow.DROP_OLDEST),
                    "DROP_OLDEST");
        }
        refused(WorkerPool.builder().overflow(PoolOverflow.DROP_OLDEST), "DROP_OLDEST");
        refused(
                WorkerPool.builder()
                        .queue(1)
                        .dispatch(Dispatch.BY_KEY)
                        .overflow(PoolOverflow.CALLER_RUNS),
                "overtake");
        assertThrows(IllegalArgumentException.class, () -> WorkerPool.open(0));
        assertThrows(IllegalArgumentException.class, () -> WorkerPool.builder().workers(0));
        assertThrows(IllegalArgumentException.class, () -> WorkerPool.builder().queue(-1));
        assertThrows(
                IllegalArgumentException.class,
                () -> WorkerPool.builder().queue(Integer.MAX_VALUE));
    }

    private static void refused(WorkerPool.Builder builder, String why) {
        var thrown = assertThrows(IllegalStateException.class, builder::open);
        assertTrue(thrown.getMessage().contains(why), thrown::getMessage);
    }

    // ---- failures

    @Test
    void await_throws_the_first_failure_with_the_later_ones_suppressed_and_the_pool_goes_on()
            throws Exception {
        var second = new AssertionError("second");
        try (var pool = WorkerPool.open(1)) {
            pool.submit(() -> raise(failure));
            pool.submit(() -> raise(second));
            var thrown = assertThrows(ExecutionException.class, pool::await);
            assertSame(failure, thrown.getCause());
            assertEquals(List.of(second), Arrays.asList(thrown.getSuppressed()));
            assertTrue(thrown.getMessage().contains("#1' failed, and 1 more"), thrown::getMessage);
            pool.await(); // they have been received
            assertTrue(pool.await(Duration.ZERO));
            assertEquals(7, pool.submit(() -> 7).await());
        }
    }

    @Test
    void a_failure_that_nobody_received_is_thrown_by_close() throws Exception {
        var pool = WorkerPool.open(1);
        for (int i = 0; i < 2 * Failures.MOST; i++) {
            Task<?> asked = pool.submit(() -> raise(failure));
            assertThrows(ExecutionException.class, asked::await);
        }
        pool.submit(() -> raise(new IOException("forgotten")));
        Eventually.until("all have failed", () -> pool.stats().failed() == 2 * Failures.MOST + 1);
        var thrown = assertThrows(CompletionException.class, pool::close);
        assertEquals("forgotten", thrown.getCause().getMessage());
        assertEquals(0, thrown.getSuppressed().length);
        pool.close();
    }

    @Test
    void a_hundred_failures_that_nobody_asks_for_are_kept() throws Exception {
        try (var pool = WorkerPool.open(1)) {
            for (int i = 0; i < 3 * Failures.MOST; i++) {
                int number = i;
                pool.submit(() -> raise(new IOException("number " + number)));
            }
            var thrown = assertThrows(ExecutionException.class, pool::await);
            assertEquals("number 0", thrown.getCause().getMessage());
            assertEquals(Failures.MOST - 1, thrown.getSuppressed().length);
            assertEquals(3 * Failures.MOST, balanced(pool).failed());
        }
    }

    @Test
    void a_receiver_of_failures_has_received_them() throws Exception {
        var told = new ConcurrentLinkedQueue<String>();
        try (var pool =
                WorkerPool.builder()
                        .workers(1)
                        .queue(5)
                        .onFailure((job, cause) -> {
                            told.add(job.name() + " " + cause.getMessage());
                            assertFalse(job.isDone());
                        })
                        .name("pool")
                        .open()) {
            pool.submit(() -> raise(failure));
            pool.submit(() -> raise(failure));
            pool.await();
            assertEquals(List.of("pool#1 on purpose", "pool#2 on purpose"), List.copyOf(told));
        }
    }

    @Test
    void a_pool_that_fails_fast_is_cancelled_by_the_first_failure() throws Exception {
        try (var pool = WorkerPool.builder().workers(2).queue(5).failFast().open()) {
            Task<?> runs = pool.submit(WorkerPoolTest::never);
            Task<?> fails =
                    pool.submit(() -> {
                        gate.pass();
                        throw failure;
                    });
            gate.awaitArrived(1);
            Task<?> queued = pool.submit(() -> {});
            gate.letOne();
            assertEquals(new Outcome.Failure<>(failure), fails.outcome());
            assertSame(failure, pool.context().cause().orElseThrow()); // before the end was told
            assertEquals(new Outcome.Cancelled<>(failure), queued.outcome());
            assertEquals(new Outcome.Cancelled<>(failure), runs.outcome());
            var thrown = assertThrows(JobRejectedException.class, () -> pool.submit(() -> {}));
            assertEquals(JobRejectedException.Reason.CANCELLED, thrown.reason());
            assertSame(failure, thrown.getCause());
            assertSame(failure, assertThrows(ExecutionException.class, pool::await).getCause());
            assertEquals(1, balanced(pool).failed());
            assertEquals(2, pool.stats().cancelled());
        }
    }

    // ---- more or fewer workers

    @Test
    void a_pool_grows_while_it_runs() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var pool = full(PoolOverflow.BLOCK, dispatch)) {
                pool.resize(4);
                if (dispatch == Dispatch.SHARED || dispatch == Dispatch.BY_KEY) {
                    gate.awaitArrived(4); // two more have begun
                }
                assertEquals(4, pool.stats().workers());
                gate.open();
                pool.await();
                assertEquals(5, balanced(pool).succeeded());
            }
            gate = new Gate();
        }
    }

    @Test
    void a_worker_that_is_too_many_leaves_when_it_has_finished_its_job() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var pool = full(PoolOverflow.BLOCK, dispatch)) {
                pool.resize(1);
                assertEquals(2, pool.stats().workers());
                gate.letOne();
                Eventually.until("one has left", () -> pool.stats().workers() == 1);
                gate.awaitArrived(2);
                assertEquals(1, balanced(pool).succeeded());
                gate.open();
                pool.await();
                assertEquals(5, balanced(pool).succeeded(), dispatch::toString);
                assertEquals(1, pool.stats().workers());
            }
            gate = new Gate();
        }
    }

    @Test
    void workers_that_wait_for_jobs_leave_at_once() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var pool = WorkerPool.builder().workers(100).queue(1).dispatch(dispatch).open()) {
                pool.resize(1);
                Eventually.until(
                        "all but one have left",
                        () -> threads.alive().size() == 1 && pool.stats().workers() == 1);
                assertEquals(7, pool.submit(() -> 7).await());
                pool.resize(3);
                assertEquals(3, pool.stats().workers());
                assertEquals(8, pool.submit(() -> 8).await());
                assertThrows(IllegalArgumentException.class, () -> pool.resize(0));
            }
        }
    }

    // ---- seen from outside

    @Test
    void a_watch_sees_it_until_it_is_closed() throws Exception {
        try (var watch = Watch.open()) {
            try (var pool = WorkerPool.builder().name("images").workers(3).queue(5).open()) {
                pool.submit(() -> {}).await();
                pool.await();
                var seen = watch.snapshot().of(WorkerPoolStats.class).findFirst().orElseThrow();
                assertEquals("images", seen.name());
                assertEquals("worker-pool", seen.kind());
                assertEquals(1, seen.succeeded());
                assertEquals("pool 'images'", pool.toString());
                assertEquals("images", pool.name());
            }
            assertEquals(0, watch.snapshot().of(WorkerPoolStats.class).count());
        }
    }

    @Test
    void waiting_and_working_are_timed() throws Exception {
        try (var clock = io.millrace.fixture.ManualClock.install();
                var pool = WorkerPool.builder().workers(1).queue(1).open()) {
            pool.submit(gate::pass);
            gate.awaitArrived(1);
            pool.submit(() -> {});
            clock.advance(Duration.ofSeconds(3));
            gate.open();
            pool.await();
            assertEquals(Duration.ofSeconds(3).toNanos(), pool.stats().waited().max());
            assertEquals(Duration.ofSeconds(3).toNanos(), pool.stats().worked().max());
            assertEquals(Duration.ofSeconds(3).toNanos(), pool.stats().worked().sum());
        }
    }
}
