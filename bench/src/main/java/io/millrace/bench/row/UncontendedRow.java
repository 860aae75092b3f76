package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;

/// What do a send and a receive cost together, when one task does both and nobody else is there?
public final class UncontendedRow implements Workload {
    private final Line line;
    private final int ops;
    private final Item[] items = Item.table();

    /// Reads `cap`.
    public UncontendedRow(Library library, Order order) {
        line = library.line(order.get("cap"));
        ops = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var tasks = new Tasks(1);
        tasks.start(() -> {
            long sum = 0;
            for (int i = 0; i < ops; i++) {
                line.send(items[i & Item.MASK]);
                sum += line.receive().number();
            }
            Check.same("sum of what was received", Item.sum(ops), sum);
        });
        tasks.join();
    }
}
