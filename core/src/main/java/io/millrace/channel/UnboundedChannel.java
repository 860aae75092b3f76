package io.millrace.channel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 *   first                            last
 *   [ . | . | c | d ] -> [ e | f | g | h ] -> [ i | j | . | . ]
 *            ^ head                                    ^ tail
 *
 * Chunks instead of one growing array: an array that doubles would be copied under the lock, for as long as that takes.
 *
 * U1  Values lie from first[head] to last[tail - 1], size in all; every other slot is null.
 */
/// A channel that buffers as many values as memory holds.
final class UnboundedChannel<T> extends LockedChannel<T> {
    private static final int CHUNK = 64;

    private static final class Chunk {
        final @Nullable Object[] slots = new Object[CHUNK];
        @Nullable Chunk next;
    }

    private Chunk first = new Chunk();
    private Chunk last = first;
    private int head;
    private int tail;
    private int size;

    UnboundedChannel(ChannelBuilder<T> builder) {
        super(builder);
    }

    @Override
    boolean hasRoom() {
        return true;
    }

    @Override
    @Nullable T store(T value) {
        if (tail == CHUNK) {
            var chunk = new Chunk();
            last.next = chunk;
            last = chunk;
            tail = 0;
        }
        last.slots[tail++] = value;
        size++;
        return null;
    }

    @Override
    @Nullable T take() {
        if (size == 0) {
            return null;
        }
        if (head == CHUNK) {
            first = Objects.requireNonNull(first.next, "U1");
            head = 0;
        }
        @SuppressWarnings("unchecked") // only store() fills slots
        T value = (T) first.slots[head];
        first.slots[head++] = null;
        if (--size == 0) { // start over in the chunk at hand, so that a quiet channel makes no new
            // ones
            last = first;
            head = 0;
            tail = 0;
        }
        return value;
    }

    @Override
    int size() {
        return size;
    }
}
