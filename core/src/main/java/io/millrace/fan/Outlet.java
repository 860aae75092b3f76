package io.millrace.fan;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Received;
import io.millrace.channel.Sent;
import io.millrace.channel.ends.ReceivingEnd;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What one consumer receives from: a channel, whose pump is told at once when the consumer leaves.
final class Outlet<T> extends ReceivingEnd<T> {
    final Channel<T> channel;
    private final Pump<T> pump;
    private final SlowConsumer slow;
    private final AtomicBoolean left = new AtomicBoolean();

    Outlet(Pump<T> pump, Plan<T> plan, String name) {
        this(pump, plan.slow, plan.channel(name, pump::undelivered));
    }

    private Outlet(Pump<T> pump, SlowConsumer slow, Channel<T> channel) {
        super(channel);
        this.pump = pump;
        this.slow = slow;
        this.channel = channel;
    }

    /// What became of a value that was to be given to the consumer.
    enum Given {
        /// The channel has it.
        DELIVERED,
        /// The channel took it and dropped it, and the hook was told.
        DROPPED,
        /// There is no room for it.
        FULL,
        /// The consumer has left.
        LEFT
    }

    // ---- for the pump

    Pump<T> pump() {
        return pump;
    }

    boolean hasLeft() {
        return left.get();
    }

    /// Gives a value to the consumer if that takes no waiting.
    Given offer(T value) {
        if (left.get()) {
            return Given.LEFT;
        }
        Sent sent;
        try {
            sent = channel.trySend(value);
        } catch (RuntimeException | Error e) { // the hook threw; the channel had done its part
            pump.paid(slow == SlowConsumer.DROP_OLDEST ? 1 : 0);
            throw e;
        }
        return switch (sent) {
            case SENT -> Given.DELIVERED;
            case DROPPED -> Given.DROPPED;
            case FULL -> Given.FULL;
            case CLOSED -> hungUp();
        };
    }

    /// Gives a value to the consumer, waiting for room.
    @SuppressWarnings("ReferenceEquality") // this very channel
    Given await(T value) throws InterruptedException {
        try {
            channel.send(value);
            return Given.DELIVERED;
        } catch (ChannelClosedException e) {
            if (e.closed().channel() != channel) {
                throw e;
            }
            return hungUp();
        }
    }

    boolean isWaitedFor() {
        return slow == SlowConsumer.WAIT;
    }

    /// Notes that the consumer has cancelled the channel, and why: it is about to say so itself.
    Given hungUp() {
        Throwable why =
                channel.tryReceive() instanceof Received.Ended<T>(var closed)
                        ? closed.cause()
                        : null;
        retire(Objects.requireNonNull(why, "only consumers end a channel that is sent to"));
        return Given.LEFT;
    }

    /// Ends the stream of a consumer that was too slow.
    void disconnect() {
        var why =
                new SlowConsumerException(
                        channel
                                + " is full (capacity "
                                + channel.stats().capacity()
                                + ") and its consumer too slow for "
                                + pump);
        channel.fail(why);
        retire(why);
    }

    private boolean retire(Throwable why) {
        pump.leaves(why); // also by the second to note it: it may go on to another outlet
        boolean first = left.compareAndSet(false, true);
        if (first) {
            pump.left(why);
        }
        return first;
    }

    /// Ends the stream; cleanly if there is no cause.
    void end(@Nullable Throwable cause) {
        if (cause == null) {
            channel.close();
        } else {
            channel.fail(cause);
        }
    }

    // ---- for the consumer

    @Override
    public boolean cancel() {
        return cancel(new CancellationException(channel + " was cancelled by its consumer"));
    }

    @Override
    public boolean cancel(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        try {
            return channel.cancel(cause);
        } finally { // its hook may throw
            if (retire(cause)) {
                pump.stopIfAbandoned();
            }
        }
    }
}
