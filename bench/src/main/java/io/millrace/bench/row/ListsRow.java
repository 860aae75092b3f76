package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Flows;
import io.millrace.bench.Item;
import io.millrace.bench.Items;
import io.millrace.bench.Order;
import io.millrace.bench.Tally;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;

/// How long does an element take into a list of `size`, and with that to a sink?
public final class ListsRow implements Workload {
    private final Flows flows;
    private final int buffer;
    private final int size;
    private final Items items;

    /// Reads `cap`, 0 if all is one task, and `size`.
    public ListsRow(Flows flows, Order order) {
        this.flows = flows;
        buffer = order.get("cap");
        size = order.get("size");
        items = new Items(order.share(size) * size);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var tally = new Tally(Tally.tableOrder());
        Tasks.run(() ->
                flows.lists(
                        items,
                        buffer,
                        size,
                        list -> {
                            Check.same("items in a list", size, list.size());
                            for (Item item : list) {
                                tally.add(item);
                            }
                        }));
        tally.check(items.count(), Item.sum(items.count()));
    }
}
