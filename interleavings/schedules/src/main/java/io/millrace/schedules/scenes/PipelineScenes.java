package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.ContextScenes.root;
import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.context.ContextEndedException;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.Source;
import io.millrace.pipeline.Workers;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;

/// Pipelines: whole, left, failing, interrupted, cancelled; nothing is lost and nobody is left.
/// That all threads end is asked by the stage after each (S1).
final class PipelineScenes {
    private static final Channel<Long> NEVER = Channel.never();

    private PipelineScenes() {}

    private static Pipeline<Long> three() {
        return Source.range(0, 3);
    }

    /// Gives one element, and then waits for ever.
    private static Pipeline<Long> stuck() {
        return Source.of(7L).concat(Source.sharing(NEVER));
    }

    private static void requireWhole(Pipeline<Long> pipeline, boolean ordered) throws Exception {
        List<Long> all = pipeline.toList();
        List<Long> sorted = ordered ? all : all.stream().sorted().toList();
        require(sorted.equals(List.of(0L, 1L, 2L)), all);
    }

    // ---- whole

    static void a_buffer_hands_over_everything(Stage stage) {
        stage.thread(() -> requireWhole(three().buffer(1), true));
    }

    static void an_ordered_stage_keeps_its_order(Stage stage) {
        stage.thread(() -> requireWhole(three().map(Workers.ordered(2).window(2), x -> x), true));
    }

    static void an_unordered_stage_loses_nothing(Stage stage) {
        stage.thread(
                () -> requireWhole(three().map(Workers.unordered(2).window(2), x -> x), false));
    }

    static void a_stage_that_drops_gives_back_its_room(Stage stage) {
        stage.thread(() ->
                require(three().filter(Workers.unordered(2).window(1), x -> x == 2).count() == 1));
    }

    static void a_stage_by_key_keeps_the_order_of_each(Stage stage) {
        stage.thread(() -> {
            List<Long> worked = new ArrayList<>(); // by one at a time: they have one key
            requireWhole(
                    three().map(
                                    Workers.<Long>byKey(2, x -> "one").window(2),
                                    x -> {
                                        worked.add(x);
                                        return x;
                                    }),
                    true);
            require(worked.equals(List.of(0L, 1L, 2L)), worked);
        });
    }

    static void two_keys_keep_their_order_each(Stage stage) {
        stage.thread(() -> {
            List<Long> all =
                    Source.range(0, 4)
                            .map(Workers.<Long>byKey(2, x -> x % 2).window(3), x -> x)
                            .toList();
            require(all.stream().filter(x -> x % 2 == 0).toList().equals(List.of(0L, 2L)), all);
            require(all.stream().filter(x -> x % 2 == 1).toList().equals(List.of(1L, 3L)), all);
        });
    }

    static void ordered_stages_in_a_row_keep_it(Stage stage) {
        stage.thread(() ->
                requireWhole(
                        Source.range(-1, 3)
                                .filter(Workers.ordered(2).window(2), x -> x >= 0)
                                .map(Workers.ordered(2).window(2), x -> x),
                        true));
    }

    static void a_merge_takes_everything_of_both(Stage stage) {
        stage.thread(
                () -> requireWhole(Source.merge(Source.range(0, 1), Source.range(1, 3)), false));
    }

    static void a_zip_ends_with_the_shorter(Stage stage) {
        stage.thread(() ->
                require(three().zip(Source.range(5, 6), Long::sum).toList().equals(List.of(5L))));
    }

    // ---- left

    static void the_first_of_what_runs_ahead(Stage stage) {
        stage.thread(
                () -> require(three().map(Workers.ordered(2), x -> x).first().orElseThrow() == 0));
    }

    static void the_first_of_a_source_that_gives_no_more(Stage stage) {
        stage.thread(() -> require(stuck().buffer(1).first().orElseThrow() == 7));
    }

    static void the_first_of_a_key_that_has_more_to_do(Stage stage) {
        stage.thread(() ->
                require(
                        Source.range(0, 9)
                                        .concat(stuck())
                                        .map(Workers.<Long>byKey(2, x -> "one").window(3), x -> x)
                                        .first()
                                        .orElseThrow()
                                == 0));
    }

    static void a_stage_in_the_middle_leaves_what_is_before_it(Stage stage) {
        stage.thread(() ->
                require(
                        stuck().map(Workers.unordered(1), x -> x)
                                .take(1)
                                .buffer(1)
                                .toList()
                                .equals(List.of(7L))));
    }

    static void a_receiver_hangs_up_against_an_element(Stage stage) {
        stage.thread(() -> {
            try (var scope = Scope.open()) {
                Receiver<Long> receiver = stuck().buffer(0).receiver(scope, 0);
                stage.thread(receiver::cancel);
                try {
                    require(receiver.receive() == 7);
                    receiver.receive();
                    require(false, "a second one");
                } catch (ChannelClosedException e) {
                    // it was cancelled
                }
                scope.join();
            }
        });
    }

    static void an_iterator_is_closed_while_the_pipeline_runs(Stage stage) {
        stage.thread(() -> {
            try (var iterator = three().buffer(1).iterator()) {
                require(iterator.next() == 0);
            }
        });
    }

    // ---- failing

    private static Pipeline<Long> failing(Pipeline<Long> pipeline, long at, Cause cause) {
        return pipeline.map(x -> {
            if (x == at) {
                throw cause;
            }
            return x;
        });
    }

    private static ExecutionException failure(Pipeline<Long> pipeline) throws InterruptedException {
        try {
            throw new AssertionError("it returned " + pipeline.toList());
        } catch (ExecutionException e) {
            return e;
        }
    }

    static void a_failure_before_a_buffer(Stage stage) {
        var cause = new Cause("a");
        stage.thread(() -> {
            ExecutionException e = failure(failing(three(), 1, cause).buffer(1));
            require(cause.equals(e.getCause()) && e.getSuppressed().length == 0, e);
        });
    }

    static void a_failure_behind_a_buffer(Stage stage) {
        var cause = new Cause("a");
        stage.thread(() -> {
            ExecutionException e = failure(failing(stuck().buffer(1), 7, cause));
            require(cause.equals(e.getCause()) && e.getSuppressed().length == 0, e);
        });
    }

    static void a_failure_of_a_worker(Stage stage) {
        var cause = new Cause("a");
        stage.thread(() -> {
            ExecutionException e =
                    failure(
                            three().map(
                                            Workers.ordered(2),
                                            x -> {
                                                if (x == 1) {
                                                    throw cause;
                                                }
                                                return x;
                                            }));
            require(cause.equals(e.getCause()) && e.getSuppressed().length == 0, e);
        });
    }

    static void two_failures_on_two_sides_of_a_buffer(Stage stage) {
        var before = new Cause("a");
        var behind = new Cause("b");
        stage.thread(() -> {
            ExecutionException e =
                    failure(failing(failing(three(), 1, before).buffer(1), 0, behind));
            boolean both = e.getSuppressed().length == 1;
            Throwable other = both ? e.getSuppressed()[0] : null;
            require(before.equals(e.getCause()) || behind.equals(e.getCause()), e);
            require(!both || before.equals(other) || behind.equals(other), e);
            require(other == null || !other.equals(e.getCause()), "told twice", e);
        });
    }

    // ---- interrupted and cancelled

    static void an_interrupt_at_any_moment(Stage stage) {
        int[] consumer = new int[1];
        consumer[0] =
                stage.thread(() -> {
                    stage.thread(() -> stage.interrupt(consumer[0]));
                    try {
                        requireWhole(three().buffer(1), true);
                    } catch (InterruptedException e) {
                        require(!Thread.currentThread().isInterrupted(), "thrown and pending");
                    }
                });
    }

    static void the_context_ends_at_any_moment(Stage stage) {
        var root = root(stage);
        var cause = new Cause("a");
        stage.thread(() -> require(root.cancel(cause)));
        stage.thread(() -> {
            try {
                root.call(() -> {
                    requireWhole(three().buffer(1), true);
                    return true;
                });
            } catch (ContextEndedException | ExecutionException e) {
                require(cause.equals(e.getCause()), e);
            }
        });
    }

    static void a_subscription_is_cancelled_against_its_elements(Stage stage) {
        stage.thread(() ->
                Source.range(0, 2)
                        .buffer(0)
                        .publisher()
                        .subscribe(
                                new Flow.Subscriber<Long>() {
                                    private boolean ended;
                                    private long next;

                                    @Override
                                    public void onSubscribe(Flow.Subscription subscription) {
                                        subscription.request(1);
                                        stage.thread(subscription::cancel);
                                        stage.thread(() -> subscription.request(1));
                                    }

                                    @Override
                                    public void onNext(Long item) {
                                        require(!ended && item == next++, item);
                                    }

                                    @Override
                                    public void onError(Throwable failure) {
                                        throw new AssertionError(
                                                "told of its own cancellation", failure);
                                    }

                                    @Override
                                    public void onComplete() {
                                        require(!ended && next == 2);
                                        ended = true;
                                    }
                                }));
    }
}
