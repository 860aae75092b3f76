package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.ContextScenes.root;
import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.Sent;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Scope;
import java.time.Duration;

/// Calls within a context: no interrupt is left behind (S4), and none is lost.
final class CallScenes {
    private CallScenes() {}

    static void a_call_that_returns_against_the_end_of_its_context(Stage stage) {
        var root = root(stage);
        var cause = new Cause("a");
        stage.thread(() -> {
            try {
                require(root.call(() -> 7) == 7);
            } catch (ContextEndedException e) {
                require(e.getCause() != null && e.getCause().equals(cause), e);
            }
        });
        stage.thread(() -> root.cancel(cause));
    }

    static void a_call_that_waits_is_ended_with_its_context(Stage stage) {
        var root = root(stage);
        Channel<Integer> channel = Channel.rendezvous();
        var cause = new Cause("a");
        stage.thread(() -> {
            try {
                root.call(channel::receive);
                require(false, "received from nobody");
            } catch (ContextEndedException e) {
                require(e.getCause() != null && e.getCause().equals(cause), e);
            }
        });
        stage.thread(() -> root.cancel(cause));
        stage.afterwards(() -> require(channel.stats().waitingReceivers() == 0));
    }

    static void a_value_against_the_end_of_a_calls_context(Stage stage) {
        var root = root(stage);
        Channel<Integer> channel = Channel.rendezvous();
        var got = new boolean[1];
        var sent = new Sent[1];
        stage.thread(() -> {
            try {
                got[0] = root.call(channel::receive) == 7;
            } catch (ContextEndedException e) {
                require(root.isDone(), e);
            }
        });
        stage.thread(() -> sent[0] = channel.trySend(7));
        stage.thread(root::cancel);
        stage.afterwards(() -> require(got[0] == (sent[0] == Sent.SENT), got[0], sent[0]));
    }

    static void an_interrupt_from_before_the_call_stays(Stage stage) {
        var root = root(stage);
        var stayed = new boolean[1];
        int calling =
                stage.thread(() -> {
                    Thread.currentThread().interrupt();
                    try {
                        root.call(() -> 7);
                    } catch (ContextEndedException e) {
                        require(root.isDone(), e);
                    }
                    stayed[0] = Thread.interrupted();
                });
        stage.thread(root::cancel);
        stage.afterwards(() -> require(stayed[0], "thread", calling, "lost its interrupt"));
    }

    static void the_interrupt_of_an_outer_call_is_not_lost_in_an_inner_one(Stage stage) {
        var outer = root(stage);
        var inner = root(stage);
        Channel<Integer> channel = Channel.rendezvous();
        stage.thread(() -> {
            try {
                outer.call(() -> {
                    try {
                        inner.call(() -> 7);
                    } catch (ContextEndedException e) {
                        require(inner.isDone(), e);
                    }
                    return channel.receive(); // for ever, but for the outer interrupt
                });
                require(false, "received from nobody");
            } catch (ContextEndedException e) {
                require(outer.isDone(), e);
            }
        });
        stage.thread(inner::cancel);
        stage.thread(outer::cancel);
    }

    static void one_end_interrupts_nested_calls_that_wait(Stage stage) {
        var outer = root(stage);
        Channel<Integer> channel = Channel.rendezvous();
        stage.thread(() -> {
            try {
                outer.call(() -> {
                    var inner = stage.watched(Context.current().withCancel());
                    try {
                        return inner.call(channel::receive);
                    } finally {
                        inner.close();
                    }
                });
                require(false, "received from nobody");
            } catch (ContextEndedException e) {
                require(outer.isDone(), e);
            }
        });
        stage.thread(outer::cancel);
    }

    static void calls_one_after_the_other_against_one_end_each(Stage stage) {
        var first = root(stage);
        var second = root(stage);
        stage.thread(() -> {
            for (Context context : new Context[] {first, second}) {
                try {
                    context.call(() -> 7);
                } catch (ContextEndedException e) {
                    require(context.isDone(), e);
                }
            }
            Stage.pause(1); // throws if an interrupt was left behind
        });
        stage.thread(first::cancel);
        stage.thread(second::cancel);
    }

    static void a_calls_deadline_against_its_return(Stage stage) {
        stage.thread(() -> {
            try (var context =
                    stage.watched(Context.background().withTimeout(Duration.ofMillis(1)))) {
                context.call(() -> {
                    Stage.pause(1);
                    return 7;
                });
            } catch (ContextEndedException e) {
                require(e.getCause() != null, e);
            }
            Stage.pause(1); // throws if an interrupt was left behind
        });
    }

    static void a_tasks_cancellation_is_not_lost_in_a_call(Stage stage) {
        var inner = root(stage);
        Channel<Integer> channel = Channel.rendezvous();
        stage.thread(() -> {
            try (var scope = Scope.open()) {
                scope.go(() -> {
                    try {
                        inner.call(() -> 7);
                    } catch (ContextEndedException e) {
                        require(inner.isDone(), e);
                    }
                    return channel.receive(); // for ever, but for the scope's end
                });
            }
        });
        stage.thread(inner::cancel);
        stage.afterwards(() -> require(channel.stats().waitingReceivers() == 0));
    }

    static void a_call_within_a_task_against_the_scopes_cancellation(Stage stage) {
        Channel<Integer> channel = Channel.rendezvous();
        stage.thread(() -> {
            try (var scope = Scope.open()) {
                stage.thread(scope::cancel);
                var task =
                        scope.go(() -> {
                            try (var context = stage.watched(Context.current().withCancel())) {
                                return context.call(channel::receive);
                            }
                        });
                scope.join();
                require(task.isDone() && scope.stats().cancelled() == 1, scope.stats());
            }
        });
    }
}
