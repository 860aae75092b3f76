package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Library;
import io.millrace.bench.Order;
import io.millrace.bench.Workload;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// What do start and join of a task cost, when very many that do nearly nothing are joined
/// together?
public final class SpawnRow implements Workload {
    private final Library library;
    private final boolean bare;
    private final int count;

    /// The rival `jdk-threads` starts threads without anything that owns them.
    public SpawnRow(Library library, Order order) {
        this.library = library;
        bare = order.rival().equals("jdk-threads");
        count = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var ran = new AtomicInteger();
        if (bare) {
            var running = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                Thread.startVirtualThread(() -> {
                    ran.incrementAndGet();
                    running.countDown();
                });
            }
            running.await();
        } else {
            Library.Crew crew = library.crew(count);
            for (int i = 0; i < count; i++) {
                crew.start(ran::incrementAndGet);
            }
            crew.join();
        }
        Check.same("tasks that ran", count, ran.get());
    }
}
