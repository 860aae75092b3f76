package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How long does an element take in batches, from one producer to one consumer?
///
/// The consumer receives at least one element at a time and at most a batch; with `drain=1` it
/// receives one and drains the rest. A rival without batches moves one element at a time.
public final class BatchRow implements Workload {
    private final Library library;
    private final int capacity;
    private final int batch;
    private final boolean drain;
    private final int ops;
    private final List<List<Item>> batches = new ArrayList<>();

    /// Reads `cap`, `batch` and `drain`.
    public BatchRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        batch = order.get("batch");
        drain = order.get("drain", 0) == 1;
        ops = order.share(Item.TABLE) * Item.TABLE;
        List<Item> items = Arrays.asList(Item.table());
        for (int i = 0; i < Item.TABLE; i += batch) {
            batches.add(items.subList(i, i + batch));
        }
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Line line = library.line(capacity);
        var tasks = new Tasks(2);
        tasks.start(() -> {
            for (int sent = 0, i = 0; sent < ops; sent += batch, i++) {
                line.sendAll(batches.get(i % batches.size()));
            }
        });
        tasks.start(() -> Check.same("sum of the batches", Item.sum(ops), receive(line)));
        tasks.join();
    }

    private long receive(Line line) throws InterruptedException {
        var spare = new ArrayList<Item>(batch);
        long sum = 0;
        for (int received = 0; received < ops; ) {
            List<Item> some;
            if (drain) {
                spare.clear();
                spare.add(line.receive());
                line.drainTo(spare, batch - 1);
                some = spare;
            } else {
                some = line.receiveSome(spare, batch);
            }
            for (Item item : some) {
                sum += item.number();
            }
            received += some.size();
        }
        return sum;
    }
}
