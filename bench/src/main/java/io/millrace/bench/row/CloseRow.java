package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// How long does it take a close to release very many receivers, for each of them?
public final class CloseRow implements Workload {
    private static final long SETTLE_MILLIS = 10;
    private final Library library;
    private final int capacity;
    private final int waiters;

    /// Reads `cap`.
    public CloseRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        waiters = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Line line = library.line(capacity);
        var tasks = new Tasks(waiters);
        var waiting = new CountDownLatch(waiters);
        var received = new AtomicInteger();
        for (int i = 0; i < waiters; i++) {
            tasks.start(() -> {
                waiting.countDown();
                if (line.receiveOrNull() instanceof Item) {
                    received.incrementAndGet();
                }
            });
        }
        waiting.await();
        Thread.sleep(SETTLE_MILLIS); // the last ones are on their way into the queue
        chunk.begin();
        line.close();
        tasks.join();
        chunk.end();
        Check.same("items received", 0, received.get());
    }
}
