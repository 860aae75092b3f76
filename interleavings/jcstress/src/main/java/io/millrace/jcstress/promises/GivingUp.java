package io.millrace.jcstress.promises;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.channel.Channel;
import io.millrace.jcstress.Hands;
import io.millrace.select.Select;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// An operation that gives up has had no effect, or its whole effect: every value is accounted for
/// once.
public final class GivingUp {
    private GivingUp() {}

    /// An interrupt comes just before the value.
    @JCStressTest
    @Outcome(id = "1, 7, -1", expect = ACCEPTABLE, desc = "received")
    @Outcome(id = "1, -1, 7", expect = ACCEPTABLE, desc = "interrupted, and the value left")
    @Outcome(id = "-1, -1, -1", expect = ACCEPTABLE, desc = "interrupted, and the value refused")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AnInterruptAndThenAValue extends Interruptible {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void receiver(III_Result r) {
            r.r2 = received(channel::receive);
        }

        @Actor
        public void sender(III_Result r) {
            Thread receiver = thread();
            receiver.interrupt();
            r.r1 = Hands.trySend(channel, 7);
            done();
        }

        @Arbiter
        public void then(III_Result r) {
            r.r3 = Hands.tryReceive(channel);
        }
    }

    /// An interrupt comes just behind the value.
    @JCStressTest
    @Outcome(id = "1, 7, -1", expect = ACCEPTABLE, desc = "received")
    @Outcome(id = "1, -1, 7", expect = ACCEPTABLE, desc = "interrupted, and the value left")
    @Outcome(id = "-1, -1, -1", expect = ACCEPTABLE, desc = "interrupted, and the value refused")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AValueAndThenAnInterrupt extends Interruptible {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void receiver(III_Result r) {
            r.r2 = received(channel::receive);
        }

        @Actor
        public void sender(III_Result r) {
            Thread receiver = thread();
            r.r1 = Hands.trySend(channel, 7);
            receiver.interrupt();
            done();
        }

        @Arbiter
        public void then(III_Result r) {
            r.r3 = Hands.tryReceive(channel);
        }
    }

    /// The same with a buffer.
    @JCStressTest
    @Outcome(id = "1, 7, -1", expect = ACCEPTABLE, desc = "received")
    @Outcome(id = "1, -1, 7", expect = ACCEPTABLE, desc = "interrupted, and the value left")
    @Outcome(id = "-1, -1, -1", expect = ACCEPTABLE, desc = "interrupted, and the value refused")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AnInterruptAndABuffer extends Interruptible {
        private final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void receiver(III_Result r) {
            r.r2 = received(channel::receive);
        }

        @Actor
        public void sender(III_Result r) {
            Thread receiver = thread();
            receiver.interrupt();
            r.r1 = Hands.trySend(channel, 7);
            done();
        }

        @Arbiter
        public void then(III_Result r) {
            r.r3 = Hands.tryReceive(channel);
        }
    }

    /// The same for a select.
    @JCStressTest
    @Outcome(id = "1, 7, -1", expect = ACCEPTABLE, desc = "received")
    @Outcome(id = "1, -1, 7", expect = ACCEPTABLE, desc = "interrupted, and the value left")
    @Outcome(id = "-1, -1, -1", expect = ACCEPTABLE, desc = "interrupted, and the value refused")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AnInterruptAndASelect extends Interruptible {
        private final Channel<Integer> channel = Channel.rendezvous();
        private final Channel<Integer> quiet = Channel.rendezvous();

        @Actor
        public void receiver(III_Result r) {
            r.r2 =
                    received(() ->
                            Select.<Integer>of(channel.onReceive(v -> v), quiet.onReceive(v -> v))
                                    .await());
        }

        @Actor
        public void sender(III_Result r) {
            Thread receiver = thread();
            r.r1 = Hands.trySend(channel, 7);
            receiver.interrupt();
            done();
        }

        @Arbiter
        public void then(III_Result r) {
            r.r3 = Hands.tryReceive(channel);
        }
    }

    /// A deadline passes while a value comes.
    @JCStressTest
    @Outcome(id = "1, 7, -1", expect = ACCEPTABLE, desc = "received")
    @Outcome(id = "1, -1, 7", expect = ACCEPTABLE, desc = "too late: the value stays")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ATimeOutOfAReceiver {
        private final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void receiver(III_Result r) {
            r.r2 = Hands.tryReceive(channel, A_MOMENT);
        }

        @Actor
        public void sender(III_Result r) {
            r.r1 = Hands.trySend(channel, 7);
        }

        @Arbiter
        public void then(III_Result r) {
            r.r3 = Hands.tryReceive(channel);
        }
    }

    /// A deadline passes while a receiver comes.
    @JCStressTest
    @Outcome(id = "1, 7, 0", expect = ACCEPTABLE, desc = "sent")
    @Outcome(id = "-1, -1, 0", expect = ACCEPTABLE, desc = "too late: never there")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ATimeOutOfASender {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void receiver(III_Result r) {
            r.r2 = Hands.tryReceive(channel);
        }

        @Actor
        public void sender(III_Result r) {
            r.r1 = Hands.trySend(channel, 7, A_MOMENT);
        }

        @Arbiter
        public void then(III_Result r) {
            r.r3 = channel.stats().waitingSenders();
        }
    }

    /// A receiver that is to be interrupted, and does not go on before it was.
    static class Interruptible {
        private volatile @Nullable Thread thread; // set by the receiver, read by the other
        private volatile boolean done; // set by the other, read by the receiver

        final Thread thread() {
            Thread found = thread;
            while (found == null) {
                Thread.onSpinWait();
                found = thread;
            }
            return found;
        }

        final void done() {
            done = true;
        }

        /// Returns what was received, or NONE if the interrupt came first.
        final int received(Hands.Step<Integer> step) {
            thread = Thread.currentThread();
            int result;
            try {
                result = step.run();
            } catch (InterruptedException e) {
                result = Hands.NONE;
            }
            while (!done) {
                Thread.onSpinWait();
            }
            Thread.interrupted(); // the next run of this actor has this thread, too
            return result;
        }
    }

    /// About as long as the other actor needs.
    private static final Duration A_MOMENT = Duration.ofNanos(500);
}
