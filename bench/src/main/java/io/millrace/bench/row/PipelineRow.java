package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.util.Arrays;

/// How long does an element take through a pipeline of `stages` tasks: a source, relays, a sink?
public final class PipelineRow implements Workload {
    private final Library library;
    private final int capacity;
    private final int stages;
    private final int ops;
    private final Item[] items = Item.table();

    /// Reads `cap` and `stages`.
    public PipelineRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        stages = order.get("stages");
        ops = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var lines = new Line[stages - 1];
        Arrays.setAll(lines, i -> library.line(capacity));
        var tasks = new Tasks(stages);
        tasks.start(() -> {
            for (int i = 0; i < ops; i++) {
                lines[0].send(items[i & Item.MASK]);
            }
        });
        for (int stage = 1; stage < lines.length; stage++) {
            Line in = lines[stage - 1];
            Line out = lines[stage];
            tasks.start(() -> {
                for (int i = 0; i < ops; i++) {
                    out.send(in.receive());
                }
            });
        }
        Line last = lines[lines.length - 1];
        tasks.start(() -> {
            long sum = 0;
            for (int i = 0; i < ops; i++) {
                sum += last.receive().number();
            }
            Check.same("sum at the sink", Item.sum(ops), sum);
        });
        tasks.join();
    }
}
