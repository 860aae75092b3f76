package io.millrace.bench.row;

import io.millrace.bench.Chunk;
import io.millrace.bench.Flows;
import io.millrace.bench.Item;
import io.millrace.bench.Items;
import io.millrace.bench.Order;
import io.millrace.bench.Tally;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;

/// How long does an element take through a stage that works on several at a time, in order or not?
public final class MapRow implements Workload {
    private final Flows flows;
    private final int workers;
    private final int window;
    private final boolean ordered;
    private final Flows.Work work;
    private final Items items;

    /// Reads `workers`, `window`, `ordered`, and either `work`, the nanoseconds for which each
    /// computes, or `wait`, the milliseconds for which each waits.
    public MapRow(Flows flows, Order order) {
        this.flows = flows;
        workers = order.get("workers");
        window = order.get("window");
        ordered = order.get("ordered") == 1;
        work = new Flows.Work(order.get("work", 0), order.get("wait", 0));
        items = new Items(order.ops());
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var tally = ordered ? new Tally(Tally.tableOrder()) : new Tally();
        Tasks.run(() -> flows.map(items, ordered, workers, window, work, tally));
        tally.check(items.count(), Item.sum(items.count()));
    }
}
