package io.millrace.soak;

/// How much memory is in use.
final class Heap {
    private static final int COLLECTIONS =
            3; // the first leaves what finalizers and references held

    private Heap() {}

    /// Collects garbage and returns how many bytes are in use then.
    static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
