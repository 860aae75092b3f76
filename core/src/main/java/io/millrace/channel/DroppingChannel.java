package io.millrace.channel;

import org.jspecify.annotations.Nullable;

/// A channel with a buffer that drops a value when it is full, so that nobody ever waits to send.
final class DroppingChannel<T> extends LockedChannel<T> {
    private final Ring<T> ring;
    private final boolean dropsOldest;

    DroppingChannel(ChannelBuilder<T> builder) {
        super(builder);
        ring = new Ring<>(builder.capacity);
        dropsOldest = builder.overflow == Overflow.DROP_OLDEST;
    }

    @Override
    boolean hasRoom() {
        return true;
    }

    @Override
    @Nullable T store(T value) {
        T dropped = null;
        if (ring.isFull()) {
            if (!dropsOldest) {
                return value;
            }
            dropped = ring.poll();
        }
        ring.add(value);
        return dropped;
    }

    @Override
    @Nullable T take() {
        return ring.poll();
    }

    @Override
    int size() {
        return ring.size();
    }

    @Override
    long stored() {
        return ring.added();
    }

    @Override
    @Nullable T head() {
        return ring.peek();
    }

    @Override
    void copyTo(Object[] target) {
        ring.copyTo(target);
    }

    @Override
    void bringForward(int index) {
        ring.bringForward(index);
    }
}
