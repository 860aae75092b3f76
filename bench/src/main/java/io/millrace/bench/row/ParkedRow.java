package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Workload;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// What does a task cost that is parked on a receive: bytes that live, and time to release it?
///
/// The release is a close; where there is none, an interrupt for each task.
public final class ParkedRow implements Workload {
    private static final long SETTLE_MILLIS = 100;
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
        Line line = library.line(capacity);
        boolean closes = line.closes();
        long before = live();
        var crew = closes ? null : library.crew(parked);
        var waiting = new CountDownLatch(parked);
        var ended = new CountDownLatch(parked);
        var received = new AtomicInteger();
        for (int i = 0; i < parked; i++) {
            if (crew == null) {
                Thread.startVirtualThread(() -> await(line, waiting, ended, received));
            } else {
                crew.start(() -> await(line, waiting, ended, received));
            }
        }
        waiting.await();
        Thread.sleep(SETTLE_MILLIS); // the last ones are on their way into the queue
        long after = live();
        chunk.begin();
        if (crew == null) {
            line.close();
        } else {
            crew.cancel();
        }
        ended.await();
        chunk.end();
        chunk.bytes(after - before);
        Check.same("items received", 0, received.get());
    }

    private static void await(
            Line line, CountDownLatch waiting, CountDownLatch ended, AtomicInteger received) {
        waiting.countDown();
        try {
            if (line.receiveOrNull() instanceof Item) {
                received.incrementAndGet();
            }
        } catch (InterruptedException e) {
            // Released, as it should be.
        }
        ended.countDown();
    }

    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
