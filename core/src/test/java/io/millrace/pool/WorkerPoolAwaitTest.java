package io.millrace.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.fixture.StartedThreads;
import io.millrace.task.Action;
import io.millrace.task.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who may wait for a pool, and who may not.
class WorkerPoolAwaitTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final StartedThreads threads = StartedThreads.install();
    private final Gate gate = new Gate();

    @AfterEach
    void no_thread_outlives_its_pool() {
        assertEquals(List.of(), threads.alive());
        threads.close();
    }

    @Test
    void a_job_on_its_submitters_thread_cannot_wait_for_its_pool() throws Exception {
        try (var pool =
                WorkerPool.builder()
                        .workers(1)
                        .queue(1)
                        .overflow(PoolOverflow.CALLER_RUNS)
                        .open()) {
            pool.submit(gate::pass);
            gate.awaitArrived(1);
            pool.submit(() -> {});
            List<Action> waiting =
                    List.of(
                            () -> pool.await(Duration.ZERO),
                            () -> pool.drain(Duration.ZERO, Duration.ZERO));
            for (Action action : waiting) {
                var how = pool.submit(action).outcome();
                Throwable cause = assertInstanceOf(Outcome.Failure.class, how).cause();
                assertInstanceOf(IllegalStateException.class, cause);
            }
            gate.open();
            pool.await(); // for jobs that go on all the same
        }
    }

    @Test
    void an_interrupt_that_is_pending_ends_a_wait_that_would_have_been_none() throws Exception {
        try (var pool = WorkerPool.open(1)) {
            List<Action> waiting =
                    List.of(pool::await, () -> pool.await(LONG), () -> pool.drain(LONG, LONG));
            for (Action action : waiting) {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, action::run);
                assertFalse(Thread.currentThread().isInterrupted());
            }
        }
    }
}
