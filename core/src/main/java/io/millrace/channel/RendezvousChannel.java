package io.millrace.channel;

import org.jspecify.annotations.Nullable;

/// A channel without a buffer: a value goes from the sender's hands into the receiver's.
final class RendezvousChannel<T> extends LockedChannel<T> {

    RendezvousChannel(ChannelBuilder<T> builder) {
        super(builder);
    }

    @Override
    boolean hasRoom() {
        return false;
    }

    @Override
    @Nullable T store(T value) {
        throw new AssertionError("a rendezvous has no room");
    }

    @Override
    @Nullable T take() {
        return null;
    }

    @Override
    int size() {
        return 0;
    }

    @Override
    long stored() {
        return 0;
    }

    @Override
    @Nullable T head() {
        return null;
    }

    @Override
    void copyTo(Object[] target) {}

    @Override
    void bringForward(int index) {
        throw new AssertionError("a rendezvous holds nothing");
    }
}
