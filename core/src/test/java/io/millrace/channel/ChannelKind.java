package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/// One kind of channel with one capacity. The contracts extend it, and a test class per kind
/// implements those that apply.
interface ChannelKind {

    /// Returns a builder of this kind.
    <T> Channel.Builder<T> builder();

    /// Returns how many values this kind can buffer.
    int capacity();

    /// Returns a new channel of this kind.
    default <T> Channel<T> make() {
        return this.<T>builder().build();
    }

    /// Returns how many values fill the channel; for an unbounded one, a good number.
    default int room() {
        return capacity() == Integer.MAX_VALUE ? 1_000 : capacity();
    }

    /// Returns a channel of this kind that holds 0, 1, 2 and so on, as many as it has room for.
    default Channel<Integer> filled() throws InterruptedException {
        Channel<Integer> channel = make();
        for (int i = 0; i < room(); i++) {
            channel.send(i);
        }
        return channel;
    }

    /// Checks the figures, and the invariant that binds them.
    static void assertFigures(
            Channel<?> channel, int size, long sent, long received, long dropped) {
        ChannelStats stats = channel.stats();
        assertEquals(
                "size %d sent %d received %d dropped %d".formatted(size, sent, received, dropped),
                "size %d sent %d received %d dropped %d"
                        .formatted(stats.size(), stats.sent(), stats.received(), stats.dropped()));
        assertEquals(sent, received + dropped + size, "C4");
    }

    /// Takes what is there.
    static <T> List<T> drain(Receiver<T> channel) {
        var values = new ArrayList<T>();
        while (channel.tryReceive() instanceof Received.Value<T>(T value)) {
            values.add(value);
        }
        return values;
    }
}
