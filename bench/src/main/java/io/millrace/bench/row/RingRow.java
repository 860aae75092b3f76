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
import java.util.concurrent.atomic.AtomicLong;

/// How long does a hop take, when one element goes round a ring of very many tasks?
public final class RingRow implements Workload {
    private final Library library;
    private final int capacity;
    private final int size;
    private final int laps;

    /// Reads `cap` and `tasks`.
    public RingRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        size = order.get("tasks");
        laps = order.share(size);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var lines = new Line[size];
        Arrays.setAll(lines, i -> library.line(capacity));
        var hops = new AtomicLong();
        var tasks = new Tasks(size);
        var ready = new java.util.concurrent.CountDownLatch(size - 1);
        for (int i = 1; i < size; i++) {
            Line in = lines[i];
            Line out = lines[(i + 1) % size];
            tasks.start(() -> {
                ready.countDown();
                for (int lap = 0; lap < laps; lap++) {
                    out.send(in.receive());
                }
                hops.addAndGet(laps);
            });
        }
        ready.await();
        chunk.begin(); // all tasks are there
        tasks.start(() -> {
            var token = new Item(1);
            for (int lap = 0; lap < laps; lap++) {
                lines[1].send(token);
                Check.same("the token", 1, lines[0].receive().number());
            }
            hops.addAndGet(laps);
        });
        tasks.join();
        Check.same("hops", (long) laps * size, hops.get());
    }
}
