package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.ContextScenes.root;
import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.ErrGroup;
import io.millrace.task.ScopeStats;
import io.millrace.waiting.Signal;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/// Groups with a limit (see [Crowd]): cancelled, timed out, interrupted and failed at every moment.
final class GroupScenes {
    private static final Channel<Integer> NEVER = Channel.never();
    private static final Duration MILLI = Duration.ofMillis(1);

    private GroupScenes() {}

    // ---- the limit

    static void as_many_run_as_the_limit_allows(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(1)) {
                for (int i = 0; i < 3; i++) {
                    crowd.group.go(crowd.idle());
                }
                require(crowd.await() == null && crowd.ran == 3, crowd.ran);
                crowd.requirePermits();
            }
        });
    }

    static void two_start_tasks_in_one_group(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(1)) {
                var started = new Signal("started");
                stage.thread(() -> {
                    crowd.group.go(crowd.idle());
                    started.fire();
                });
                crowd.group.go(crowd.idle());
                started.await("test");
                require(crowd.await() == null && crowd.ran == 2, crowd.ran);
                crowd.requirePermits();
            }
        });
    }

    static void a_try_at_the_limit_against_the_end_of_a_task(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(1)) {
                crowd.group.go(crowd.idle());
                boolean started = crowd.group.tryGo(crowd.idle());
                require(crowd.await() == null && crowd.ran == (started ? 2 : 1), crowd.ran);
                crowd.requirePermits();
            }
        });
    }

    static void a_wait_at_the_limit_times_out_against_the_end_of_a_task(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(1)) {
                crowd.group.go(crowd.body(() -> Stage.pause(1)));
                long start = stage.now();
                boolean started = crowd.group.tryGo(crowd.idle(), MILLI);
                require(started || stage.now() - start >= MILLI.toNanos(), "gave up too early");
                require(crowd.await() == null && crowd.ran == (started ? 2 : 1), crowd.ran);
                crowd.requirePermits();
            }
        });
    }

    static void a_wait_at_the_limit_is_interrupted_against_the_end_of_a_task(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(1)) {
                var over = new Signal("over");
                var started = new boolean[1];
                crowd.group.go(crowd.idle());
                int waiting =
                        stage.impatient(() -> {
                            try {
                                crowd.group.go(crowd.idle());
                                started[0] = true;
                            } finally {
                                over.fire();
                            }
                        });
                stage.thread(() -> stage.interrupt(waiting));
                over.awaitAnyway("test");
                require(crowd.await() == null, "nobody failed");
                require(crowd.ran == (started[0] ? 2 : 1), "ran", crowd.ran);
                crowd.requirePermits();
            }
        });
    }

    static void of_two_who_wait_at_the_limit_one_gives_up(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(1)) {
                var gate = new Signal("gate");
                var over = new Signal("over");
                crowd.group.go(crowd.body(() -> gate.await("gate")));
                int waiting =
                        stage.impatient(() -> {
                            try {
                                crowd.group.go(crowd.idle());
                            } finally {
                                over.fire();
                            }
                        });
                stage.thread(() -> {
                    stage.interrupt(waiting);
                    gate.fire();
                });
                crowd.group.go(crowd.idle()); // must come in, whatever becomes of the other
                over.awaitAnyway("test");
                require(crowd.await() == null, "nobody failed");
                crowd.requirePermits();
            }
        });
    }

    static void a_task_that_starts_tasks_of_its_own_group_tries(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(2)) {
                var tried = new int[1];
                for (int i = 0; i < 2; i++) {
                    crowd.group.go(
                            crowd.body(() -> {
                                if (crowd.group.tryGo(crowd.idle())) {
                                    tried[0]++;
                                }
                            }));
                }
                require(crowd.await() == null && crowd.ran == 2 + tried[0], crowd.ran, tried[0]);
                crowd.requirePermits();
            }
        });
    }

    // ---- failures

    /// The one permit is given back after the group has been cancelled: so nobody runs any more.
    static void after_a_failure_nobody_comes_in(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(1)) {
                crowd.group.go(crowd.failing("a"));
                crowd.group.go(crowd.idle());
                Throwable told = crowd.await();
                require(crowd.thrown.getFirst().equals(told), "another cause", told);
                require(crowd.ran == 1, "ran after the failure", crowd.ran);
                require(crowd.group.stats().cancelled() == 1, crowd.group.stats());
            }
        });
    }

    static void two_failures_at_once_are_both_told(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(2)) {
                crowd.group.go(crowd.failing("a"));
                crowd.group.go(crowd.failing("b"));
                require(crowd.await() != null, "no failure told");
                require(crowd.heard.containsAll(crowd.thrown), crowd.heard);
            }
        });
    }

    static void a_group_that_collects_all_runs_all(Stage stage) {
        stage.thread(() -> {
            try (var crowd = new Crowd(1, ErrGroup.builder().collectAll())) {
                crowd.group.go(crowd.failing("a"));
                crowd.group.go(crowd.idle());
                crowd.group.go(crowd.failing("b"));
                Throwable told = crowd.await();
                require(crowd.ran == 3, crowd.ran);
                require(
                        crowd.thrown.getFirst().equals(told),
                        "another cause",
                        told); // one at a time
                require(crowd.heard.equals(crowd.thrown), crowd.heard);
            }
        });
    }

    static void a_failure_against_an_interrupt_of_who_awaits(Stage stage) {
        int[] owner = new int[1];
        owner[0] =
                stage.impatient(() -> {
                    try (var crowd = Crowd.of(1)) { // close says what await did not
                        stage.thread(() -> stage.interrupt(owner[0]));
                        crowd.group.go(crowd.failing("a"));
                        crowd.await();
                    }
                });
    }

    static void a_failure_against_the_end_of_a_timed_await(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(1)) {
                crowd.group.go(
                        crowd.body(() -> {
                            Stage.pause(1);
                            throw crowd.failure("a");
                        }));
                crowd.group.tryGo(crowd.failing("b"), MILLI);
                try {
                    boolean all = crowd.group.await(MILLI);
                    require(!all || crowd.thrown.isEmpty(), "nothing told of", crowd.thrown);
                } catch (ExecutionException e) {
                    crowd.hear(e);
                }
            }
        });
    }

    // ---- cancellation

    static void a_wait_at_the_limit_against_a_cancellation(Stage stage) {
        var cause = new Cause("on purpose");
        stage.thread(() -> {
            try (var crowd = Crowd.of(1)) {
                stage.thread(() -> crowd.group.cancel(cause));
                crowd.group.go(crowd.body(NEVER::receive));
                crowd.group.go(crowd.idle()); // does not wait for ever, and does not run
                require(cause.equals(crowd.await()), "another cause");
                require(crowd.ran <= 1, "ran although cancelled", crowd.ran);
                require(crowd.group.stats().cancelled() == 2, crowd.group.stats());
                require(!crowd.group.tryGo(crowd.idle()), "started although cancelled");
            }
        });
    }

    static void a_timed_wait_at_the_limit_against_a_cancellation_from_above(Stage stage) {
        var root = root(stage);
        stage.thread(() -> {
            try (var crowd = new Crowd(1, ErrGroup.builder().context(root))) {
                stage.thread(root::cancel);
                crowd.group.go(crowd.body(NEVER::receive));
                crowd.group.tryGo(crowd.idle(), MILLI);
                require(crowd.await() != null, "nobody told why it was cancelled");
                require(crowd.ran <= 1, "ran although cancelled", crowd.ran);
            }
        });
    }

    static void a_try_against_a_cancellation(Stage stage) {
        stage.thread(() -> {
            try (var crowd = Crowd.of(1)) {
                stage.thread(crowd.group::cancel);
                boolean started = crowd.group.tryGo(crowd.idle());
                require(crowd.await() == null, "cancelled on purpose");
                ScopeStats stats = crowd.group.stats();
                require(stats.started() == (started ? 1 : 0), started, stats);
                require(crowd.ran == stats.succeeded(), crowd.ran, stats);
            }
        });
    }

    static void a_start_against_the_close(Stage stage) {
        stage.thread(() -> {
            var crowd = Crowd.of(1);
            try (crowd) {
                crowd.group.go(crowd.body(NEVER::receive));
                stage.thread(() -> {
                    try {
                        crowd.group.go(crowd.idle());
                    } catch (IllegalStateException e) {
                        require(crowd.group.context().isDone(), "refused by one that is open", e);
                    }
                });
            }
            stage.afterwards(() -> require(crowd.ran <= 1, "ran after the close", crowd.ran));
        });
    }

    static void a_close_waits_for_who_does_not_listen(Stage stage) {
        stage.thread(() -> {
            var ended = new boolean[1];
            try (var crowd = Crowd.of(1)) {
                crowd.group.go(
                        crowd.body(() -> {
                            for (int pauses = 0; pauses < 2; pauses++) {
                                try {
                                    Stage.pause(1);
                                } catch (InterruptedException e) {
                                    // heard, and goes on
                                }
                            }
                            ended[0] = true;
                        }));
            }
            require(ended[0], "closed, and one goes on");
        });
    }
}
