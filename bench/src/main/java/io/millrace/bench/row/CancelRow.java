package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Workload;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// How long does it take to cancel very many tasks that wait for a receive, for each of them?
///
/// The scope or context that owns them is cancelled; without one, each thread is interrupted.
public final class CancelRow implements Workload {
    private static final long SETTLE_MILLIS = 10;
    private final Library library;
    private final int capacity;
    private final int waiters;

    /// Reads `cap`.
    public CancelRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        waiters = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Line line = library.line(capacity);
        Library.Crew crew = library.crew(waiters);
        var waiting = new CountDownLatch(waiters);
        var cancelled = new AtomicInteger();
        for (int i = 0; i < waiters; i++) {
            crew.start(() -> {
                waiting.countDown();
                try {
                    line.receive();
                } catch (InterruptedException e) {
                    cancelled.incrementAndGet();
                    throw e;
                }
            });
        }
        waiting.await();
        Thread.sleep(SETTLE_MILLIS); // the last ones are on their way into the queue
        chunk.begin();
        crew.cancel();
        crew.join();
        chunk.end();
        Check.same("tasks that were cancelled", waiters, cancelled.get());
    }
}
