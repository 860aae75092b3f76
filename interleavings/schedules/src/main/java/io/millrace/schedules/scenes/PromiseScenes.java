package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.Sent;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.select.Select;
import io.millrace.task.Outcome;
import io.millrace.task.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/// Promises: ended once, and everybody hears of the same end.
final class PromiseScenes {
    private static final Duration MILLI = Duration.ofMillis(1);

    private PromiseScenes() {}

    private static void requireNoWaiters(Promise<?> promise) {
        require(promise.stats().waiting() == 0, "left waiting", promise.stats());
    }

    // ---- who ends it

    static void of_three_who_end_a_promise_one_is_first(Stage stage) {
        var promise = new Promise<Integer>();
        var cause = new Cause("a");
        var first = new boolean[3];
        List<Outcome<Integer>> heard = new ArrayList<>();
        stage.thread(() -> first[0] = promise.complete(7));
        stage.thread(() -> first[1] = promise.fail(cause));
        stage.thread(() -> first[2] = promise.cancel(cause));
        stage.thread(() -> heard.add(promise.outcome()));
        stage.afterwards(() -> {
            int winners = (first[0] ? 1 : 0) + (first[1] ? 1 : 0) + (first[2] ? 1 : 0);
            require(winners == 1, "ended how often?", winners);
            Outcome<Integer> how = heard.getFirst();
            boolean agrees =
                    switch (how) {
                        case Outcome.Success<Integer>(Integer value) -> first[0] && value == 7;
                        case Outcome.Failure<Integer>(var why) -> first[1] && why.equals(cause);
                        case Outcome.Cancelled<Integer>(var why) -> first[2] && why.equals(cause);
                    };
            require(agrees, how, first[0], first[1], first[2]);
            require(promise.outcome().equals(how), "another end", promise.outcome(), how);
            requireNoWaiters(promise);
        });
    }

    /// Whoever finds it done, or was too late to end it, knows how it has ended.
    static void who_sees_the_end_sees_how_it_ended(Stage stage) {
        var promise = new Promise<Integer>();
        stage.thread(() -> promise.complete(1));
        stage.thread(() -> {
            if (!promise.complete(2)) {
                require(promise.isDone(), "V1: too late, and not done");
                require(promise.outcome().equals(new Outcome.Success<>(1)), promise.outcome());
            }
        });
        stage.thread(() -> {
            if (promise.isDone()) {
                require(promise.outcome(Duration.ZERO).isPresent(), "V1: done without an outcome");
                promise.stats();
            }
        });
    }

    static void all_who_wait_hear_of_one_end(Stage stage) {
        var promise = new Promise<Integer>();
        var heard = new int[1];
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> {
                int value = promise.await();
                heard[0] += value;
            });
        }
        stage.thread(() -> promise.complete(7));
        stage.afterwards(() -> {
            require(heard[0] == 14, heard[0]);
            requireNoWaiters(promise);
        });
    }

    // ---- giving up

    static void an_interrupt_against_the_end_of_a_promise(Stage stage) {
        var promise = new Promise<Integer>();
        var interrupted = new boolean[1];
        int waiting =
                stage.thread(() -> {
                    try {
                        require(promise.await() == 7);
                        boolean pending = interrupted[0]; // then it had come before, for certain
                        require(!pending || Thread.currentThread().isInterrupted(), "W3: lost");
                    } catch (InterruptedException e) {
                        require(!Thread.currentThread().isInterrupted(), "thrown and pending");
                    }
                });
        stage.thread(() -> {
            stage.interrupt(waiting);
            interrupted[0] = true;
        });
        stage.thread(() -> promise.complete(7));
        stage.afterwards(() -> requireNoWaiters(promise));
    }

    static void one_who_gives_up_leaves_the_others_waiting(Stage stage) {
        var promise = new Promise<Integer>();
        int waiting =
                stage.thread(() -> {
                    try {
                        promise.await();
                    } catch (InterruptedException e) {
                        promise.complete(7);
                    }
                });
        stage.thread(() -> require(promise.await() == 7));
        stage.thread(() -> stage.interrupt(waiting));
        stage.afterwards(() -> requireNoWaiters(promise));
    }

    static void a_timeout_against_the_end_of_a_promise(Stage stage) {
        var promise = new Promise<Integer>();
        long start = stage.now();
        stage.thread(() -> {
            var outcome = promise.outcome(MILLI);
            require(
                    outcome.isPresent() || stage.now() - start >= MILLI.toNanos(),
                    "gave up too early");
            require(outcome.isEmpty() || promise.isDone(), "an outcome before the end");
        });
        stage.thread(() -> promise.fail(new Cause("a")));
        stage.afterwards(() -> requireNoWaiters(promise));
    }

    // ---- selects

    static void a_select_over_two_promises_takes_one_end(Stage stage) {
        var one = new Promise<Integer>();
        var two = new Promise<Integer>();
        stage.thread(() -> {
            int got = Select.<Integer>of(one.onDone(how -> 1), two.onDone(how -> 2)).await();
            require((got == 1 ? one : two).isDone(), "it has not ended", got);
        });
        stage.thread(() -> one.complete(1));
        stage.thread(() -> two.cancel());
        stage.afterwards(() -> {
            requireNoWaiters(one);
            requireNoWaiters(two);
        });
    }

    static void a_select_gives_up_a_promise_against_its_end(Stage stage) {
        var promise = new Promise<Integer>();
        Channel<Integer> channel = Channel.rendezvous();
        var sent = new Sent[1];
        var got = new int[1];
        int selecting =
                stage.impatient(() ->
                        got[0] =
                                Select.<Integer>of(
                                                promise.onDone(how -> 1),
                                                channel.onReceive(value -> value),
                                                Select.after(MILLI, () -> 3))
                                        .await());
        stage.thread(() -> promise.complete(1));
        stage.thread(() -> sent[0] = channel.trySend(2));
        stage.thread(() -> stage.interrupt(selecting));
        stage.afterwards(() -> {
            require((got[0] == 2) == (sent[0] == Sent.SENT), got[0], sent[0]);
            requireNoWaiters(promise);
            require(channel.stats().waitingReceivers() == 0, channel.stats());
        });
    }

    // ---- futures

    /// Tells how a future ended, if it has.
    private static Object how(CompletableFuture<Integer> future) {
        return switch (future.state()) {
            case RUNNING -> "running";
            case SUCCESS -> future.resultNow();
            case FAILED -> future.exceptionNow();
            case CANCELLED -> "cancelled";
        };
    }

    static void a_copy_that_is_made_while_a_promise_ends_ends_too(Stage stage) {
        var promise = new Promise<Integer>();
        List<CompletableFuture<Integer>> copies = new ArrayList<>();
        copies.add(promise.toCompletableFuture());
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> copies.add(promise.toCompletableFuture()));
        }
        stage.thread(() -> promise.complete(7));
        stage.afterwards(() ->
                copies.forEach(copy -> require(how(copy).equals(7), "V2: a copy is", how(copy))));
    }

    static void copies_agree_when_two_end_a_promise(Stage stage) {
        var promise = new Promise<Integer>();
        var cause = new Cause("a");
        var first = new boolean[2];
        List<CompletableFuture<Integer>> copies = new ArrayList<>();
        copies.add(promise.toCompletableFuture());
        stage.thread(() -> first[0] = promise.fail(cause));
        stage.thread(() -> first[1] = promise.cancel());
        stage.thread(() -> copies.add(promise.toCompletableFuture()));
        stage.afterwards(() -> {
            require(first[0] != first[1], first[0], first[1]);
            Object expected = first[0] ? cause : "cancelled";
            copies.forEach(copy -> require(how(copy).equals(expected), how(copy), expected));
        });
    }

    static void what_depends_on_a_copy_finds_the_promise_ended(Stage stage) {
        var promise = new Promise<Integer>();
        var ran = new int[1];
        stage.thread(() -> {
            var _ =
                    promise.toCompletableFuture()
                            .thenAccept(value -> {
                                require(promise.isDone(), "V1: told before the end");
                                require(!promise.complete(9), "ended twice");
                                ran[0]++;
                            });
        });
        stage.thread(() -> promise.complete(7));
        stage.thread(() -> promise.toCompletableFuture().cancel(true)); // of its own
        stage.afterwards(() -> {
            require(ran[0] == 1, "told how often?", ran[0]);
            require(promise.outcome().equals(new Outcome.Success<>(7)), promise.outcome());
        });
    }

    static void the_end_of_a_stage_against_a_cancellation_of_its_promise(Stage stage) {
        var future = new CompletableFuture<Integer>();
        Promise<Integer> promise = Promise.of(future);
        var cancelled = new boolean[1];
        var heard = new AtomicReference<Object>();
        stage.thread(() -> future.complete(7));
        stage.thread(() -> cancelled[0] = promise.cancel());
        stage.thread(() -> {
            try {
                heard.set(promise.await());
            } catch (ExecutionException | java.util.concurrent.CancellationException e) {
                heard.set("cancelled");
            }
        });
        stage.afterwards(() -> {
            require(how(future).equals(7), "the future ended as its copy did", how(future));
            Object expected = cancelled[0] ? "cancelled" : 7;
            require(expected.equals(heard.get()), heard.get(), expected);
        });
    }
}
