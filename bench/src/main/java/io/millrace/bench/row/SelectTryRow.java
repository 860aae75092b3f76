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

/// How long does a select with a default take that finds all its channels empty?
public final class SelectTryRow implements Workload {
    private final Library library;
    private final Line[] lines;
    private final int tries;

    /// Reads `cap` and `cases`.
    public SelectTryRow(Library library, Order order) {
        this.library = library;
        lines = new Line[order.get("cases")];
        Arrays.setAll(lines, i -> library.line(order.get("cap")));
        tries = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var tasks = new Tasks(1);
        tasks.start(() -> {
            Library.Chooser chooser = library.chooser(lines, true);
            int empty = 0;
            for (int i = 0; i < tries; i++) {
                if (chooser.choose() == Item.LAST) {
                    empty++;
                }
            }
            Check.same("selects that found nothing", tries, empty);
        });
        tasks.join();
    }
}
