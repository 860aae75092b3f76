package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.util.concurrent.atomic.AtomicLong;

/// How long does an element take from `producers` to `consumers` through one channel?
public final class ManyRow implements Workload {
    private final Library library;
    private final int capacity;
    private final int producers;
    private final int consumers;
    private final int sends;
    private final int receives;
    private final Item[] items = Item.table();

    /// Reads `cap`, `producers` and `consumers`; one of each unless told otherwise.
    public ManyRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        producers = order.get("producers", 1);
        consumers = order.get("consumers", 1);
        sends = order.share(producers);
        receives = order.share(consumers);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Line line = library.line(capacity);
        var tasks = new Tasks(producers + consumers);
        var sum = new AtomicLong();
        for (int i = 0; i < Math.max(producers, consumers); i++) {
            if (i < consumers) {
                tasks.start(() -> sum.addAndGet(receive(line)));
            }
            if (i < producers) {
                tasks.start(() -> send(line));
            }
        }
        tasks.join();
        Check.same("sum of what was received", producers * Item.sum(sends), sum.get());
    }

    private void send(Line line) throws InterruptedException {
        for (int i = 0; i < sends; i++) {
            line.send(items[i & Item.MASK]);
        }
    }

    private long receive(Line line) throws InterruptedException {
        long sum = 0;
        boolean inOrder = producers == 1 && consumers == 1;
        for (int i = 0; i < receives; i++) {
            int number = line.receive().number();
            sum += number;
            if (inOrder && number != (i & Item.MASK)) {
                Check.same("place in the order", i & Item.MASK, number);
            }
        }
        return sum;
    }
}
