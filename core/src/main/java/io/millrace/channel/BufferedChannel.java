package io.millrace.channel;

import org.jspecify.annotations.Nullable;

/// A channel with a buffer; senders wait, or are refused, when it is full.
final class BufferedChannel<T> extends LockedChannel<T> {
    private final Ring<T> ring;

    BufferedChannel(ChannelBuilder<T> builder) {
        super(builder);
        ring = new Ring<>(builder.capacity);
    }

    @Override
    boolean hasRoom() {
        return !ring.isFull();
    }

    @Override
    @Nullable T store(T value) {
        ring.add(value);
        return null;
    }

    @Override
    @Nullable T take() {
        return ring.poll();
    }

    @Override
    int size() {
        return ring.size();
    }
}
