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

/// How long does a select take that receives from `cases` channels, each with a sender of its own?
public final class SelectRow implements Workload {
    private final Library library;
    private final int capacity;
    private final int cases;
    private final int sends;
    private final Item[] items = Item.table();

    /// Reads `cap` and `cases`.
    public SelectRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        cases = order.get("cases");
        sends = order.share(cases);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var lines = new Line[cases];
        Arrays.setAll(lines, i -> library.line(capacity));
        var tasks = new Tasks(cases + 1);
        for (Line line : lines) {
            tasks.start(() -> {
                for (int i = 0; i < sends; i++) {
                    line.send(items[i & Item.MASK]);
                }
            });
        }
        tasks.start(() -> {
            Library.Chooser chooser = library.chooser(lines, false);
            long sum = 0;
            for (int i = 0; i < cases * sends; i++) {
                sum += chooser.choose().number();
            }
            Check.same("sum of what was selected", cases * Item.sum(sends), sum);
        });
        tasks.join();
    }
}
