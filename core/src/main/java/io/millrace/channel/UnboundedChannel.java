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
    private long stored;

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
        stored++;
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

    @Override
    long stored() {
        return stored;
    }

    @Override
    @SuppressWarnings("unchecked") // only store() fills slots
    @Nullable T head() {
        if (size == 0) {
            return null;
        }
        return head < CHUNK
                ? (T) first.slots[head]
                : (T) Objects.requireNonNull(first.next, "U1").slots[0];
    }

    @Override
    void copyTo(Object[] target) {
        Chunk chunk = first;
        int from = head;
        for (int copied = 0; copied < size; from = 0) {
            int count = Math.min(CHUNK - from, size - copied);
            System.arraycopy(chunk.slots, from, target, copied, count);
            copied += count;
            if (copied < size) {
                chunk = Objects.requireNonNull(chunk.next, "U1");
            }
        }
    }

    @Override
    void bringForward(int index) {
        Chunk chunk = first;
        int slot = head;
        Object moving = null;
        for (int i = 0; i <= index; i++, slot++) {
            if (slot == CHUNK) {
                chunk = Objects.requireNonNull(chunk.next, "U1");
                slot = 0;
            }
            Object next = chunk.slots[slot];
            chunk.slots[slot] = moving;
            moving = next;
        }
        Chunk start = head < CHUNK ? first : Objects.requireNonNull(first.next, "U1");
        start.slots[head < CHUNK ? head : 0] = moving;
    }
}
