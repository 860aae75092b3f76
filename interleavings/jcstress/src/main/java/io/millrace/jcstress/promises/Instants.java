package io.millrace.jcstress.promises;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelStats;
import io.millrace.jcstress.Hands;
import io.millrace.select.Select;
import java.util.concurrent.BlockingQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Each operation takes effect at one instant between its call and its return.
public final class Instants {
    private Instants() {}

    /// A value that is there all the time is found, whatever goes on behind it.
    @JCStressTest
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "found")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class NoFalseEmpty {
        private final Channel<Integer> channel = Hands.holding(2, 7);

        @Actor
        public void sender() {
            Hands.trySend(channel, 8);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = Hands.tryReceive(channel);
        }
    }

    /// Room that is there all the time is found, whatever goes on before it.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "found")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class NoFalseFull {
        private final Channel<Integer> channel = Hands.holding(2, 7);

        @Actor
        public void receiver() {
            Hands.tryReceive(channel);
        }

        @Actor
        public void sender(I_Result r) {
            r.r1 = Hands.trySend(channel, 8);
        }
    }

    /// The receiver takes one; the next is there all the time, though the ring turns.
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "found")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class NoFalseEmptyWhileTheRingTurns {
        private final Channel<Integer> channel = Hands.holding(2, 1, 2);

        @Actor
        public void sender() {
            Hands.trySend(channel, 3);
            Hands.trySend(channel, 4);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = Hands.tryReceive(channel);
            r.r2 = Hands.tryReceive(channel);
        }
    }

    /// Two sends and two receives: if the second send finds the ring full, then the second receive
    /// finds a value.
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "room and a value")
    @Outcome(id = "-1, 2", expect = ACCEPTABLE, desc = "full, so there was a second value")
    @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "empty, so there was room")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class FullOrEmpty {
        private final Channel<Integer> channel = Hands.holding(2, 1);

        @Actor
        public void sender(II_Result r) {
            Hands.trySend(channel, 2);
            r.r1 = Hands.trySend(channel, 3);
        }

        @Actor
        public void receiver(II_Result r) {
            Hands.tryReceive(channel);
            r.r2 = Hands.tryReceive(channel);
        }
    }

    /// Each sends to the other, and looks: one of them sees something.
    @JCStressTest
    @Outcome(
            id = {"1, 2", "1, -1", "-1, 2"},
            expect = ACCEPTABLE,
            desc = "one at least has seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OneOfTwoSees {
        private final Channel<Integer> left = Channel.buffered(2);
        private final Channel<Integer> right = Channel.buffered(2);

        @Actor
        public void one(II_Result r) {
            Hands.trySend(left, 2);
            r.r1 = Hands.tryReceive(right);
        }

        @Actor
        public void other(II_Result r) {
            Hands.trySend(right, 1);
            r.r2 = Hands.tryReceive(left);
        }
    }

    /// The same, by those who have looked before: what they look at is near at hand then, and what
    /// they send is not.
    @JCStressTest
    @Outcome(
            id = {"1, 2", "1, -1", "-1, 2"},
            expect = ACCEPTABLE,
            desc = "one at least has seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OneOfTwoSeesWhoHaveLooked {
        private final Channel<Integer> left = Channel.buffered(2);
        private final Channel<Integer> right = Channel.buffered(2);

        @Actor
        public void one(II_Result r) {
            r.r1 = sendAndLook(left, 2, right);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = sendAndLook(right, 1, left);
        }

        private static int sendAndLook(Channel<Integer> mine, int value, Channel<Integer> others) {
            int early = Hands.tryReceive(others);
            Hands.trySend(mine, value);
            return early != Hands.NONE ? early : Hands.tryReceive(others);
        }
    }

    /// The same by a look at the queues.
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "counted")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OneOfTwoSeesByAQueue {
        private final BlockingQueue<Integer> queue = Channel.<Integer>buffered(2).asBlockingQueue();

        @Actor
        public void one(II_Result r) {
            queue.add(1);
            r.r1 = queue.size() - 1;
        }

        @Actor
        public void other(II_Result r) {
            queue.add(2);
            r.r2 = queue.size() - 1;
        }
    }

    /// A value moves from one channel to the other, first in, then out: it is always in one of
    /// them.
    @JCStressTest
    @Outcome(
            id = {"1", "2"},
            expect = ACCEPTABLE,
            desc = "found")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ASelectWithADefault {
        private final Channel<Integer> left = Hands.holding(2, 1);
        private final Channel<Integer> right = Channel.buffered(2);

        @Actor
        public void mover() {
            Hands.trySend(right, 2);
            Hands.tryReceive(left);
        }

        @Actor
        public void selecting(I_Result r) {
            r.r1 =
                    Hands.await(
                            Select.<Integer>of(
                                    right.onReceive(v -> v),
                                    left.onReceive(v -> v),
                                    Select.orElse(() -> 0)));
        }
    }

    /// What is ready all the time goes before what comes.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the first")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class APrioritizedSelect {
        private final Channel<Integer> left = Hands.holding(2, 1);
        private final Channel<Integer> right = Channel.buffered(2);

        @Actor
        public void sender() {
            Hands.trySend(right, 2);
            Hands.trySend(left, 3);
        }

        @Actor
        public void selecting(I_Result r) {
            r.r1 =
                    Hands.await(
                            Select.<Integer>of(left.onReceive(v -> v), right.onReceive(v -> v))
                                    .prioritized());
        }
    }

    /// What comes later in the less important channel does not go before what was there.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the first")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class APrioritizedSelectThatWaits {
        private final Channel<Integer> left = Channel.buffered(2);
        private final Channel<Integer> right = Channel.buffered(2);

        @Actor
        public void sender() {
            Hands.trySend(left, 1);
            Hands.trySend(right, 2);
        }

        @Actor
        public void selecting(I_Result r) {
            r.r1 =
                    Hands.await(
                            Select.<Integer>of(left.onReceive(v -> v), right.onReceive(v -> v))
                                    .prioritized());
        }
    }

    /// The figures are those of one instant.
    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "they add up")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Figures {
        private final Channel<Integer> channel = Hands.holding(2, 1);

        @Actor
        public void user() {
            Hands.tryReceive(channel);
            Hands.trySend(channel, 2);
            Hands.trySend(channel, 3);
        }

        @Actor
        public void looking(Z_Result r) {
            ChannelStats s = channel.stats();
            r.r1 =
                    s.sent() == s.received() + s.dropped() + s.size()
                            && s.size() >= 0
                            && s.size() <= 2;
        }
    }

    /// Two values arrive in the order in which they were sent.
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "both")
    @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "one")
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "the first, late")
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "none")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Order {
        private final Channel<Integer> channel = Channel.buffered(2);

        @Actor
        public void sender() {
            Hands.trySend(channel, 1);
            Hands.trySend(channel, 2);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = Hands.tryReceive(channel);
            r.r2 = Hands.tryReceive(channel);
        }
    }
}
