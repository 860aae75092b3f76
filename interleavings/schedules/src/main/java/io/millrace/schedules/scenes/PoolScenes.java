package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.ContextScenes.root;
import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.pool.Dispatch;
import io.millrace.pool.DrainReport;
import io.millrace.pool.JobRejectedException;
import io.millrace.pool.PoolOverflow;
import io.millrace.pool.WorkerPool;
import io.millrace.pool.WorkerPoolStats;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Outcome;
import io.millrace.task.Task;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Worker pools: every job that is taken ends once, nobody waits for one that will not run, and no
/// worker is left.
final class PoolScenes {
    private static final Channel<Integer> NEVER = Channel.never();
    private static final Duration LONG = Duration.ofHours(1);

    private PoolScenes() {}

    private static WorkerPool open(Dispatch dispatch, int workers) {
        return WorkerPool.builder()
                .name("scene")
                .workers(workers)
                .queue(1)
                .dispatch(dispatch)
                .open();
    }

    /// Counts must be exact once a pool is closed.
    private static void requireCounts(WorkerPool pool, long submitted) {
        WorkerPoolStats stats = pool.stats();
        require(stats.submitted() == submitted, submitted, stats);
        require(stats.queued() == 0 && stats.running() == 0 && stats.workers() == 0, stats);
        long ended = stats.succeeded() + stats.failed() + stats.cancelled() + stats.dropped();
        require(ended == submitted, stats);
    }

    private static @Nullable Task<Integer> submitted(WorkerPool pool) throws InterruptedException {
        try {
            return pool.submit(() -> 7);
        } catch (JobRejectedException e) {
            return null;
        }
    }

    // ---- a submit against an end

    private static void submitAgainstClose(Stage stage, Dispatch dispatch) {
        stage.thread(() -> {
            WorkerPool pool = open(dispatch, 1);
            stage.thread(() -> {
                Task<Integer> job = submitted(pool);
                if (job != null) {
                    job.outcome(); // whoever waits for it is told
                }
                stage.afterwards(() -> requireCounts(pool, job == null ? 0 : 1));
            });
            pool.close();
        });
    }

    static void a_submit_against_the_close(Stage stage) {
        submitAgainstClose(stage, Dispatch.SHARED);
    }

    static void a_submit_to_a_lane_against_the_close(Stage stage) {
        submitAgainstClose(stage, Dispatch.LEAST_LOADED);
    }

    static void a_submit_by_key_against_the_close(Stage stage) {
        submitAgainstClose(stage, Dispatch.BY_KEY);
    }

    private static void submitAgainstDrain(Stage stage, Dispatch dispatch) {
        stage.thread(() -> {
            try (WorkerPool pool = open(dispatch, 1)) {
                var job = new Task<?>[1];
                stage.thread(() -> {
                    job[0] = submitted(pool);
                    stage.afterwards(() -> requireCounts(pool, job[0] == null ? 0 : 1));
                });
                DrainReport report = pool.drain(LONG, LONG);
                require(report.isClean() || stage.mayBeLate(), report);
                long taken = pool.stats().submitted();
                require(pool.stats().succeeded() == taken || stage.mayBeLate(), pool.stats());
                stage.afterwards(() -> {
                    require(job[0] == null || job[0].isDone(), "not done");
                    require(
                            pool.stats().succeeded() == pool.stats().submitted()
                                    || stage.mayBeLate(),
                            pool.stats());
                });
            }
        });
    }

    static void a_submit_against_a_drain(Stage stage) {
        submitAgainstDrain(stage, Dispatch.SHARED);
    }

    static void a_submit_to_a_lane_against_a_drain(Stage stage) {
        submitAgainstDrain(stage, Dispatch.ROUND_ROBIN);
    }

    static void a_submit_by_key_against_a_drain(Stage stage) {
        submitAgainstDrain(stage, Dispatch.BY_KEY);
    }

    static void a_submit_that_waits_against_the_end_of_the_context(Stage stage) {
        var root = root(stage);
        var cause = new Cause("a");
        stage.thread(() -> {
            WorkerPool pool =
                    WorkerPool.builder().name("scene").context(root).workers(1).queue(1).open();
            try (pool) {
                pool.submit(NEVER::receive);
                Task<Integer> queued = submitted(pool);
                stage.thread(() -> root.cancel(cause));
                submitted(pool); // waits until the pool is cancelled, or for room
                if (queued != null) {
                    queued.outcome();
                }
                try {
                    pool.await();
                    require(false, "no cancellation told");
                } catch (ExecutionException e) {
                    require(cause.equals(e.getCause()), e);
                }
            }
            requireCounts(pool, pool.stats().submitted());
        });
    }

    static void a_submit_that_waits_is_interrupted_against_room(Stage stage) {
        stage.thread(() -> {
            WorkerPool pool = WorkerPool.builder().name("scene").workers(1).open();
            var accepted = new boolean[1];
            try (pool) {
                int submitter =
                        stage.thread(() -> {
                            try {
                                pool.submit(() -> 7).outcome();
                                accepted[0] = true;
                            } catch (InterruptedException e) {
                                // It gave up: the submit, or the wait for the outcome.
                            }
                        });
                stage.interrupt(submitter);
                pool.submit(() -> 8).await();
                pool.await();
            } catch (JobRejectedException e) {
                require(false, e);
            }
            stage.afterwards(() -> {
                long taken = pool.stats().submitted();
                require(taken >= (accepted[0] ? 2 : 1), pool.stats());
                requireCounts(pool, taken);
            });
        });
    }

    // ---- a job

    static void a_job_is_cancelled_against_its_begin_and_its_end(Stage stage) {
        stage.thread(() -> {
            WorkerPool pool = open(Dispatch.SHARED, 1);
            var cause = new Cause("a");
            try (pool) {
                Task<Integer> job = pool.submit(() -> 7);
                var first = new boolean[1];
                stage.thread(() -> first[0] = job.cancel(cause));
                Outcome<Integer> how = job.outcome();
                require(pool.submit(() -> 8).await() == 8); // the worker goes on
                stage.afterwards(() -> {
                    boolean cancelled = how instanceof Outcome.Cancelled<Integer>;
                    require(!cancelled || first[0], how);
                    require(first[0] || how.equals(new Outcome.Success<>(7)), how);
                });
            }
            requireCounts(pool, 2);
        });
    }

    static void whoever_awaits_the_pool_finds_every_job_told(Stage stage) {
        stage.thread(() -> {
            WorkerPool pool = open(Dispatch.SHARED, 2);
            try (pool) {
                Task<Integer> one = pool.submit(() -> 1);
                Task<Integer> two = pool.submit(() -> 2);
                pool.await();
                require(one.isDone() && two.isDone(), one, two);
                require(pool.stats().succeeded() == 2, pool.stats());
            }
            requireCounts(pool, 2);
        });
    }

    static void two_failures_cancel_a_pool_that_fails_fast_once(Stage stage) {
        var failures = new Cause[] {new Cause("a"), new Cause("b")};
        stage.thread(() -> {
            WorkerPool pool =
                    WorkerPool.builder().name("scene").workers(2).queue(2).failFast().open();
            try (pool) {
                int taken = 0;
                for (Cause failure : failures) {
                    try {
                        pool.submit(() -> fail(failure));
                        taken++;
                    } catch (JobRejectedException e) {
                        require(e.getCause() != null, e);
                    }
                }
                require(taken > 0);
                try {
                    pool.await();
                    require(false, "no failure told");
                } catch (ExecutionException e) {
                    require(e.getCause() instanceof Cause, e);
                    require(1L + e.getSuppressed().length == pool.stats().failed(), e);
                }
                require(pool.context().isDone());
            }
            requireCounts(pool, pool.stats().submitted());
        });
    }

    static int fail(RuntimeException failure) {
        throw failure;
    }

    static void a_dropped_job_against_the_worker_that_takes_it(Stage stage) {
        stage.thread(() -> {
            WorkerPool pool =
                    WorkerPool.builder()
                            .name("scene")
                            .workers(1)
                            .queue(1)
                            .overflow(PoolOverflow.DROP_OLDEST)
                            .open();
            try (pool) {
                Task<Integer> old = pool.submit(() -> 1);
                Task<Integer> fresh = pool.submit(() -> 2);
                require(fresh.await() == 2);
                boolean dropped = old.outcome() instanceof Outcome.Cancelled<Integer>;
                require(pool.stats().dropped() == (dropped ? 1 : 0), pool.stats());
            }
            requireCounts(pool, 2);
        });
    }

    // ---- workers

    private static void shrinkAgainstSubmit(Stage stage, Dispatch dispatch) {
        stage.thread(() -> {
            WorkerPool pool = open(dispatch, 2);
            try (pool) {
                stage.thread(() -> pool.resize(1));
                Task<Integer> one = pool.submit(() -> 1);
                Task<Integer> two = pool.submit(() -> 2);
                require(one.await() == 1 && two.await() == 2);
                DrainReport report = pool.drain(LONG, LONG);
                require(report.isClean() || stage.mayBeLate(), report, pool.stats());
            }
            requireCounts(pool, 2);
        });
    }

    static void a_pool_that_shrinks_against_submits(Stage stage) {
        shrinkAgainstSubmit(stage, Dispatch.SHARED);
    }

    static void a_lane_that_is_closed_against_submits(Stage stage) {
        shrinkAgainstSubmit(stage, Dispatch.ROUND_ROBIN);
    }

    static void a_pool_by_key_that_shrinks_against_submits(Stage stage) {
        shrinkAgainstSubmit(stage, Dispatch.BY_KEY);
    }

    static void two_workers_with_lanes_of_their_own_leave_a_pool_that_is_drained(Stage stage) {
        stage.thread(() -> {
            WorkerPool pool = open(Dispatch.LEAST_LOADED, 2);
            try (pool) {
                require(pool.drain(LONG, LONG).isClean() || stage.mayBeLate(), pool.stats());
                require(pool.stats().workers() == 0 || stage.mayBeLate(), pool.stats());
            }
            requireCounts(pool, 0);
        });
    }

    static void a_pool_by_key_that_grows_against_two_jobs_of_one_key(Stage stage) {
        stage.thread(() -> {
            WorkerPool pool = open(Dispatch.BY_KEY, 1);
            var order = new StringBuilder(); // by one job at a time, or the test shows it
            try (pool) {
                stage.thread(() -> pool.resize(2));
                pool.submit("key", () -> order.append("<1").append("1>"));
                pool.submit("key", () -> order.append("<2").append("2>"));
                pool.await();
            }
            require(order.toString().equals("<11><22>"), order);
            stage.afterwards(() -> requireCounts(pool, 2)); // the resize may be on its way
        });
    }

    static void a_pool_that_grows_against_its_close(Stage stage) {
        stage.thread(() -> {
            WorkerPool pool = open(Dispatch.SHARED, 1);
            stage.thread(() -> pool.resize(2)); // does nothing if it comes too late
            pool.close();
            stage.afterwards(() -> requireCounts(pool, 0));
        });
    }

    static void jobs_of_one_key_never_meet(Stage stage) {
        stage.thread(() -> {
            WorkerPool pool =
                    WorkerPool.builder()
                            .name("scene")
                            .workers(2)
                            .queue(2)
                            .dispatch(Dispatch.BY_KEY)
                            .open();
            var order = new StringBuilder(); // by one job at a time, or the test shows it
            try (pool) {
                pool.submit("key", () -> order.append("<1").append("1>"));
                pool.submit("key", () -> order.append("<2").append("2>"));
                pool.await();
            }
            require(order.toString().equals("<11><22>"), order);
            requireCounts(pool, 2);
        });
    }
}
