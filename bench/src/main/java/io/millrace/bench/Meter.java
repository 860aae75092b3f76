package io.millrace.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Runs a workload: warm-up, then chunks, then one line.
///
/// The warm-up lasts `warm` milliseconds and at least one chunk, the measurement `measure`
/// milliseconds and at least three chunks, unless the three would take more than four times as
/// long. `once=1` measures the very first chunk, for rows that are about one event.
public final class Meter {
    private final Workload workload;
    private final Order order;

    /// Makes a meter.
    public Meter(Workload workload, Order order) {
        this.workload = workload;
        this.order = order;
    }

    /// Measures and prints nanoseconds and bytes per operation, both medians of chunks, then p50,
    /// p99 and p99.9 of single operations or dashes, then the number of chunks; tabs between them.
    public void measure(PrintStream out) throws Exception {
        List<Chunk> chunks = order.get("once", 0) == 1 ? List.of(chunk()) : warmAndMeasure();
        double ops = order.ops();
        double nanos = median(chunks.stream().mapToDouble(c -> c.nanos() / ops).toArray());
        double bytes = median(chunks.stream().mapToDouble(c -> c.bytes() / ops).toArray());
        out.println(
                String.format(Locale.ROOT, "%.3f\t%.3f\t", nanos, bytes)
                        + percentiles(chunks)
                        + "\t"
                        + chunks.size());
    }

    private List<Chunk> warmAndMeasure() throws Exception {
        long warmNanos = order.get("warm", 400) * 1_000_000L;
        long measureNanos = order.get("measure", 400) * 1_000_000L;
        long start = System.nanoTime();
        do {
            chunk();
        } while (System.nanoTime() - start < warmNanos);
        var chunks = new ArrayList<Chunk>();
        start = System.nanoTime();
        long spent;
        do {
            chunks.add(chunk());
            spent = System.nanoTime() - start;
        } while (spent < measureNanos || (chunks.size() < 3 && spent < 4 * measureNanos));
        return chunks;
    }

    private Chunk chunk() throws Exception {
        var chunk = new Chunk();
        chunk.begin();
        workload.run(chunk);
        chunk.end();
        return chunk;
    }

    private static double median(double[] figures) {
        Arrays.sort(figures);
        int middle = figures.length / 2;
        return figures.length % 2 == 1
                ? figures[middle]
                : (figures[middle - 1] + figures[middle]) / 2;
    }

    private static String percentiles(List<Chunk> chunks) {
        long[] all =
                chunks.stream()
                        .flatMapToLong(c -> {
                            long[] each = c.latencies();
                            return Arrays.stream(each == null ? new long[0] : each);
                        })
                        .sorted()
                        .toArray();
        if (all.length == 0) {
            return "-\t-\t-";
        }
        return at(all, 0.5) + "\t" + at(all, 0.99) + "\t" + at(all, 0.999);
    }

    private static long at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))];
    }
}
