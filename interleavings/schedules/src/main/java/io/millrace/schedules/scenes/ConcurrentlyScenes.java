package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.ContextScenes.root;
import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Concurrently;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/// Several calls at once: the losers are cancelled and joined, and every failure that matters is
/// told, also when the caller is interrupted or its context ends.
final class ConcurrentlyScenes {
    private static final Channel<Integer> NEVER = Channel.never();
    private static final Duration MILLI = Duration.ofMillis(1);

    private ConcurrentlyScenes() {}

    /// Who runs, and what was thrown.
    private static final class Field {
        private final List<Throwable> thrown = new ArrayList<>();
        private int running;
        private int begun;

        private Callable<Integer> call(Callable<Integer> body) {
            return () -> {
                running++;
                begun++;
                try {
                    return body.call();
                } finally {
                    running--;
                }
            };
        }

        Callable<Integer> value(int value) {
            return call(() -> value);
        }

        /// One that ends only if it is cancelled.
        Callable<Integer> never() {
            return call(NEVER::receive);
        }

        Callable<Integer> slow(int value) {
            return call(() -> {
                Stage.pause(2);
                return value;
            });
        }

        Callable<Integer> failing(String name) {
            return call(() -> {
                var cause = new Cause(name);
                thrown.add(cause);
                throw cause;
            });
        }

        void requireOver() {
            require(running == 0, "returned, and some run", running);
        }

        /// Requires that a report tells all that was thrown.
        void requireAll(ExecutionException report) {
            List<Throwable> told = new ArrayList<>(List.of(report.getSuppressed()));
            told.add(report.getCause());
            require(told.containsAll(thrown), "told", told, "thrown", thrown);
            require(told.size() == thrown.size(), "told", told, "thrown", thrown);
        }
    }

    // ---- all

    static void all_results_come_in_the_order_of_the_calls(Stage stage) {
        var field = new Field();
        stage.thread(() -> {
            List<Integer> results = Concurrently.all(field.value(1), field.slow(2), field.value(3));
            require(results.equals(List.of(1, 2, 3)), results);
            field.requireOver();
        });
    }

    static void a_failure_cancels_the_rest_of_all(Stage stage) {
        var field = new Field();
        stage.thread(() -> {
            try {
                Concurrently.all(field.never(), field.failing("a"), field.failing("b"));
                require(false, "no failure told");
            } catch (ExecutionException e) {
                field.requireOver();
                field.requireAll(e);
            }
        });
    }

    static void an_interrupt_of_who_waits_for_all(Stage stage) {
        var field = new Field();
        int caller =
                stage.thread(() -> {
                    try {
                        List<Integer> results = Concurrently.all(field.value(1), field.slow(2));
                        require(results.equals(List.of(1, 2)), results);
                    } catch (InterruptedException e) {
                        require(!Thread.currentThread().isInterrupted(), "thrown and pending");
                    }
                    field.requireOver();
                });
        stage.thread(() -> stage.interrupt(caller));
    }

    static void the_end_of_the_context_around_all(Stage stage) {
        var root = root(stage);
        var cause = new Cause("from above");
        var field = new Field();
        stage.thread(() -> {
            try {
                var results = root.call(() -> Concurrently.all(field.value(1), field.slow(2)));
                require(results.equals(List.of(1, 2)), results);
            } catch (ExecutionException | io.millrace.context.ContextEndedException e) {
                require(cause.equals(e.getCause()), e);
            }
            field.requireOver();
        });
        stage.thread(() -> root.cancel(cause));
    }

    // ---- any

    static void the_first_result_of_any_cancels_the_rest(Stage stage) {
        var field = new Field();
        stage.thread(() -> {
            int result = Concurrently.any(field.value(1), field.never(), field.value(3));
            require(result == 1 || result == 3, result);
            field.requireOver();
        });
    }

    static void a_failure_does_not_matter_where_any_has_a_result(Stage stage) {
        var field = new Field();
        stage.thread(() -> {
            int result = Concurrently.any(field.failing("a"), field.value(2));
            require(result == 2, result);
            field.requireOver();
        });
    }

    static void any_of_failures_tells_them_all(Stage stage) {
        var field = new Field();
        stage.thread(() -> {
            try {
                Concurrently.any(field.failing("a"), field.failing("b"));
                require(false, "no failure told");
            } catch (ExecutionException e) {
                field.requireOver();
                field.requireAll(e);
                require(field.thrown.size() == 2, field.thrown);
            }
        });
    }

    static void an_interrupt_of_who_waits_for_any(Stage stage) {
        var field = new Field();
        int caller =
                stage.thread(() -> {
                    try {
                        require(Concurrently.any(field.slow(1), field.never()) == 1);
                    } catch (InterruptedException e) {
                        require(!Thread.currentThread().isInterrupted(), "thrown and pending");
                    }
                    field.requireOver();
                });
        stage.thread(() -> stage.interrupt(caller));
    }

    // ---- race

    static void what_ends_a_race_first_decides_it(Stage stage) {
        var field = new Field();
        stage.thread(() -> {
            try {
                int result = Concurrently.race(field.failing("a"), field.value(2), field.never());
                require(result == 2, result);
            } catch (ExecutionException e) {
                field.requireAll(e);
            }
            field.requireOver();
        });
    }

    static void of_two_failures_in_a_race_the_first_is_the_cause(Stage stage) {
        var field = new Field();
        stage.thread(() -> {
            try {
                Concurrently.race(field.failing("a"), field.failing("b"));
                require(false, "no failure told");
            } catch (ExecutionException e) {
                field.requireAll(e);
                field.requireOver();
            }
        });
    }

    static void an_interrupt_of_who_waits_for_a_race(Stage stage) {
        var field = new Field();
        int caller =
                stage.thread(() -> {
                    try {
                        require(Concurrently.race(field.slow(1), field.never()) == 1);
                    } catch (InterruptedException e) {
                        require(!Thread.currentThread().isInterrupted(), "thrown and pending");
                    }
                    field.requireOver();
                });
        stage.thread(() -> stage.interrupt(caller));
    }

    static void a_race_whose_context_ends(Stage stage) {
        var root = root(stage);
        var cause = new Cause("from above");
        var field = new Field();
        stage.thread(() -> {
            try {
                root.call(() -> Concurrently.race(field.never(), field.never()));
                require(false, "received from nobody");
            } catch (ExecutionException | io.millrace.context.ContextEndedException e) {
                require(cause.equals(e.getCause()), e);
            }
            field.requireOver();
        });
        stage.thread(() -> root.cancel(cause));
    }

    // ---- hedge

    static void a_second_call_that_is_faster_wins(Stage stage) {
        var field = new Field();
        stage.thread(() -> {
            long start = stage.now();
            int result = Concurrently.hedge(MILLI, List.of(field.never(), field.value(2)));
            require(result == 2, result);
            require(stage.now() - start >= MILLI.toNanos(), "the second came too early");
            field.requireOver();
        });
    }

    static void a_second_call_against_the_result_of_the_first(Stage stage) {
        var field = new Field();
        stage.thread(() -> {
            int result =
                    Concurrently.hedge(
                            MILLI,
                            List.of(
                                    field.call(() -> {
                                        Stage.pause(1);
                                        return 1;
                                    }),
                                    field.value(2)));
            require(result == 1 || (result == 2 && field.begun == 2), result, field.begun);
            field.requireOver();
        });
    }

    static void a_hedge_of_failures_tells_them_all(Stage stage) {
        var field = new Field();
        stage.thread(() -> {
            try {
                Concurrently.hedge(MILLI, 2, field.failing("again"));
                require(false, "no failure told");
            } catch (ExecutionException e) {
                field.requireOver();
                field.requireAll(e);
                require(field.thrown.size() == 2, field.thrown);
            }
        });
    }

    static void an_interrupt_of_who_waits_for_a_hedge(Stage stage) {
        var field = new Field();
        int caller =
                stage.thread(() -> {
                    try {
                        int result =
                                Concurrently.hedge(MILLI, List.of(field.slow(1), field.slow(2)));
                        require(result == 1 || result == 2, result);
                    } catch (InterruptedException e) {
                        require(!Thread.currentThread().isInterrupted(), "thrown and pending");
                    }
                    field.requireOver();
                });
        stage.thread(() -> stage.interrupt(caller));
    }

    static void a_hedge_whose_context_ends(Stage stage) {
        var root = root(stage);
        var cause = new Cause("from above");
        var field = new Field();
        stage.thread(() -> {
            try {
                root.call(() -> Concurrently.hedge(MILLI, List.of(field.never(), field.never())));
                require(false, "received from nobody");
            } catch (ExecutionException | io.millrace.context.ContextEndedException e) {
                require(cause.equals(e.getCause()), e);
            }
            field.requireOver();
        });
        stage.thread(() -> root.cancel(cause));
    }
}
