package io.millrace.jcstress.promises;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.channel.Channel;
import io.millrace.jcstress.Hands;
import io.millrace.select.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// What a sender did before it sent is seen by whoever receives.
public final class Publication {
    private Publication() {}

    /// From hand to hand.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the hand-over is seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ThroughARendezvous {
        private final Channel<Box> channel = Channel.rendezvous();

        @Actor
        public void sender() {
            var box = new Box();
            box.content = 1;
            Hands.send(channel, box);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = Hands.receive(channel).content;
        }
    }

    /// Through a ring of one slot.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the hand-over is seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ThroughABufferOfOne {
        private final Channel<Box> channel = Channel.buffered(1);

        @Actor
        public void sender() {
            var box = new Box();
            box.content = 1;
            Hands.send(channel, box);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = Hands.receive(channel).content;
        }
    }

    /// Through a ring of several slots.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the hand-over is seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ThroughABufferOfThree {
        private final Channel<Box> channel = Channel.buffered(3);

        @Actor
        public void sender() {
            var box = new Box();
            box.content = 1;
            Hands.send(channel, box);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = Hands.receive(channel).content;
        }
    }

    /// Through the chunks of an unbounded buffer.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the hand-over is seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ThroughAnUnboundedBuffer {
        private final Channel<Box> channel = Channel.unbounded();

        @Actor
        public void sender() {
            var box = new Box();
            box.content = 1;
            Hands.send(channel, box);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = Hands.receive(channel).content;
        }
    }

    /// Through a channel that drops.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the hand-over is seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ThroughAConflatedChannel {
        private final Channel<Box> channel = Channel.conflated();

        @Actor
        public void sender() {
            var box = new Box();
            box.content = 1;
            Hands.send(channel, box);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = Hands.receive(channel).content;
        }
    }

    /// A plain field beside the channel, not in the value.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the hand-over is seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class BesideTheValue {
        private final Channel<Integer> channel = Channel.buffered(1);
        private int plain;

        @Actor
        public void sender() {
            plain = 1;
            Hands.send(channel, 7);
        }

        @Actor
        public void receiver(I_Result r) {
            Hands.receive(channel);
            r.r1 = plain;
        }
    }

    /// By operations that never wait.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "received")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "nothing there yet")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ByTryForms {
        private final Channel<Integer> channel = Channel.buffered(2);
        private int plain;

        @Actor
        public void sender() {
            plain = 1;
            channel.trySend(7);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = Hands.tryReceive(channel) == 7 ? plain : Hands.NONE;
        }
    }

    /// By the methods of a queue.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "received")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "nothing there yet")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ByTheViewAsAQueue {
        private final BlockingQueue<Integer> queue = Channel.<Integer>buffered(2).asBlockingQueue();
        private int plain;

        @Actor
        public void sender() {
            plain = 1;
            queue.add(7);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = queue.poll() == null ? Hands.NONE : plain;
        }
    }

    /// By a look that takes nothing.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "nothing there yet")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ByALookAtTheQueue {
        private final BlockingQueue<Integer> queue = Channel.<Integer>buffered(2).asBlockingQueue();
        private int plain;

        @Actor
        public void sender() {
            plain = 1;
            queue.add(7);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = queue.peek() == null ? Hands.NONE : plain;
        }
    }

    /// Many values under one lock.
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "both contents are seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ByBatches {
        private final Channel<Box> channel = Channel.buffered(2);

        @Actor
        public void sender() {
            var one = new Box();
            var two = new Box();
            one.content = 1;
            two.content = 2;
            Hands.sendAll(channel, List.of(one, two));
        }

        @Actor
        public void receiver(II_Result r) {
            var got = new ArrayList<Box>();
            while (got.size() < 2) {
                got.addAll(Hands.receiveSome(channel, 2));
            }
            r.r1 = got.get(0).content;
            r.r2 = got.get(1).content;
        }
    }

    /// To a clause that receives.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the hand-over is seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ByASelectThatReceives {
        private final Channel<Box> channel = Channel.rendezvous();
        private final Channel<Box> quiet = Channel.buffered(1);

        @Actor
        public void sender() {
            var box = new Box();
            box.content = 1;
            Hands.send(channel, box);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 =
                    Hands.await(
                            Select.<Integer>of(
                                    quiet.onReceive(box -> box.content),
                                    channel.onReceive(box -> box.content)));
        }
    }

    /// From a clause that sends.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the hand-over is seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ByASelectThatSends {
        private final Channel<Integer> channel = Channel.rendezvous();
        private final Channel<Integer> quiet = Channel.rendezvous();
        private int plain;

        @Actor
        public void sender() {
            plain = 1;
            Hands.await(
                    Select.<Integer>of(quiet.onReceive(v -> v), channel.onSend(() -> 7, () -> 7)));
        }

        @Actor
        public void receiver(I_Result r) {
            Hands.receive(channel);
            r.r1 = plain;
        }
    }

    /// The sender comes only when the receiver stands in the queue.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the hand-over is seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ToAReceiverThatHasParked {
        private final Channel<Box> channel = Channel.buffered(1);

        @Actor
        public void sender() {
            while (channel.stats().waitingReceivers() == 0) {
                Thread.onSpinWait();
            }
            var box = new Box();
            box.content = 1;
            channel.trySend(box);
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = Hands.receive(channel).content;
        }
    }

    /// The receiver comes only when the sender stands in the queue.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the hand-over is seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class FromASenderThatHasParked {
        private final Channel<Integer> channel = Channel.rendezvous();
        private int plain;

        @Actor
        public void sender() {
            plain = 1;
            Hands.send(channel, 7);
        }

        @Actor
        public void receiver(I_Result r) {
            while (channel.stats().waitingSenders() == 0) {
                Thread.onSpinWait();
            }
            r.r1 = Hands.tryReceive(channel) == 7 ? plain : Hands.NONE;
        }
    }

    /// What is sent: its content is a plain field.
    static final class Box {
        int content;
    }
}
