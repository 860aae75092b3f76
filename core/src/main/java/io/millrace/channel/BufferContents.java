package io.millrace.channel;

import io.millrace.channel.ChannelStats.State;
import org.jspecify.annotations.Nullable;

/// The contents of a channel with a buffer, looked at under its lock.
final class BufferContents<T> implements Contents {
    private final Handover<T> channel;

    BufferContents(Handover<T> channel) {
        this.channel = channel;
    }

    @Override
    public @Nullable Object first() {
        channel.lock();
        Object first = channel.state() == State.CANCELLED ? null : channel.head();
        channel.unlock();
        return first;
    }

    @Override
    public Object[] values() {
        channel.lock();
        try {
            var values = new Object[channel.state() == State.CANCELLED ? 0 : channel.size()];
            if (values.length > 0) {
                channel.copyTo(values);
            }
            return values;
        } finally { // even if memory ran out
            channel.unlock();
        }
    }

    @Override
    public boolean remove(Object value, int behind) {
        channel.lock();
        try {
            int index = channel.state() == State.CANCELLED ? -1 : indexOf(value, behind);
            if (index < 0) {
                return false;
            }
            channel.bringForward(index);
            channel.next();
            return true;
        } finally {
            channel.unlockAndWake();
        }
    }

    /// Finds the object that stands before `behind` others that are the same. Requires: lock held.
    @SuppressWarnings("ReferenceEquality") // see Contents: no foreign code under the lock
    private int indexOf(Object value, int behind) {
        var values = new Object[channel.size()];
        channel.copyTo(values);
        int left = behind;
        for (int i = values.length - 1; i >= 0; i--) {
            if (values[i] == value && left-- == 0) {
                return i;
            }
        }
        return -1;
    }
}
