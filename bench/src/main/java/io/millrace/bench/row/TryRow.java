package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;

/// How long does it take to find one channel empty?
public final class TryRow implements Workload {
    private final Line line;
    private final int tries;

    /// Reads `cap`.
    public TryRow(Library library, Order order) {
        line = library.line(order.get("cap"));
        tries = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var tasks = new Tasks(1);
        tasks.start(() -> {
            int empty = 0;
            for (int i = 0; i < tries; i++) {
                if (line.tryReceive() == null) {
                    empty++;
                }
            }
            Check.same("tries that found nothing", tries, empty);
        });
        tasks.join();
    }
}
