package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.ContextScenes.root;
import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.context.DeadlineExceededException;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.select.Select;
import io.millrace.task.Outcome;
import io.millrace.task.Scope;
import io.millrace.task.ScopeStats;
import io.millrace.task.Task;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Scopes and their tasks: nobody outlives the scope, every end is counted, every failure told.
final class ScopeScenes {
    private static final Channel<Integer> NEVER = Channel.never();

    private ScopeScenes() {}

    private static Scope open(Policy policy) {
        return Scope.builder().name("scene").policy(policy.made).open();
    }

    private enum Policy {
        FAIL_FAST(io.millrace.task.Policy.FAIL_FAST),
        COLLECT_ALL(io.millrace.task.Policy.COLLECT_ALL),
        FIRST_SUCCESS(io.millrace.task.Policy.FIRST_SUCCESS);

        final io.millrace.task.Policy made;

        Policy(io.millrace.task.Policy made) {
            this.made = made;
        }
    }

    /// Counts must be exact once a scope is closed.
    static void requireCounts(Scope scope, long started) {
        ScopeStats stats = scope.stats();
        require(stats.started() == started && stats.running() == 0, stats);
        long ended = stats.succeeded() + stats.failed() + stats.cancelled();
        require(ended == started, stats);
    }

    private static @Nullable Throwable joined(Scope scope) throws InterruptedException {
        try {
            scope.join();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    // ---- starting

    static void a_task_that_starts_against_the_close_of_its_scope(Stage stage) {
        var task = new Task<?>[1];
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                stage.thread(() -> {
                    try {
                        task[0] = scope.go(() -> 7);
                    } catch (IllegalStateException e) {
                        task[0] = null; // too late
                    }
                });
            }
            long started = scope.stats().started();
            requireCounts(scope, started);
            stage.afterwards(() -> {
                requireCounts(scope, task[0] == null ? 0 : 1);
                require(scope.stats().started() == started, "started after the close");
                require(task[0] == null || task[0].isDone(), "not done");
            });
        });
    }

    static void a_task_that_starts_against_a_cancellation(Stage stage) {
        var cause = new Cause("a");
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                stage.thread(() -> scope.cancel(cause));
                Task<Integer> task = scope.go(NEVER::receive);
                Throwable thrown = joined(scope);
                require(cause.equals(thrown), "join threw", thrown);
                require(
                        task.outcome() instanceof Outcome.Cancelled<Integer>(var why)
                                && why.equals(cause),
                        task.outcome());
            }
            requireCounts(scope, 1);
        });
    }

    static void a_task_that_starts_a_task_during_a_cancellation(Stage stage) {
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                stage.thread(scope::cancel);
                scope.go(() -> {
                    scope.go(NEVER::receive);
                });
                scope.join();
                long started = scope.stats().started();
                require(started >= 1 && started <= 2, scope.stats());
            }
            requireCounts(scope, scope.stats().started());
        });
    }

    static void a_scope_opened_during_a_cancellation_from_above(Stage stage) {
        var root = root(stage);
        var cause = new Cause("a");
        stage.thread(() -> require(root.cancel(cause)));
        stage.thread(() -> {
            Scope scope = Scope.open(root);
            try (scope) {
                scope.go(NEVER::receive);
                Throwable thrown = joined(scope);
                require(cause.equals(thrown), "join threw", thrown);
            }
            requireCounts(scope, 1);
        });
    }

    // ---- ends of tasks

    static void a_failure_cancels_the_others_before_join_returns(Stage stage) {
        var failure = new Cause("a");
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                scope.go(NEVER::receive);
                scope.go((Runner) () -> fail(failure));
                Throwable thrown = joined(scope);
                require(failure.equals(thrown), "join threw", thrown);
                require(
                        scope.stats().failed() == 1 && scope.stats().cancelled() == 1,
                        scope.stats());
            }
            requireCounts(scope, 2);
        });
    }

    /// An action that throws only what needs no declaration.
    private interface Runner extends io.millrace.task.Action {
        @Override
        void run();
    }

    private static void fail(RuntimeException failure) {
        throw failure;
    }

    static void two_failures_at_once(Stage stage) {
        var failures = new Cause[] {new Cause("a"), new Cause("b")};
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                scope.go((Runner) () -> fail(failures[0]));
                scope.go((Runner) () -> fail(failures[1]));
                try {
                    scope.join();
                    require(false, "no failure told");
                } catch (ExecutionException e) {
                    long told = 1L + e.getSuppressed().length;
                    require(told == scope.stats().failed(), e, scope.stats());
                }
            }
            requireCounts(scope, 2);
        });
    }

    static void all_failures_are_collected(Stage stage) {
        var failures = new Cause[] {new Cause("a"), new Cause("b")};
        stage.thread(() -> {
            Scope scope = open(Policy.COLLECT_ALL);
            try (scope) {
                scope.go((Runner) () -> fail(failures[0]));
                scope.go((Runner) () -> fail(failures[1]));
                Task<Integer> good = scope.go(() -> 7);
                try {
                    scope.join();
                    require(false, "no failure told");
                } catch (ExecutionException e) {
                    require(e.getSuppressed().length == 1, e);
                }
                require(good.await() == 7);
            }
            requireCounts(scope, 3);
            require(scope.stats().failed() == 2 && scope.stats().succeeded() == 1, scope.stats());
        });
    }

    static void the_first_success_cancels_the_others(Stage stage) {
        stage.thread(() -> {
            Scope scope = open(Policy.FIRST_SUCCESS);
            try (scope) {
                scope.go(() -> 1);
                scope.go(() -> 2);
                scope.go(NEVER::receive);
                scope.join();
                require(scope.stats().succeeded() >= 1, scope.stats());
                require(scope.stats().cancelled() >= 1, scope.stats());
            }
            requireCounts(scope, 3);
        });
    }

    static void a_failure_against_the_first_success(Stage stage) {
        var failure = new Cause("a");
        stage.thread(() -> {
            Scope scope = open(Policy.FIRST_SUCCESS);
            try (scope) {
                scope.go((Runner) () -> fail(failure));
                scope.go(() -> 2);
                scope.join(); // whatever came first
                require(scope.stats().succeeded() == 1, scope.stats());
            }
            requireCounts(scope, 2);
        });
    }

    static void a_task_is_cancelled_against_its_end(Stage stage) {
        var cause = new Cause("a");
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                Task<Integer> task = scope.go(() -> 7);
                var cancelled = new boolean[1];
                stage.thread(() -> cancelled[0] = task.cancel(cause));
                Outcome<Integer> outcome = task.outcome();
                scope.join();
                switch (outcome) {
                    case Outcome.Success<Integer>(Integer value) -> require(value == 7, value);
                    case Outcome.Cancelled<Integer>(var why) ->
                            stage.afterwards(() -> require(cancelled[0] && why.equals(cause), why));
                    case Outcome.Failure<Integer>(var why) -> require(false, why);
                }
            }
            requireCounts(scope, 1);
        });
    }

    static void a_task_that_waits_is_cancelled_alone(Stage stage) {
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                Task<Integer> waits = scope.go(NEVER::receive);
                Task<Integer> other = scope.go(() -> 7);
                require(waits.cancel(), "it cannot have ended");
                scope.join();
                require(other.await() == 7);
                require(waits.outcome() instanceof Outcome.Cancelled<Integer>, waits.outcome());
            }
            requireCounts(scope, 2);
        });
    }

    // ---- waiting for tasks

    static void the_end_of_a_task_against_a_timeout(Stage stage) {
        Channel<Integer> channel = Channel.buffered(1);
        stage.thread(() -> channel.send(7));
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                Task<Integer> task = scope.go(channel::receive);
                long start = Door.now();
                var outcome = task.outcome(Duration.ofMillis(1));
                require(
                        outcome.isPresent() || Door.now() - start >= 1_000_000,
                        "gave up too early");
                require(task.await() == 7);
            }
            requireCounts(scope, 1);
        });
    }

    static void an_interrupt_against_the_end_of_a_task(Stage stage) {
        int[] waiting = new int[1];
        waiting[0] =
                stage.thread(() -> {
                    Scope scope = open(Policy.FAIL_FAST);
                    try (scope) {
                        Task<Integer> task = scope.go(() -> 7);
                        stage.thread(() -> stage.interrupt(waiting[0]));
                        try {
                            require(task.await() == 7);
                        } catch (InterruptedException e) {
                            require(!Thread.currentThread().isInterrupted(), "thrown and pending");
                        }
                    }
                    requireCounts(scope, 1);
                });
    }

    static void an_interrupt_against_join(Stage stage) {
        int[] waiting = new int[1];
        var heard = new boolean[1];
        waiting[0] =
                stage.thread(() -> {
                    Scope scope = open(Policy.FAIL_FAST);
                    try (scope) {
                        scope.go(() -> 7);
                        scope.go(() -> Stage.pause(1));
                        stage.thread(() -> stage.interrupt(waiting[0]));
                        try {
                            scope.join();
                            require(scope.stats().running() == 0, scope.stats());
                        } catch (InterruptedException e) {
                            heard[0] = true;
                        }
                    }
                    requireCounts(scope, 2);
                    require(scope.stats().failed() == 0, scope.stats());
                    stage.afterwards(() -> require(heard[0] || scope.stats().succeeded() == 2));
                });
    }

    static void a_task_in_a_select_against_a_value(Stage stage) {
        Channel<Integer> channel = Channel.rendezvous();
        stage.thread(() -> channel.trySend(1));
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                Task<Integer> task = scope.go(() -> 2);
                int got =
                        Select.<Integer>of(
                                        task.onDone(outcome -> 2),
                                        channel.onReceive(value -> value))
                                .await();
                require(got == 1 || task.isDone(), "the task has not ended");
                scope.join();
            }
            requireCounts(scope, 1);
            require(channel.stats().waitingReceivers() == 0, channel.stats());
        });
    }

    // ---- failures and who is told of them

    static void a_failure_nobody_asked_for_is_thrown_by_close(Stage stage) {
        var failure = new Cause("a");
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            Throwable thrown = null;
            try (scope) {
                scope.go((Runner) () -> fail(failure));
            } catch (CompletionException e) {
                thrown = e.getCause();
            }
            requireCounts(scope, 1);
            require((scope.stats().failed() == 1) == failure.equals(thrown), thrown, scope.stats());
        });
    }

    static void a_failure_told_by_await_is_not_thrown_by_close(Stage stage) {
        var failure = new Cause("a");
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                Task<?> task = scope.go((Runner) () -> fail(failure));
                try {
                    task.await();
                    require(false, "no failure told");
                } catch (ExecutionException e) {
                    require(failure.equals(e.getCause()), e);
                }
            }
            requireCounts(scope, 1);
        });
    }

    static void who_awaits_a_task_while_its_scope_is_cancelled(Stage stage) {
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                Task<Integer> task = scope.go(NEVER::receive);
                stage.thread(() -> {
                    try {
                        task.await();
                        require(false, "received from nobody");
                    } catch (CancellationException e) {
                        require(scope.context().isDone(), "cancelled by whom?");
                    }
                });
            }
            requireCounts(scope, 1);
        });
    }

    // ---- scopes in scopes

    static void a_cancellation_reaches_a_scope_within_a_task(Stage stage) {
        stage.thread(() -> {
            Scope outer = open(Policy.FAIL_FAST);
            try (outer) {
                stage.thread(outer::cancel);
                outer.go(() -> {
                    Scope inner = open(Policy.FAIL_FAST);
                    try (inner) {
                        inner.go(NEVER::receive);
                        inner.join();
                    } finally {
                        requireCounts(inner, 1);
                    }
                    return 7;
                });
                outer.join();
            }
            requireCounts(outer, 1);
            require(outer.stats().failed() == 0, outer.stats());
        });
    }

    static void a_failure_within_cancels_its_scope_and_the_one_around_it(Stage stage) {
        var failure = new Cause("a");
        stage.thread(() -> {
            Scope outer = open(Policy.FAIL_FAST);
            try (outer) {
                outer.go(NEVER::receive);
                outer.go(() ->
                        Scope.run(inner -> {
                            inner.go((Runner) () -> fail(failure));
                            return 7;
                        }));
                Throwable thrown = joined(outer);
                require(
                        thrown instanceof ExecutionException e && failure.equals(e.getCause()),
                        thrown);
            }
            requireCounts(outer, 2);
        });
    }

    static void a_deadline_ends_a_scope(Stage stage) {
        stage.thread(() -> {
            long start = Door.now();
            var context =
                    stage.watched(
                            io.millrace.context.Context.background()
                                    .withTimeout(Duration.ofMillis(1)));
            Scope scope = Scope.open(context);
            try (context;
                    scope) {
                scope.go(NEVER::receive);
                Throwable thrown = joined(scope);
                require(thrown instanceof DeadlineExceededException, thrown);
                require(Door.now() - start >= 1_000_000, "too early");
            }
            requireCounts(scope, 1);
        });
    }

    static void a_close_against_the_cancellation_from_above(Stage stage) {
        var root = root(stage);
        stage.thread(root::cancel);
        stage.thread(() -> {
            Scope scope = Scope.open(root);
            try (scope) {
                scope.go(() -> 7);
            }
            requireCounts(scope, 1);
        });
    }

    // ---- producers

    static void a_receiver_that_hangs_up_is_no_failure_of_its_producer(Stage stage) {
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                var values =
                        scope.<Integer>produce(
                                0,
                                out -> {
                                    out.send(1);
                                    out.send(2);
                                });
                require(values.receive() == 1);
                values.cancel();
                scope.join();
            }
            requireCounts(scope, 1);
            require(scope.stats().succeeded() == 1, scope.stats());
        });
    }

    static void a_producer_that_is_cancelled_does_not_end_its_channel_cleanly(Stage stage) {
        var cause = new Cause("a");
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                var values =
                        scope.<Integer>produce(
                                1,
                                out -> {
                                    out.send(1);
                                    out.send(2);
                                    out.send(3);
                                });
                stage.thread(() -> scope.cancel(cause));
                int received = 0;
                try {
                    while (values.receiveOrNull() != null) {
                        received++;
                    }
                    require(received == 3, "a clean end after", received);
                } catch (io.millrace.channel.ChannelClosedException e) {
                    require(cause.equals(e.closed().cause()), e);
                }
                Throwable thrown = joined(scope);
                require(thrown == null || thrown.equals(cause), thrown);
            }
            requireCounts(scope, 1);
        });
    }

    static void a_producer_that_ends_against_who_waits_for_its_value(Stage stage) {
        stage.thread(() -> {
            Scope scope = open(Policy.FAIL_FAST);
            try (scope) {
                var values = scope.<Integer>produce(0, out -> out.send(1));
                require(values.receive() == 1);
                require(values.receiveOrNull() == null, "more than was sent");
                scope.join();
            }
            requireCounts(scope, 1);
        });
    }
}
