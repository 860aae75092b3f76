package io.millrace.channel;

import org.jspecify.annotations.Nullable;

/*
 *            head             tail
 *             v                v
 *   [ . | . | a | b | c | d | . | . ]      size 4, capacity 8
 *
 * R1  0 <= size <= capacity, and tail is size slots after head, around the end.
 * R2  A slot outside the range from head to tail is null: what was received can be collected.
 */
/// A bounded FIFO buffer. Every method requires the channel's lock.
final class Ring<T> {
    private final @Nullable Object[] slots;
    private int head;
    private int tail;
    private int size;

    Ring(int capacity) {
        slots = new Object[capacity];
    }

    boolean isFull() {
        return size == slots.length;
    }

    int size() {
        return size;
    }

    /// Requires: not full.
    void add(T value) {
        assert slots[tail] == null : "R2";
        slots[tail] = value;
        tail = next(tail);
        size++;
    }

    @Nullable T poll() {
        if (size == 0) {
            return null;
        }
        @SuppressWarnings("unchecked") // only add() fills slots
        T value = (T) slots[head];
        slots[head] = null;
        head = next(head);
        size--;
        return value;
    }

    private int next(int index) {
        return index + 1 == slots.length ? 0 : index + 1; // not a mask: capacity is exact
    }
}
