package io.millrace.bench.row;

import io.millrace.bench.Chunk;
import io.millrace.bench.Flows;
import io.millrace.bench.Item;
import io.millrace.bench.Items;
import io.millrace.bench.Order;
import io.millrace.bench.Tally;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.util.Arrays;

/// How long does an element take through five stages: a source, a map, a filter, a map and a sink?
public final class StagesRow implements Workload {
    private static final int FIRST = 1;
    private static final int SECOND = 2;

    private final Flows flows;
    private final int buffer;
    private final Items items;
    private final int[] cycle;
    private final long sum;

    /// Reads `cap`: with a buffer of that size between two stages, each is a task of its own; with
    /// 0 they are all in one.
    public StagesRow(Flows flows, Order order) {
        this.flows = flows;
        buffer = order.get("cap");
        items = new Items(order.share(Item.TABLE) * Item.TABLE);
        cycle =
                Arrays.stream(Item.table())
                        .map(items.shift(FIRST))
                        .filter(Items.threeOfFour())
                        .map(items.shift(SECOND))
                        .mapToInt(Item::number)
                        .toArray();
        sum = Arrays.stream(cycle).asLongStream().sum() * (items.count() / Item.TABLE);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var tally = new Tally(cycle);
        Tasks.run(() ->
                flows.stages(
                        items,
                        buffer,
                        items.shift(FIRST),
                        Items.threeOfFour(),
                        items.shift(SECOND),
                        tally::add));
        tally.check((long) cycle.length * (items.count() / Item.TABLE), sum);
    }
}
