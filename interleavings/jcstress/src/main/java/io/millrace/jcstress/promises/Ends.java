package io.millrace.jcstress.promises;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.jcstress.Hands;
import io.millrace.select.Select;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// What was done before a channel was ended is seen by whoever is told of the end, and the end cuts
/// in one place.
public final class Ends {
    private Ends() {}

    /// A clean end.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ToAReceiver {
        private final Channel<Integer> channel = Channel.buffered(1);
        private int plain;

        @Actor
        public void closer() {
            plain = 1;
            channel.close();
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = Hands.receiveOrEnd(channel) == Hands.ENDED ? plain : Hands.NONE;
        }
    }

    /// A failure, and what is in its cause.
    @JCStressTest
    @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class WithItsCause {
        private final Channel<Integer> channel = Channel.rendezvous();
        private int plain;

        @Actor
        public void failer() {
            plain = 1;
            channel.fail(new Cause(7));
        }

        @Actor
        public void receiver(IZ_Result r) {
            try {
                Hands.receive(channel);
            } catch (ChannelClosedException e) {
                r.r1 = plain;
                r.r2 = e.closed().cause() instanceof Cause cause && cause.number == 7;
            }
        }
    }

    /// Hanging up.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ToASender {
        private final Channel<Integer> channel = Channel.rendezvous();
        private int plain;

        @Actor
        public void receiver() {
            plain = 1;
            channel.cancel();
        }

        @Actor
        public void sender(I_Result r) {
            try {
                Hands.send(channel, 7);
            } catch (ChannelClosedException e) {
                r.r1 = plain;
            }
        }
    }

    /// By a look without a lock.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "ended")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not yet")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ToWhoeverAsks {
        private final Channel<Integer> channel = Channel.buffered(1);
        private int plain;

        @Actor
        public void closer() {
            plain = 1;
            channel.close();
        }

        @Actor
        public void asker(I_Result r) {
            r.r1 = channel.isClosed() ? plain : Hands.NONE;
        }
    }

    /// To a clause with a handler for the end.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ToASelect {
        private final Channel<Integer> channel = Channel.rendezvous();
        private int plain;

        @Actor
        public void closer() {
            plain = 1;
            channel.close();
        }

        @Actor
        public void selecting(I_Result r) {
            r.r1 = Hands.await(Select.<Integer>of(channel.onReceive(v -> v, closed -> plain)));
        }
    }

    /// What was sent is still there, what was refused is not.
    @JCStressTest
    @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "sent before the end")
    @Outcome(id = "-2, -2", expect = ACCEPTABLE, desc = "refused")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AgainstASend {
        private final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void closer() {
            channel.close();
        }

        @Actor
        public void sender(II_Result r) {
            r.r1 = Hands.trySend(channel, 7);
        }

        @Arbiter
        public void then(II_Result r) {
            r.r2 = Hands.tryReceive(channel);
        }
    }

    /// A waiting sender is told, or its value was taken.
    @JCStressTest
    @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "sent before the end")
    @Outcome(id = "-2, -2", expect = ACCEPTABLE, desc = "refused")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AgainstASendThatWaits {
        private final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void closer() {
            channel.close();
        }

        @Actor
        public void sender(II_Result r) {
            try {
                Hands.send(channel, 7);
                r.r1 = 1;
            } catch (ChannelClosedException e) {
                r.r1 = Hands.ENDED;
            }
        }

        @Arbiter
        public void then(II_Result r) {
            r.r2 = Hands.tryReceive(channel);
        }
    }

    /// A channel that was closed still delivers what it holds.
    @JCStressTest
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "received")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AgainstAReceive {
        private final Channel<Integer> channel = Hands.holding(2, 7);

        @Actor
        public void closer() {
            channel.close();
        }

        @Actor
        public void receiver(I_Result r) {
            r.r1 = Hands.tryReceive(channel);
        }
    }

    /// What was sent goes to the hook, and nothing else does.
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "sent and passed on")
    @Outcome(id = "-2, 0", expect = ACCEPTABLE, desc = "refused")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class HangingUpAgainstASend {
        private final AtomicInteger undelivered = new AtomicInteger();
        private final Channel<Integer> channel =
                Channel.<Integer>builder()
                        .capacity(1)
                        .onUndelivered(value -> undelivered.incrementAndGet())
                        .build();

        @Actor
        public void receiver() {
            channel.cancel();
        }

        @Actor
        public void sender(II_Result r) {
            r.r1 = Hands.trySend(channel, 7);
        }

        @Arbiter
        public void then(II_Result r) {
            r.r2 = undelivered.get();
        }
    }

    /// Two end it: one has done it.
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "one of them")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ByOneOfTwo {
        private final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = channel.close();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = channel.fail(new IllegalStateException("on purpose"));
        }
    }

    /// A cause with a plain field.
    static final class Cause extends Exception {
        private static final long serialVersionUID = 1;
        int number;

        Cause(int number) {
            super("on purpose", null, false, false);
            this.number = number;
        }
    }
}
