package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;

/// How long after it was sent is an element in the hands of a receiver that waits for it?
///
/// The sender is paced: it computes for `pace` nanoseconds between two sends, so the receiver
/// waits.
public final class LatencyRow implements Workload {
    private final Library library;
    private final int capacity;
    private final int paceNanos;
    private final int ops;
    private final Item[] items = Item.table();

    /// Reads `cap` and `pace`.
    public LatencyRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        paceNanos = order.get("pace");
        ops = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Line line = library.line(capacity);
        var latencies = new long[ops];
        var tasks = new Tasks(2);
        tasks.start(() -> {
            long sum = 0;
            for (int i = 0; i < ops; i++) {
                Item item = line.receive();
                latencies[i] = System.nanoTime() - item.stamp();
                sum += item.number();
            }
            Check.same("sum of what was received", Item.sum(ops), sum);
        });
        tasks.start(() -> {
            for (int i = 0; i < ops; i++) {
                Item item = items[i & Item.MASK];
                pause();
                item.stamp(System.nanoTime());
                line.send(item);
            }
        });
        tasks.join();
        chunk.latencies(latencies);
    }

    private void pause() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < paceNanos) {
            Thread.onSpinWait();
        }
    }
}
