package io.millrace.bench;

import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/// The clock and the meter of memory for one chunk. Used by one thread.
public final class Chunk {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long startNanos;
    private long startBytes;
    private long nanos = -1;
    private long bytes;
    private long @Nullable [] latencies;

    /// Starts the clock, again if it runs: what came before does not count.
    public void begin() {
        startBytes = allocated();
        startNanos = System.nanoTime();
    }

    /// Stops the clock, unless it has been stopped already.
    public void end() {
        if (nanos < 0) {
            nanos = System.nanoTime() - startNanos;
            bytes = allocated() - startBytes;
        }
    }

    /// Reports this many bytes in place of those that were allocated.
    public void bytes(long total) {
        bytes = total;
    }

    /// Reports how long each single operation took. The array is given away.
    public void latencies(long[] each) {
        latencies = each;
    }

    long nanos() {
        return nanos;
    }

    long bytes() {
        return bytes;
    }

    long @Nullable [] latencies() {
        return latencies;
    }

    // All threads, ended ones too. Virtual threads are counted with the carriers that they ran on.
    private static long allocated() {
        return THREADS.getTotalThreadAllocatedBytes();
    }
}
