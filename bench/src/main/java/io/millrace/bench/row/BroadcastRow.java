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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// How long does an element take from a source to all of several consumers?
public final class BroadcastRow implements Workload {
    private final Flows flows;
    private final int buffer;
    private final int consumers;
    private final Items items;

    /// Reads `cap` and `consumers`.
    public BroadcastRow(Flows flows, Order order) {
        this.flows = flows;
        buffer = order.get("cap");
        consumers = order.get("consumers");
        items = new Items(order.ops());
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        List<Tally> tallies = new CopyOnWriteArrayList<>();
        Tasks.run(() ->
                flows.broadcast(
                        items,
                        buffer,
                        consumers,
                        () -> {
                            var tally = new Tally(Tally.tableOrder());
                            tallies.add(tally);
                            return tally::add;
                        }));
        Check.same("consumers", consumers, tallies.size());
        for (Tally tally : tallies) {
            tally.check(items.count(), Item.sum(items.count()));
        }
    }
}
