package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Group;
import io.millrace.bench.Library;
import io.millrace.bench.Order;
import io.millrace.bench.Workload;
import java.util.concurrent.atomic.AtomicInteger;

/// What does a task cost that is started, counts down and is waited for together with others?
public final class GroupRow implements Workload {
    private final Library library;
    private final int tasks;
    private final int rounds;
    private final boolean starts;

    /// Reads `tasks`: how many a round has; and `starts`: 1 if the group starts them. Otherwise
    /// they are plain virtual threads.
    public GroupRow(Library library, Order order) {
        this.library = library;
        tasks = order.get("tasks");
        rounds = order.share(tasks);
        starts = order.get("starts", 0) == 1;
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var ran = new AtomicInteger();
        for (int round = 1; round <= rounds; round++) {
            Group group = library.group(tasks, starts);
            for (int i = 0; i < tasks; i++) {
                if (starts) {
                    group.start(ran::incrementAndGet);
                } else {
                    Thread.startVirtualThread(() -> {
                        ran.incrementAndGet();
                        group.done();
                    });
                }
            }
            group.await();
            Check.same("tasks that ran", (long) round * tasks, ran.get());
        }
    }
}
