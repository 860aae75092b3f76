package io.millrace.pool;

import static io.millrace.pool.WorkerPoolTest.balanced;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Outcome;
import io.millrace.task.ShutdownStep;
import io.millrace.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How a pool ends: drained, cancelled, closed.
class WorkerPoolEndTest {
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

    private static WorkerPool open(Dispatch dispatch, int workers, int queue) {
        return WorkerPool.builder().workers(workers).queue(queue).dispatch(dispatch).open();
    }

    private static void assertRejected(WorkerPool pool, JobRejectedException.Reason reason) {
        var thrown = assertThrows(JobRejectedException.class, () -> pool.submit(() -> {}));
        assertEquals(reason, thrown.reason());
        assertTrue(pool.trySubmit(() -> 1).isEmpty());
    }

    // ---- drain

    @Test
    void a_pool_that_is_idle_is_drained_at_once() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var pool = open(dispatch, 3, 4)) {
                pool.submit(() -> {});
                pool.await();
                DrainReport report = pool.drain(LONG, LONG);
                assertEquals(ShutdownStep.STOP_INTAKE, report.endedBy());
                assertTrue(report.isClean());
                assertEquals(pool.name(), report.name());
                assertEquals(0, report.finished());
                assertRejected(pool, JobRejectedException.Reason.STOPPED);
                assertFalse(pool.stopIntake());
                pool.resize(5); // too late
                assertEquals(0, pool.stats().workers());
                assertTrue(pool.drain(Duration.ZERO, Duration.ZERO).isClean());
            }
        }
    }

    @Test
    void what_was_let_in_is_finished_and_who_waits_to_submit_is_turned_away() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var pool = open(dispatch, 2, 3);
                    var crew = new Crew()) {
                List<Task<?>> jobs = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    jobs.add(pool.submit(gate::pass));
                }
                gate.awaitArrived(2);
                for (int i = 0; i < 3; i++) {
                    jobs.add(pool.submit(gate::pass));
                }
                var waits = crew.go(() -> pool.submit(() -> {}));
                waits.awaitParked();
                var drains = crew.go(() -> pool.drain(LONG, LONG));
                var thrown = waits.failure(JobRejectedException.class);
                assertEquals(JobRejectedException.Reason.STOPPED, thrown.reason());
                gate.open();
                DrainReport report = drains.get();
                assertEquals(ShutdownStep.DRAIN, report.endedBy());
                assertTrue(report.isClean());
                assertEquals(5, report.finished());
                for (Task<?> job : jobs) {
                    assertInstanceOf(Outcome.Success.class, job.outcome());
                }
                balanced(pool);
            }
            gate = new Gate();
        }
    }

    @Test
    void each_step_lasts_as_long_as_it_may_and_what_is_left_is_named_with_its_stack()
            throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew();
                var pool = WorkerPool.builder().name("ladder").workers(2).queue(2).open()) {
            Task<?> stubborn = pool.submit(gate::passStubbornly);
            gate.awaitArrived(1);
            Task<?> obedient = pool.submit(() -> Channel.never().receive());
            Eventually.until("both run", () -> pool.stats().running() == 2);
            Task<?> queued = pool.submit(gate::pass);
            var drains = crew.go(() -> pool.drain(Duration.ofSeconds(20), Duration.ofSeconds(5)));
            clock.awaitSleepers(2); // the stubborn one, and who drains
            clock.advance(Duration.ofSeconds(20).minusNanos(1));
            assertFalse(queued.isDone());
            clock.advance(Duration.ofNanos(1));
            assertInstanceOf(Outcome.Cancelled.class, obedient.outcome());
            assertInstanceOf(Outcome.Cancelled.class, queued.outcome());
            assertFalse(drains.isDone());
            clock.awaitSleepers(2);
            clock.advance(Duration.ofSeconds(5));
            DrainReport report = drains.get();
            assertEquals(ShutdownStep.ABANDON, report.endedBy());
            assertFalse(report.isClean());
            assertEquals(Duration.ofSeconds(25), report.took());
            assertEquals(0, report.finished());
            assertEquals(2, report.cancelled());
            assertEquals(1, report.unstarted());
            assertEquals(1, report.left().size());
            var left = report.left().getFirst();
            assertEquals("ladder#1", left.task());
            assertTrue(
                    left.stack().stream()
                            .anyMatch(frame -> frame.getMethodName().equals("passStubbornly")));
            assertFalse(stubborn.isDone());
            gate.open();
            stubborn.outcome();
            balanced(pool);
        }
    }

    @Test
    void what_gives_up_when_it_is_cancelled_is_not_left() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var pool = open(dispatch, 2, 3)) {
                for (int i = 0; i < 5; i++) {
                    pool.submit(() -> Channel.never().receive());
                }
                DrainReport report = pool.drain(Duration.ZERO, LONG);
                assertEquals(ShutdownStep.CANCEL, report.endedBy());
                assertEquals(List.of(), report.left());
                assertEquals(5, report.cancelled());
                pool.await(); // cancelled on purpose
                assertRejected(pool, JobRejectedException.Reason.CANCELLED);
                assertEquals(5, balanced(pool).cancelled());
            }
        }
    }

    @Test
    void an_interrupt_ends_the_wait_of_a_drain_and_the_intake_stays_stopped() throws Exception {
        try (var pool = open(Dispatch.SHARED, 1, 1);
                var crew = new Crew()) {
            Task<?> job = pool.submit(gate::pass);
            gate.awaitArrived(1);
            var drains = crew.go(() -> pool.drain(LONG, LONG));
            drains.awaitParked();
            drains.interrupt();
            drains.failure(InterruptedException.class);
            assertRejected(pool, JobRejectedException.Reason.STOPPED);
            assertFalse(job.isDone());
            gate.open();
            job.await();
            assertTrue(pool.drain(LONG, LONG).isClean());
        }
    }

    @Test
    void a_drain_waits_for_a_job_that_its_submitter_runs() throws Exception {
        try (var pool = WorkerPool.builder().workers(1).overflow(PoolOverflow.CALLER_RUNS).open();
                var crew = new Crew()) {
            var mine = crew.go(() -> pool.submit(gate::pass));
            gate.awaitArrived(1);
            var other = crew.go(() -> pool.submit(gate::pass)); // one of them by its submitter
            gate.awaitArrived(2);
            var drains = crew.go(() -> pool.drain(LONG, LONG));
            drains.awaitParked();
            gate.letOne();
            gate.letOne();
            assertTrue(drains.get().isClean());
            assertTrue(mine.get().isDone());
            assertTrue(other.get().isDone());
            assertEquals(2, balanced(pool).succeeded());
        }
    }

    @Test
    void several_may_drain_at_once() throws Exception {
        try (var pool = open(Dispatch.BY_KEY, 2, 10);
                var crew = new Crew()) {
            for (int i = 0; i < 6; i++) {
                pool.submit("key", gate::pass);
            }
            List<Crew.Member<DrainReport>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(crew.go(() -> pool.drain(LONG, LONG)));
            }
            all.forEach(Crew.Member::awaitParked);
            gate.open();
            for (var each : all) {
                assertTrue(each.get().isClean());
            }
        }
    }

    // ---- cancel

    @Test
    void a_cancellation_ends_all_jobs_even_if_the_only_worker_is_stuck() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var pool = open(dispatch, 1, 3);
                    var crew = new Crew()) {
                Task<?> stuck = pool.submit(gate::passStubbornly);
                gate.awaitArrived(1);
                List<Task<?>> queued = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    queued.add(pool.submit(() -> {}));
                }
                var waits = crew.go(() -> pool.submit(() -> {}));
                waits.awaitParked();
                pool.cancel(failure);
                for (Task<?> job : queued) {
                    assertTrue(job.isDone(), dispatch::toString);
                    assertEquals(new Outcome.Cancelled<>(failure), job.outcome());
                }
                var thrown = waits.failure(JobRejectedException.class);
                assertEquals(JobRejectedException.Reason.CANCELLED, thrown.reason());
                assertSame(failure, thrown.getCause());
                assertFalse(stuck.isDone());
                gate.open();
                assertInstanceOf(Outcome.Success.class, stuck.outcome());
                var told = assertThrows(ExecutionException.class, pool::await);
                assertSame(failure, told.getCause());
                assertEquals(3, balanced(pool).cancelled());
            }
            gate = new Gate();
        }
    }

    @Test
    void the_end_of_the_context_above_ends_the_pool() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var context = Context.background().withCancel();
                    var pool =
                            WorkerPool.builder()
                                    .context(context)
                                    .queue(2)
                                    .dispatch(dispatch)
                                    .open()) {
                Task<?> runs = pool.submit(gate::pass);
                gate.awaitArrived(1);
                Task<?> queued = pool.submit(gate::pass);
                context.cancel(failure);
                assertEquals(new Outcome.Cancelled<>(failure), queued.outcome());
                assertEquals(new Outcome.Cancelled<>(failure), runs.outcome());
                assertThrows(ExecutionException.class, pool::await);
                assertRejected(pool, JobRejectedException.Reason.CANCELLED);
                Eventually.until("all have left", () -> pool.stats().workers() == 0);
            }
            gate = new Gate();
        }
    }

    @Test
    void a_pool_that_is_opened_below_a_context_that_has_ended_takes_no_job() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            try (var context = Context.background().withCancel()) {
                context.cancel(failure);
                try (var pool =
                        WorkerPool.builder().context(context).queue(2).dispatch(dispatch).open()) {
                    assertRejected(pool, JobRejectedException.Reason.CANCELLED);
                    assertEquals(0, pool.stats().workers());
                    assertSame(
                            failure,
                            assertThrows(ExecutionException.class, pool::await).getCause());
                    assertTrue(pool.drain(LONG, LONG).left().isEmpty());
                }
            }
        }
        assertEquals(0, threads.count());
    }

    @Test
    void to_cancel_on_purpose_is_no_failure() throws Exception {
        try (var pool = open(Dispatch.SHARED, 1, 1)) {
            pool.submit(gate::pass);
            pool.submit(gate::pass);
            pool.cancel();
            pool.await();
            assertEquals(2, balanced(pool).cancelled());
        }
    }

    // ---- close

    @Test
    void close_cancels_what_is_left_and_waits_for_it() throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            List<Task<?>> jobs = new ArrayList<>();
            WorkerPool pool = open(dispatch, 2, 3);
            for (int i = 0; i < 5; i++) {
                jobs.add(pool.submit(gate::pass));
            }
            Eventually.until("all workers have one", () -> pool.stats().running() > 0);
            pool.close();
            assertEquals(List.of(), threads.alive());
            for (Task<?> job : jobs) {
                assertTrue(job.isDone());
                assertInstanceOf(Outcome.Cancelled.class, job.outcome());
                assertThrows(CancellationException.class, job::await);
            }
            assertEquals(5, balanced(pool).cancelled());
            pool.close();
            assertRejected(pool, JobRejectedException.Reason.CANCELLED);
        }
    }

    @Test
    void only_the_thread_that_opened_it_closes_it() throws Exception {
        try (var pool = open(Dispatch.SHARED, 1, 1);
                var crew = new Crew()) {
            crew.go(pool::close).failure(WrongThreadException.class);
            assertEquals(7, pool.submit(() -> 7).await());
        }
    }

    @Test
    void a_pool_whose_threads_cannot_be_started_leaves_nothing_behind() {
        var made = new AtomicInteger();
        var builder =
                WorkerPool.builder()
                        .workers(3)
                        .threads(body -> {
                            if (made.incrementAndGet() == 2) {
                                throw new OutOfMemoryError("on purpose");
                            }
                            return Thread.ofPlatform().unstarted(body);
                        });
        assertThrows(OutOfMemoryError.class, builder::open);
        assertEquals(2, made.get());
        assertEquals(List.of(), threads.alive());
    }

    @Test
    void its_jobs_run_on_the_threads_that_it_is_given() throws Exception {
        try (var pool =
                WorkerPool.builder().name("cpu").threads(Thread.ofPlatform().factory()).open()) {
            assertFalse(pool.submit(() -> Thread.currentThread().isVirtual()).await());
            assertEquals("cpu/1", pool.submit(() -> Thread.currentThread().getName()).await());
        }
    }
}
