package io.millrace.jcstress.promises;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.channel.Channel;
import io.millrace.jcstress.Hands;
import io.millrace.select.Select;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The back edge: receive k has happened before send k + capacity returns.
public final class BackEdge {
    private BackEdge() {}

    /// Receive 1 has happened before send 1 returns.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the receiver was seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfCapacityNone {
        private final Channel<Integer> channel = Hands.ofCapacity(0);
        private int plain;

        @Actor
        public void sender(I_Result r) {
            Hands.send(channel, 1);
            r.r1 = plain;
        }

        @Actor
        public void receiver() {
            plain = 1;
            Hands.receive(channel);
        }
    }

    /// Receive 1 has happened before send 2 returns.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the receiver was seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfCapacityOne {
        private final Channel<Integer> channel = Hands.ofCapacity(1);
        private int plain;

        @Actor
        public void sender(I_Result r) {
            Hands.send(channel, 1);
            Hands.send(channel, 2);
            r.r1 = plain;
        }

        @Actor
        public void receiver() {
            plain = 1;
            Hands.receive(channel);
        }
    }

    /// Receive 1 has happened before send 3 returns.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the receiver was seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OfCapacityTwo {
        private final Channel<Integer> channel = Hands.ofCapacity(2);
        private int plain;

        @Actor
        public void sender(I_Result r) {
            Hands.send(channel, 1);
            Hands.send(channel, 2);
            Hands.send(channel, 3);
            r.r1 = plain;
        }

        @Actor
        public void receiver() {
            plain = 1;
            Hands.receive(channel);
        }
    }

    /// A slot that was found free was left by a receiver.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "sent")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "full")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ByTrySend {
        private final Channel<Integer> channel = Hands.holding(1, 7);
        private int plain;

        @Actor
        public void sender(I_Result r) {
            r.r1 = Hands.trySend(channel, 8) == 1 ? plain : Hands.NONE;
        }

        @Actor
        public void receiver() {
            plain = 1;
            Hands.tryReceive(channel);
        }
    }

    /// The same for a clause that waits for room.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "sent")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ByASelectThatSends {
        private final Channel<Integer> channel = Hands.holding(1, 7);
        private final Channel<Integer> quiet = Channel.rendezvous();
        private int plain;

        @Actor
        public void sender(I_Result r) {
            Hands.await(
                    Select.<Integer>of(quiet.onReceive(v -> v), channel.onSend(() -> 8, () -> 8)));
            r.r1 = plain;
        }

        @Actor
        public void receiver() {
            plain = 1;
            Hands.receive(channel);
        }
    }

    /// The same for many values.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "sent")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ByABatch {
        private final Channel<Integer> channel = Hands.holding(1, 7);
        private int plain;

        @Actor
        public void sender(I_Result r) {
            Hands.sendAll(channel, List.of(8));
            r.r1 = plain;
        }

        @Actor
        public void receiver() {
            plain = 1;
            Hands.receiveSome(channel, 1);
        }
    }
}
