package io.millrace.waiting;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * T1  heap[i].deadline <= heap[2i+1].deadline and heap[2i+2].deadline, compared by difference.
 * T2  heap[i].index == i; a timer outside the heap has index NOWHERE.
 */
/// Timers, of which the earliest is at hand; any of them can be taken out, in logarithmic time.
final class TimerHeap {
    private static final int NOWHERE = -1;

    /// A deadline that has been set.
    static class Entry {
        final long deadline;
        private int index = NOWHERE;

        Entry(long deadline) {
            this.deadline = deadline;
        }
    }

    private @Nullable Entry[] heap = new Entry[16];
    private int size;

    int size() {
        return size;
    }

    /// Returns the entry with the earliest deadline. Requires: not empty.
    Entry earliest() {
        return at(0);
    }

    void add(Entry entry) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        place(entry, size++);
        up(entry);
    }

    /// Takes an entry out.
    ///
    /// @return false if it is not in the heap
    @SuppressWarnings("ReferenceEquality") // is it this very entry that is the last?
    boolean remove(Entry entry) {
        int gap = entry.index;
        if (gap == NOWHERE) {
            return false;
        }
        Entry last = at(--size);
        heap[size] = null;
        entry.index = NOWHERE;
        if (last != entry) {
            place(last, gap);
            up(last);
            down(last);
        }
        return true;
    }

    private Entry at(int index) {
        Entry entry = heap[index];
        assert entry != null && entry.index == index : "T2";
        return entry;
    }

    private void place(Entry entry, int index) {
        heap[index] = entry;
        entry.index = index;
    }

    private void up(Entry entry) {
        while (entry.index > 0) {
            int index = entry.index;
            Entry parent = at((index - 1) / 2);
            if (parent.deadline - entry.deadline <= 0) {
                return;
            }
            int above = parent.index;
            place(parent, index);
            place(entry, above);
        }
    }

    private void down(Entry entry) {
        while (true) {
            int index = entry.index;
            int child = 2 * index + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && at(child + 1).deadline - at(child).deadline < 0) {
                child++;
            }
            Entry least = at(child);
            if (entry.deadline - least.deadline <= 0) {
                return;
            }
            place(least, index);
            place(entry, child);
        }
    }
}
