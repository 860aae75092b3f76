package io.millrace.cli.run.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/*
 * An open hash table of the first 128 bits of SHA-256 keys: 24 bytes for a slot, 3/8 to 3/4 of them in use. Two jobs of a
 * thousand million share these bits with a chance of 10^-21.
 */
/// The jobs that earlier runs have recorded. Filled before the run starts; then it does not change.
final class KnownJobs {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final List<JobState> STATES = List.of(JobState.values());

    private long[] first;
    private long[] second;
    private long[] values; // the row's number * 8 + the state; 0: free
    private int used;

    KnownJobs() {
        allocate(1024);
    }

    private void allocate(int slots) {
        first = new long[slots];
        second = new long[slots];
        values = new long[slots];
    }

    void add(byte[] key, long id, JobState state) {
        if (used * 4L >= first.length * 3L) {
            grow();
        }
        put((long) LONG.get(key, 0), (long) LONG.get(key, 8), id * 8 + STATES.indexOf(state));
        used++;
    }

    private void put(long high, long low, long value) {
        int slot = slot(high, low);
        first[slot] = high;
        second[slot] = low;
        values[slot] = value;
    }

    private int slot(long high, long low) {
        int mask = first.length - 1;
        int slot = (int) high & mask;
        while (values[slot] != 0 && (first[slot] != high || second[slot] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldFirst = first;
        long[] oldSecond = second;
        long[] oldValues = values;
        allocate(oldFirst.length * 2);
        for (int i = 0; i < oldFirst.length; i++) {
            if (oldValues[i] != 0) {
                put(oldFirst[i], oldSecond[i], oldValues[i]);
            }
        }
    }

    int size() {
        return used;
    }

    /// Returns where a job is, or -1.
    int find(byte[] key) {
        int slot = slot((long) LONG.get(key, 0), (long) LONG.get(key, 8));
        return values[slot] == 0 ? -1 : slot;
    }

    long id(int found) {
        return values[found] / 8;
    }

    JobState state(int found) {
        return STATES.get((int) (values[found] % 8));
    }
}
