package io.millrace.jcstress.promises;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.context.Context;
import io.millrace.jcstress.Hands;
import io.millrace.select.Select;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// What was done before a task or a context ended is seen by whoever is told.
public final class Signals {
    private Signals() {}

    /// All that a task did has happened before its end is seen.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfATask {
        private volatile @Nullable Task<@Nullable Void> started; // set by the owner
        private int plain;

        @Actor
        public void owner() {
            try (Scope scope = Scope.open()) {
                started =
                        scope.go(() -> {
                            plain = 1;
                        });
                Hands.undisturbed(started::outcome);
            }
        }

        @Actor
        public void other(I_Result r) {
            Task<@Nullable Void> task = started;
            while (task == null) {
                Thread.onSpinWait();
                task = started;
            }
            Hands.undisturbed(task::outcome);
            r.r1 = plain;
        }
    }

    /// All that the tasks did has happened before the scope is closed.
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfAScope {
        private int one;
        private int two;

        @Actor
        public void owner(II_Result r) {
            try (Scope scope = Scope.open()) {
                scope.go(() -> {
                    one = 1;
                });
                scope.go(() -> {
                    two = 2;
                });
                Hands.undisturbed(() -> join(scope));
            }
            r.r1 = one;
            r.r2 = two;
        }
    }

    /// Who waits for the end.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfAContextForWhoWaits {
        private final Context.Cancellable context = Context.background().withCancel();
        private int plain;

        @Actor
        public void canceller() {
            plain = 1;
            context.cancel();
        }

        @Actor
        public void waiting(I_Result r) {
            r.r1 =
                    Hands.undisturbed(() -> {
                        context.await();
                        return plain;
                    });
        }
    }

    /// Who looks.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "ended")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not yet")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfAContextForWhoAsks {
        private final Context.Cancellable context = Context.background().withCancel();
        private int plain;

        @Actor
        public void canceller() {
            plain = 1;
            context.cancel();
        }

        @Actor
        public void asker(I_Result r) {
            r.r1 = context.isDone() ? plain : Hands.NONE;
        }
    }

    /// Who looks at a child.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "ended")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not yet")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfAContextForAChild {
        private final Context.Cancellable context = Context.background().withCancel();
        private final Context.Cancellable child = context.withCancel();
        private int plain;

        @Actor
        public void canceller() {
            plain = 1;
            context.cancel();
        }

        @Actor
        public void asker(I_Result r) {
            r.r1 = child.isDone() ? plain : Hands.NONE;
        }
    }

    /// A clause.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfAContextForASelect {
        private final Context.Cancellable context = Context.background().withCancel();
        private int plain;

        @Actor
        public void canceller() {
            plain = 1;
            context.cancel();
        }

        @Actor
        public void selecting(I_Result r) {
            r.r1 = Hands.await(Select.<Integer>of(context.onDone(() -> plain)));
        }
    }

    private static int join(Scope scope) throws InterruptedException {
        try {
            scope.join();
            return 0;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /// A loop that never waits comes to its end when its context has ended.
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "seen")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "never seen")
    @State
    public static class ALoopSeesTheEndOfItsContext {
        private final Context.Cancellable context = Context.background().withCancel();

        @Actor
        @SuppressWarnings("EmptyBlock") // it computes
        public void loop() {
            while (!context.isDone()) {}
        }

        @Signal
        public void cancel() {
            context.cancel();
        }
    }

    /// The same with an event.
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "seen")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "never seen")
    @State
    public static class ALoopSeesAnEvent {
        private final io.millrace.waiting.Signal event = new io.millrace.waiting.Signal(this);

        @Actor
        @SuppressWarnings("EmptyBlock") // it computes
        public void loop() {
            while (!event.isFired()) {}
        }

        @Signal
        public void fire() {
            event.fire();
        }
    }
}
