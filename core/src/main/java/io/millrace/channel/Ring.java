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
    private long added;

    Ring(int capacity) {
        slots = new Object[capacity];
    }

    boolean isFull() {
        return size == slots.length;
    }

    int size() {
        return size;
    }

    /// Returns how many values were ever added.
    long added() {
        return added;
    }

    /// Requires: not full.
    void add(T value) {
        assert slots[tail] == null : "R2";
        slots[tail] = value;
        tail = next(tail);
        size++;
        added++;
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

    @SuppressWarnings("unchecked") // only add() fills slots
    @Nullable T peek() {
        return (T) slots[head];
    }

    /// Copies all values to the start of `target`, the oldest first.
    void copyTo(Object[] target) {
        int straight = Math.min(size, slots.length - head);
        System.arraycopy(slots, head, target, 0, straight);
        System.arraycopy(slots, 0, target, straight, size - straight);
    }

    /// Makes the value at `index`, counted from the oldest, the oldest: those before it move back
    /// by one slot.
    void bringForward(int index) {
        for (int i = index; i > 0; i--) {
            int to = at(i);
            int from = at(i - 1);
            Object value = slots[to];
            slots[to] = slots[from];
            slots[from] = value;
        }
    }

    private int at(int index) {
        int straight = head + index;
        return straight < slots.length && straight >= 0 ? straight : straight - slots.length;
    }

    private int next(int index) {
        return index + 1 == slots.length ? 0 : index + 1; // not a mask: capacity is exact
    }
}
