package io.millrace.jcstress.planted;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.jcstress.Hands;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Hand-overs with a fault each; whoever runs them must see a forbidden outcome.
public final class Faults {
    private Faults() {}

    /// A hand-over by a plain field: the compiler may turn the order of the reads around.
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen")
    @Outcome(
            id = {"0, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "nothing there yet")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class PlainHandOver {
        private int content;
        private int place;

        @Actor
        public void sender() {
            content = 1;
            place = 1;
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = place;
            r.r2 = content;
        }
    }

    /// Two places, each written with release and read with acquire: both actors may miss what the
    /// other wrote.
    @JCStressTest
    @Outcome(
            id = {"1, 1", "1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "one at least has seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ReleasedHandOver {
        private final AtomicInteger left = new AtomicInteger();
        private final AtomicInteger right = new AtomicInteger();

        @Actor
        public void one(II_Result r) {
            left.setRelease(1);
            r.r1 = right.getAcquire();
        }

        @Actor
        public void other(II_Result r) {
            right.setRelease(1);
            r.r2 = left.getAcquire();
        }
    }

    /// A value is looked at, and then taken: two may have it.
    @JCStressTest
    @Outcome(
            id = {"7, -1", "-1, 7"},
            expect = ACCEPTABLE,
            desc = "one of them")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class TakenTwice {
        private final AtomicInteger slot = new AtomicInteger(7);

        @Actor
        public void one(II_Result r) {
            r.r1 = slot.get();
            slot.set(Hands.NONE);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = slot.get();
            slot.set(Hands.NONE);
        }
    }
}
