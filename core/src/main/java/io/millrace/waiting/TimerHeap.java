package io.millrace.waiting;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * A heap with four children to a parent: half as many levels as with two. The deadlines lie beside the entries once
 * more, so that the four are compared in one or two cache lines and no entry is fetched that stays where it is.
 *
 * T1  times[i] <= times[4i+1] to times[4i+4], compared by difference; times[i] == heap[i].deadline.
 * T2  heap[i].index == i. Outside the heap an entry is NEW, and GONE once it has been taken out, or was to be: whoever
 *     is GONE does not come in any more. So to set a timer and to take it back may overtake each other.
 */
/// Timers, of which the earliest is at hand; any of them can be taken out, in logarithmic time.
final class TimerHeap {
    private static final int NEW = -1;
    private static final int GONE = -2;

    /// A deadline.
    static class Entry {
        final long deadline;
        private int index = NEW;

        Entry(long deadline) {
            this.deadline = deadline;
        }
    }

    private @Nullable Entry[] heap = new Entry[16];
    private long[] times = new long[16]; // of the entries
    private int size;

    int size() {
        return size;
    }

    /// Returns the entry with the earliest deadline. Requires: not empty.
    Entry earliest() {
        return at(0);
    }

    /// Lets an entry in.
    ///
    /// @return false if it has been taken out before: it stays out
    boolean add(Entry entry) {
        if (entry.index == GONE) {
            return false;
        }
        assert entry.index == NEW : "T2";
        if (size == heap.length) {
            long[] more = Arrays.copyOf(times, 2 * size);
            heap = Arrays.copyOf(heap, 2 * size);
            times = more; // after both: memory may run out
        }
        rise(entry, size++);
        return true;
    }

    /// Takes an entry out, or keeps it from ever coming in.
    ///
    /// @return false if it is not in the heap
    @SuppressWarnings("ReferenceEquality") // is it this very entry that is the last?
    boolean remove(Entry entry) {
        int gap = entry.index;
        entry.index = GONE;
        if (gap < 0) {
            return false;
        }
        int end = --size;
        Entry last = end == gap ? entry : at(end);
        heap[end] = null;
        if (last != entry) {
            if (gap > 0 && last.deadline - times[above(gap)] < 0) {
                rise(last, gap);
            } else {
                sink(last, gap);
            }
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
        times[index] = entry.deadline;
        entry.index = index;
    }

    private static int above(int index) {
        return (index - 1) / 4;
    }

    /// Puts an entry into a gap, or above it: those that are later come down.
    private void rise(Entry entry, int from) {
        int gap = from;
        while (gap > 0) {
            int above = above(gap);
            if (times[above] - entry.deadline <= 0) {
                break;
            }
            place(at(above), gap);
            gap = above;
        }
        place(entry, gap);
    }

    /// Puts an entry into a gap, or below it: those that are earlier come up.
    private void sink(Entry entry, int from) {
        int gap = from;
        for (int child = 4 * gap + 1; child < size; child = 4 * gap + 1) {
            int least = leastFrom(child);
            if (entry.deadline - times[least] <= 0) {
                break;
            }
            place(at(least), gap);
            gap = least;
        }
        place(entry, gap);
    }

    /// Returns which is the earliest of those with the same parent as `first`, the first of them.
    private int leastFrom(int first) {
        int least = first;
        int end = Math.min(first + 4, size);
        for (int i = first + 1; i < end; i++) {
            if (times[i] - times[least] < 0) {
                least = i;
            }
        }
        return least;
    }
}
