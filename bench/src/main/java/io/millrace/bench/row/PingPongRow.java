package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;

/// How long does a round trip between two tasks take?
public final class PingPongRow implements Workload {
    private final Library library;
    private final int capacity;
    private final int rounds;
    private final Item[] items = Item.table();

    /// Reads `cap`.
    public PingPongRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        rounds = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Line there = library.line(capacity);
        Line back = library.line(capacity);
        var tasks = new Tasks(2);
        tasks.start(() -> {
            for (int i = 0; i < rounds; i++) {
                back.send(there.receive());
            }
        });
        tasks.start(() -> {
            long sum = 0;
            for (int i = 0; i < rounds; i++) {
                there.send(items[i & Item.MASK]);
                sum += back.receive().number();
            }
            Check.same("sum of what came back", Item.sum(rounds), sum);
        });
        tasks.join();
    }
}
