package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Guard;
import io.millrace.bench.Library;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.util.concurrent.atomic.AtomicLong;

/// What does it cost to go in and out, when one task does it, or several at the same time?
public final class LockRow implements Workload {
    private final Library library;
    private final int permits;
    private final int tasks;
    private final int each;
    private long guarded; // by the mutex, or by a semaphore of one permit

    /// Reads `permits`, 0 for a mutex, and `tasks`.
    public LockRow(Library library, Order order) {
        this.library = library;
        permits = order.get("permits");
        tasks = order.get("tasks");
        each = order.share(tasks);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Guard guard = library.guard(permits);
        var total = new AtomicLong();
        guarded = 0;
        var running = new Tasks(tasks);
        for (int i = 0; i < tasks; i++) {
            running.start(() -> {
                long entered = 0;
                for (int k = 0; k < each; k++) {
                    guard.enter();
                    if (permits <= 1) {
                        guarded++;
                    }
                    entered++;
                    guard.leave();
                }
                total.addAndGet(entered);
            });
        }
        running.join();
        Check.same("times that somebody went in", (long) tasks * each, total.get());
        if (permits <= 1) {
            Check.same("increments that were counted", (long) tasks * each, guarded);
        }
    }
}
