package io.millrace.soak;

import io.millrace.channel.Channel;
import io.millrace.channel.Overflow;
import java.util.function.Consumer;

/// A kind of channel with a capacity.
enum Shape {
    RENDEZVOUS(0, Overflow.BLOCK),
    BUFFERED_1(1, Overflow.BLOCK),
    BUFFERED_2(2, Overflow.BLOCK),
    BUFFERED_3(3, Overflow.BLOCK),
    BUFFERED_16(16, Overflow.BLOCK),
    BUFFERED_64(64, Overflow.BLOCK),
    BUFFERED_1000(1_000, Overflow.BLOCK),
    UNBOUNDED(Integer.MAX_VALUE, Overflow.BLOCK),
    CONFLATED(1, Overflow.DROP_OLDEST),
    DROP_OLDEST(16, Overflow.DROP_OLDEST),
    DROP_NEWEST(16, Overflow.DROP_NEWEST),
    REJECT(16, Overflow.REJECT);

    private final int capacity;
    private final Overflow overflow;

    Shape(int capacity, Overflow overflow) {
        this.capacity = capacity;
        this.overflow = overflow;
    }

    /// Makes a channel of this shape that passes what nobody will receive to `undelivered`.
    Channel<Integer> make(Consumer<Integer> undelivered) {
        Channel.Builder<Integer> builder =
                Channel.<Integer>builder()
                        .name(name())
                        .overflow(overflow)
                        .onUndelivered(undelivered);
        return switch (capacity) {
            case 0 -> builder.build();
            case Integer.MAX_VALUE -> builder.unbounded().build();
            default -> builder.capacity(capacity).build();
        };
    }
}
