package io.millrace.bench.row;

import io.millrace.bench.Chunk;
import io.millrace.bench.Group;
import io.millrace.bench.Library;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;

/// What does it cost to count down, when one task does it, or several at the same time, and one
/// waits for zero?
///
/// If one count were lost the wait would never end; if one were double it would fail.
public final class CountRow implements Workload {
    private final Library library;
    private final int tasks;
    private final int each;

    /// Reads `tasks`.
    public CountRow(Library library, Order order) {
        this.library = library;
        tasks = order.get("tasks");
        each = order.share(tasks);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Group group = library.group(tasks * each, false);
        var running = new Tasks(tasks);
        for (int i = 0; i < tasks; i++) {
            running.start(() -> {
                for (int k = 0; k < each; k++) {
                    group.done();
                }
            });
        }
        group.await();
        running.join();
    }
}
