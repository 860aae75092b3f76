package io.millrace.jcstress.promises;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.channel.Channel;
import io.millrace.jcstress.Hands;
import io.millrace.select.Select;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// What one of two can have, one of two has.
public final class Claims {
    private Claims() {}

    /// Two take one value.
    @JCStressTest
    @Outcome(
            id = {"7, -1", "-1, 7"},
            expect = ACCEPTABLE,
            desc = "one of them")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfOneValue {
        private final Channel<Integer> channel = Hands.holding(2, 7);

        @Actor
        public void one(II_Result r) {
            r.r1 = Hands.tryReceive(channel);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = Hands.tryReceive(channel);
        }
    }

    /// Two fill one slot.
    @JCStressTest
    @Outcome(
            id = {"1, -1", "-1, 1"},
            expect = ACCEPTABLE,
            desc = "one of them")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfOneSlot {
        private final Channel<Integer> channel = Hands.holding(2, 7);

        @Actor
        public void one(II_Result r) {
            r.r1 = Hands.trySend(channel, 1);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = Hands.trySend(channel, 2);
        }
    }

    /// Two partners, one select: one of them has it.
    @JCStressTest
    @Outcome(
            id = {"1, 1, 1", "2, 1, 1"},
            expect = ACCEPTABLE,
            desc = "one value was handed over")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfOneSelect {
        private final Channel<Integer> left = Channel.rendezvous();
        private final Channel<Integer> right = Channel.rendezvous();

        @Actor
        public void selecting(III_Result r) {
            r.r1 = Hands.await(Select.<Integer>of(left.onReceive(v -> v), right.onReceive(v -> v)));
        }

        @Actor
        public void partners(III_Result r) {
            while (r.r2 == 0) {
                r.r2 += Math.max(0, Hands.trySend(left, 1));
                r.r2 += Math.max(0, Hands.trySend(right, 2));
            }
        }

        @Arbiter
        public void then(III_Result r) {
            r.r3 = (int) (left.stats().received() + right.stats().received());
        }
    }

    /// Two selects meet: one sends, the other receives.
    @JCStressTest
    @Outcome(
            id = {"0, 1", "2, 0"},
            expect = ACCEPTABLE,
            desc = "they agree")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfTwoSelects {
        private final Channel<Integer> there = Channel.rendezvous();
        private final Channel<Integer> back = Channel.rendezvous();

        @Actor
        public void one(II_Result r) {
            r.r1 =
                    Hands.await(
                            Select.<Integer>of(
                                    there.onSend(() -> 1, () -> 0), back.onReceive(v -> v)));
        }

        @Actor
        public void other(II_Result r) {
            r.r2 =
                    Hands.await(
                            Select.<Integer>of(
                                    back.onSend(() -> 2, () -> 0), there.onReceive(v -> v)));
        }
    }

    /// A value and an end of the other channel come to one select.
    @JCStressTest
    @Outcome(id = "7, 1, -1", expect = ACCEPTABLE, desc = "the value")
    @Outcome(id = "-2, 1, 7", expect = ACCEPTABLE, desc = "the end, and the value left")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfOneSelectByAnEnd {
        private final Channel<Integer> left = Channel.buffered(1);
        private final Channel<Integer> right = Channel.rendezvous();

        @Actor
        public void selecting(III_Result r) {
            r.r1 =
                    Hands.await(
                            Select.<Integer>of(
                                    left.onReceive(v -> v),
                                    right.onReceive(v -> v, closed -> Hands.ENDED)));
        }

        @Actor
        public void partners(III_Result r) {
            r.r2 = Hands.trySend(left, 7);
            right.close();
        }

        @Arbiter
        public void then(III_Result r) {
            r.r3 = Hands.tryReceive(left);
        }
    }
}
