package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// What does a task cost that is parked on a receive: bytes that live, and time to release it?
///
/// The release is a close; where there is none, an item for each task, as users of queues do.
public final class ParkedRow implements Workload {
    private static final int WARM_ROUNDS = 5; // so that no frame of an interpreter is parked
    private static final int WARM_TASKS = 20_000;
    private static final long SETTLE_MILLIS = 20;
    private final Library library;
    private final int capacity;
    private final int parked;

    /// Reads `cap`.
    public ParkedRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        parked = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        for (int i = 0; i < WARM_ROUNDS; i++) {
            park(Math.min(parked, WARM_TASKS), new Chunk());
        }
        park(parked, chunk);
    }

    private void park(int count, Chunk chunk) throws Exception {
        Line line = library.line(capacity);
        long before = live();
        var tasks = new Tasks(count);
        var waiting = new CountDownLatch(count);
        var received = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            tasks.start(() -> {
                waiting.countDown();
                if (line.receiveOrNull() instanceof Item) {
                    received.incrementAndGet();
                }
            });
        }
        waiting.await();
        Thread.sleep(SETTLE_MILLIS); // the last ones are on their way into the queue
        long after = live();
        chunk.begin();
        release(line, count);
        tasks.join();
        chunk.end();
        chunk.bytes(after - before);
        Check.same("items received", line.closes() ? 0 : count, received.get());
    }

    private static void release(Line line, int count) throws InterruptedException {
        if (line.closes()) {
            line.close();
            return;
        }
        for (int i = 0; i < count; i++) {
            line.send(Item.LAST);
        }
    }

    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
