package io.millrace.cli.run;

/*
 * An open hash table of 64-bit hashes: twelve bytes for a slot, at least half of them in use once it has grown. Two
 * different inputs are taken for equal with a chance of n^2 / 2^65, and then a key says #2 instead of #1.
 */
/// Counts how often each input has come. Used by all producers.
final class Occurrences {
    private long[] hashes = new long[1024];
    private int[] counts = new int[1024]; // 0: free
    private int used;

    /// Counts an input, and returns how often it has come.
    synchronized int count(String input) {
        if (used * 4L > hashes.length * 3L) {
            grow();
        }
        long hash = hash(input);
        int slot = slot(hash);
        if (counts[slot] == 0) {
            hashes[slot] = hash;
            used++;
        }
        return ++counts[slot];
    }

    private int slot(long hash) {
        int mask = hashes.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        while (counts[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldCounts = counts;
        hashes = new long[oldHashes.length * 2];
        counts = new int[oldCounts.length * 2];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldCounts[i] != 0) {
                int slot = slot(oldHashes[i]);
                hashes[slot] = oldHashes[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    /// FNV-1a over the characters, then mixed as in SplitMix64.
    private static long hash(String input) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < input.length(); i++) {
            hash = (hash ^ input.charAt(i)) * 0x100000001B3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        return hash ^ (hash >>> 31);
    }
}
