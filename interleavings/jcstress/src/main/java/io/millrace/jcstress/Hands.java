package io.millrace.jcstress;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Received;
import io.millrace.channel.Sent;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.List;

/// The operations as actors use them: nobody interrupts them, and what they return are numbers.
public final class Hands {
    /// Nothing there, or no room.
    public static final int NONE = -1;

    /// The channel has ended.
    public static final int ENDED = -2;

    private Hands() {}

    public static <T> Channel<T> ofCapacity(int capacity) {
        return capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
    }

    /// Makes a channel that holds `values`.
    public static Channel<Integer> holding(int capacity, int... values) {
        Channel<Integer> channel = Channel.buffered(capacity);
        for (int value : values) {
            channel.trySend(value);
        }
        return channel;
    }

    public static <T> void send(Channel<T> channel, T value) {
        undisturbed(() -> {
            channel.send(value);
            return 0;
        });
    }

    public static <T> T receive(Channel<T> channel) {
        return undisturbed(channel::receive);
    }

    public static int receiveOrEnd(Channel<Integer> channel) {
        try {
            return receive(channel);
        } catch (ChannelClosedException e) {
            return ENDED;
        }
    }

    /// Returns 1 if `value` was sent.
    public static int trySend(Channel<Integer> channel, int value) {
        return number(channel.trySend(value));
    }

    public static int trySend(Channel<Integer> channel, int value, Duration timeout) {
        return number(undisturbed(() -> channel.trySend(value, timeout)));
    }

    private static int number(Sent result) {
        return switch (result) {
            case SENT, DROPPED -> 1;
            case FULL -> NONE;
            case CLOSED -> ENDED;
        };
    }

    public static int tryReceive(Channel<Integer> channel) {
        return number(channel.tryReceive());
    }

    public static int tryReceive(Channel<Integer> channel, Duration timeout) {
        return number(undisturbed(() -> channel.tryReceive(timeout)));
    }

    private static int number(Received<Integer> result) {
        return switch (result) {
            case Received.Value<Integer>(Integer value) -> value;
            case Received.Empty<Integer> _ -> NONE;
            case Received.Ended<Integer> _ -> ENDED;
        };
    }

    public static <T> void sendAll(Channel<T> channel, List<T> values) {
        undisturbed(() -> {
            channel.sendAll(values);
            return 0;
        });
    }

    public static <T> List<T> receiveSome(Channel<T> channel, int most) {
        return undisturbed(() -> channel.receiveSome(most));
    }

    public static <T> T await(Select<T> select) {
        return undisturbed(select::await);
    }

    public static <T> T undisturbed(Step<T> step) {
        try {
            return step.run();
        } catch (InterruptedException e) {
            throw new AssertionError("an interrupt that nobody sent", e);
        }
    }

    /// Something that an interrupt could end.
    ///
    /// @param <T> its result
    public interface Step<T> {
        T run() throws InterruptedException;
    }
}
