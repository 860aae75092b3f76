package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Flows;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;

/// How long does an element take through `workers` that work for a microsecond each, and back into
/// one channel?
public final class FanRow implements Workload {
    private final Library library;
    private final int capacity;
    private final int workers;
    private final int workNanos;
    private final int ops;
    private final Item[] items = Item.table();

    /// Reads `cap`, `workers` and `work`, in nanoseconds.
    public FanRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        workers = order.get("workers");
        workNanos = order.get("work");
        ops = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Line jobs = library.line(capacity);
        Line results = library.line(capacity);
        var tasks = new Tasks(workers + 2);
        for (int i = 0; i < workers; i++) {
            tasks.start(() -> {
                for (Item item; (item = jobs.receive()) != Item.LAST; ) {
                    Flows.Work.spin(workNanos);
                    results.send(item);
                }
            });
        }
        tasks.start(() -> {
            for (int i = 0; i < ops; i++) {
                jobs.send(items[i & Item.MASK]);
            }
            for (int i = 0; i < workers; i++) {
                jobs.send(Item.LAST);
            }
        });
        tasks.start(() -> {
            long sum = 0;
            for (int i = 0; i < ops; i++) {
                sum += results.receive().number();
            }
            Check.same("sum of the results", Item.sum(ops), sum);
        });
        tasks.join();
    }
}
