package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.Sent;
import io.millrace.context.Context;
import io.millrace.context.DeadlineExceededException;
import io.millrace.context.Registration;
import io.millrace.context.tree.Family;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.concurrent.Executor;

/// The tree of contexts: who ends whom, with which cause.
final class ContextScenes {
    private static final Executor AT_ONCE = Runnable::run;
    private static final Duration MILLI = Duration.ofMillis(1);

    private ContextScenes() {}

    /// A cause that is easy to tell.
    static final class Cause extends RuntimeException {
        private static final long serialVersionUID = 1;

        Cause(String message) {
            super(message, null, false, false);
        }
    }

    static Context.Cancellable root(Stage stage) {
        return stage.watched(Context.background().withCancel());
    }

    @SuppressWarnings("ReferenceEquality") // this very exception
    static void requireCause(Context context, Throwable expected) {
        require(context.cause().orElse(null) == expected, context, "instead of", expected);
    }

    @SuppressWarnings("ReferenceEquality") // this very exception
    static boolean endedWith(Context context, Throwable cause) {
        return context.cause().orElse(null) == cause;
    }

    // ---- who ends first

    static void a_child_derived_during_a_cancellation_ends_too(Stage stage) {
        var root = root(stage);
        var cause = new Cause("a");
        var child = new Context[1];
        stage.thread(() -> require(root.cancel(cause)));
        stage.thread(() -> child[0] = stage.watched(root.withCancel()));
        stage.afterwards(() -> requireCause(child[0], cause));
    }

    static void a_grandchild_derived_during_a_cancellation_ends_too(Stage stage) {
        var root = root(stage);
        var child = stage.watched(root.withCancel());
        var cause = new Cause("a");
        var below = new Context[2];
        stage.thread(() -> require(root.cancel(cause)));
        stage.thread(() -> below[0] = stage.watched(child.withCancel()));
        stage.thread(() -> below[1] = stage.watched(child.withCancel()));
        stage.afterwards(() -> {
            requireCause(child, cause);
            requireCause(below[0], cause);
            requireCause(below[1], cause);
        });
    }

    static void of_two_cancellations_the_first_cause_stands(Stage stage) {
        var root = root(stage);
        var child = stage.watched(root.withCancel());
        Cause[] causes = {new Cause("a"), new Cause("b")};
        var first = new boolean[2];
        for (int i = 0; i < 2; i++) {
            int mine = i;
            stage.thread(() -> {
                first[mine] = root.cancel(causes[mine]);
                require(root.isDone(), "cancelled, and not done");
                require(!first[mine] || endedWith(root, causes[mine]), "another cause");
                require(!first[mine] || child.isDone(), "told nobody");
            });
        }
        stage.afterwards(() -> {
            require(first[0] != first[1], first[0], first[1]);
            requireCause(root, causes[first[0] ? 0 : 1]);
            requireCause(child, causes[first[0] ? 0 : 1]);
        });
    }

    static void a_cancellation_from_above_against_one_from_below(Stage stage) {
        var root = root(stage);
        var child = stage.watched(root.withCancel());
        var grandchild = stage.watched(child.withCancel());
        Cause[] causes = {new Cause("a"), new Cause("b")};
        var first = new boolean[1];
        stage.thread(() -> require(root.cancel(causes[0])));
        stage.thread(() -> first[0] = child.cancel(causes[1]));
        stage.afterwards(() -> {
            requireCause(root, causes[0]);
            requireCause(child, causes[first[0] ? 1 : 0]);
            requireCause(grandchild, causes[first[0] ? 1 : 0]);
        });
    }

    static void a_child_that_closes_while_its_parent_is_cancelled(Stage stage) {
        var root = root(stage);
        var child = stage.watched(root.withCancel());
        var sibling = stage.watched(root.withCancel());
        var cause = new Cause("a");
        stage.thread(() -> require(root.cancel(cause)));
        stage.thread(child::close);
        stage.afterwards(() -> {
            require(child.isDone());
            requireCause(sibling, cause);
        });
    }

    static void children_that_close_side_by_side(Stage stage) {
        var root = root(stage);
        var children = new Context.Cancellable[3];
        for (int i = 0; i < 3; i++) {
            children[i] = stage.watched(root.withCancel());
        }
        stage.thread(children[0]::close);
        stage.thread(children[1]::close);
        stage.thread(children[2]::close);
        stage.afterwards(() -> {
            require(!root.isDone(), "a child ended its parent");
            int left = Family.children(root);
            require(left == 0, "children left", left);
        });
    }

    static void a_child_derived_while_its_sibling_closes(Stage stage) {
        var root = root(stage);
        var child = stage.watched(root.withCancel());
        var younger = new Context.Cancellable[1];
        stage.thread(child::close);
        stage.thread(() -> younger[0] = stage.watched(root.withCancel()));
        stage.afterwards(() -> {
            require(!younger[0].isDone());
            root.cancel();
            require(younger[0].isDone(), "was not told");
        });
    }

    static void a_cancel_against_a_close(Stage stage) {
        var root = root(stage);
        var child = stage.watched(root.withCancel());
        var cause = new Cause("a");
        var first = new boolean[1];
        stage.thread(() -> first[0] = root.cancel(cause));
        stage.thread(root::close);
        stage.afterwards(() -> {
            require(first[0] == endedWith(root, cause), root);
            requireCause(child, root.cause().orElseThrow());
        });
    }

    // ---- who waits

    static void an_end_wakes_all_who_wait(Stage stage) {
        var root = root(stage);
        var child = stage.watched(root.withCancel());
        stage.thread(root::await);
        stage.thread(child::await);
        stage.thread(root::cancel);
    }

    static void an_interrupt_against_an_end(Stage stage) {
        var root = root(stage);
        int waiting =
                stage.thread(() -> {
                    try {
                        root.await();
                        require(root.isDone(), "woke up too early");
                    } catch (InterruptedException e) {
                        require(!Thread.currentThread().isInterrupted(), "thrown and pending");
                    }
                });
        stage.thread(() -> stage.interrupt(waiting));
        stage.thread(root::cancel);
    }

    static void an_end_in_a_select_against_a_value(Stage stage) {
        var root = root(stage);
        Channel<Integer> channel = Channel.rendezvous();
        var got = new int[1];
        var sent = new Sent[1];
        stage.thread(() ->
                got[0] =
                        Select.<Integer>of(root.onDone(() -> -1), channel.onReceive(v -> v))
                                .await());
        stage.thread(() -> sent[0] = channel.trySend(7));
        stage.thread(root::cancel);
        stage.afterwards(() -> {
            require((got[0] == 7) == (sent[0] == Sent.SENT), got[0], sent[0]);
            require(channel.stats().waitingReceivers() == 0, channel.stats());
        });
    }

    static void two_selects_hear_of_one_end_and_of_its_cause(Stage stage) {
        var root = root(stage);
        var child = stage.watched(root.withCancel());
        Channel<Integer> channel = Channel.rendezvous();
        var cause = new Cause("a");
        for (Context context : new Context[] {root, child}) {
            stage.thread(() -> {
                Throwable heard =
                        Select.<Throwable>of(
                                        context.onDone(why -> why),
                                        channel.onReceive(v -> new Cause("none")))
                                .await();
                require(heard.equals(cause), heard);
            });
        }
        stage.thread(() -> root.cancel(cause));
        stage.afterwards(() -> require(channel.stats().waitingReceivers() == 0));
    }

    // ---- hooks

    static void a_hook_that_is_stopped_does_not_run(Stage stage) {
        var root = root(stage);
        var runs = new int[1];
        var stopped = new boolean[1];
        Registration hook = root.afterCancel(AT_ONCE, () -> runs[0]++);
        stage.thread(root::cancel);
        stage.thread(() -> stopped[0] = hook.stop());
        stage.afterwards(() -> require(runs[0] == (stopped[0] ? 0 : 1), runs[0], stopped[0]));
    }

    static void a_hook_on_a_thread_of_its_own_that_is_stopped_does_not_run(Stage stage) {
        var root = root(stage);
        var runs = new int[1];
        var stopped = new boolean[1];
        Registration hook = root.afterCancel(() -> runs[0]++);
        stage.thread(root::cancel);
        stage.thread(() -> stopped[0] = hook.stop());
        stage.afterwards(() -> require(runs[0] == (stopped[0] ? 0 : 1), runs[0], stopped[0]));
    }

    static void a_hook_registered_during_a_cancellation_runs_once(Stage stage) {
        var root = root(stage);
        var runs = new int[2];
        stage.thread(root::cancel);
        stage.thread(() -> root.afterCancel(AT_ONCE, () -> runs[0]++));
        stage.thread(() -> root.afterCancel(AT_ONCE, () -> runs[1]++));
        stage.afterwards(() -> require(runs[0] == 1 && runs[1] == 1, runs[0], runs[1]));
    }

    static void hooks_of_neighbours_that_are_stopped_side_by_side(Stage stage) {
        var root = root(stage);
        var runs = new int[3];
        var hooks = new Registration[3];
        var stopped = new boolean[3];
        for (int i = 0; i < 3; i++) {
            int mine = i;
            hooks[i] = root.afterCancel(AT_ONCE, () -> runs[mine]++);
        }
        stage.thread(() -> stopped[0] = hooks[0].stop());
        stage.thread(() -> stopped[1] = hooks[1].stop());
        stage.thread(root::cancel);
        stage.afterwards(() -> {
            for (int i = 0; i < 3; i++) {
                require(runs[i] == (stopped[i] ? 0 : 1), i, runs[i], stopped[i]);
            }
        });
    }

    static void a_hook_that_cancels_another_tree(Stage stage) {
        var root = root(stage);
        var other = root(stage);
        var cause = new Cause("a");
        root.afterCancel(AT_ONCE, other::cancel);
        other.afterCancel(AT_ONCE, root::cancel);
        stage.thread(root::cancel);
        stage.thread(() -> other.cancel(cause));
        stage.afterwards(() -> require(root.isDone() && other.isDone()));
    }

    // ---- deadlines

    static void a_deadline_against_a_cancel_and_a_close(Stage stage) {
        long start = stage.now();
        var context = stage.watched(Context.background().withTimeout(MILLI));
        var cause = new Cause("a");
        var first = new boolean[1];
        stage.thread(() -> first[0] = context.cancel(cause));
        stage.thread(context::close);
        stage.thread(() -> {
            context.await();
            boolean expired = context.cause().orElseThrow() instanceof DeadlineExceededException;
            require(!expired || stage.now() - start >= 1_000_000, "expired too early");
        });
        stage.afterwards(() -> require(first[0] == endedWith(context, cause), context));
    }

    static void a_deadline_ends_what_lies_below(Stage stage) {
        long start = stage.now();
        var context = stage.watched(Context.background().withTimeout(MILLI));
        var child = new Context[1];
        stage.thread(() -> {
            child[0] = stage.watched(context.withTimeout(Duration.ofMillis(2)));
            child[0].await();
            require(stage.now() - start >= 1_000_000, "expired too early");
        });
        stage.thread(context::await);
        stage.afterwards(() -> requireCause(child[0], context.cause().orElseThrow()));
    }

    static void a_childs_deadline_against_its_parents_cancellation(Stage stage) {
        var root = root(stage);
        var child = stage.watched(root.withTimeout(MILLI));
        var cause = new Cause("a");
        stage.thread(() -> require(root.cancel(cause)));
        stage.thread(child::await);
        stage.afterwards(() -> {
            boolean expired = child.cause().orElseThrow() instanceof DeadlineExceededException;
            require(expired || endedWith(child, cause), child);
        });
    }

    static void a_deadline_set_during_a_cancellation_leaves_no_timer(Stage stage) {
        var root = root(stage);
        var ended = new int[1];
        Stage.Part lookForTimers =
                () -> {
                    if (++ended[0] == 2) {
                        require(Door.timers().pending() == 0, "a timer that nobody needs");
                    }
                };
        stage.thread(() -> {
            root.cancel();
            lookForTimers.play();
        });
        stage.thread(() -> {
            require(stage.watched(root.withTimeout(MILLI)).deadline().isPresent());
            lookForTimers.play();
        });
    }

    static void a_deadline_that_has_passed_ends_at_once(Stage stage) {
        var root = root(stage);
        var cause = new Cause("a");
        stage.thread(() -> {
            var child = stage.watched(root.withTimeout(Duration.ZERO));
            require(child.isDone(), "not at once");
        });
        stage.thread(() -> require(root.cancel(cause)));
        stage.afterwards(() -> requireCause(root, cause));
    }

    static void two_deadlines_that_are_closed_side_by_side(Stage stage) {
        stage.thread(() -> {
            try (var one = stage.watched(Context.background().withTimeout(MILLI))) {
                require(one.deadline().isPresent());
            }
        });
        stage.thread(() -> {
            try (var one = stage.watched(Context.background().withTimeout(Duration.ofMillis(3)))) {
                require(one.deadline().isPresent());
            }
        });
    }
}
