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
///
/// With work, a turn takes time inside and outside, as turns do; the work is in the figure.
public final class LockRow implements Workload {
    private final Library library;
    private final int permits;
    private final int tasks;
    private final int each;
    private final int inside;
    private final int outside;
    private final long worked; // what the work of all comes to
    private long guarded; // by the mutex, or by a semaphore of one permit

    /// Reads `permits`, 0 for a mutex, and `tasks`; and `inside` and `outside`, how many steps of
    /// some 2 ns each are made while in and while out.
    public LockRow(Library library, Order order) {
        this.library = library;
        permits = order.get("permits");
        tasks = order.get("tasks");
        each = order.share(tasks);
        inside = order.get("inside", 0);
        outside = order.get("outside", 0);
        worked = tasks * steps(1, each * (inside + outside));
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Guard guard = library.guard(permits);
        var total = new AtomicLong();
        var work = new AtomicLong();
        guarded = 0;
        var running = new Tasks(tasks);
        for (int i = 0; i < tasks; i++) {
            running.start(() -> {
                long entered = 0;
                long at = 1;
                for (int k = 0; k < each; k++) {
                    guard.enter();
                    if (permits <= 1) {
                        guarded++;
                    }
                    entered++;
                    at = steps(at, inside);
                    guard.leave();
                    at = steps(at, outside);
                }
                total.addAndGet(entered);
                work.addAndGet(at);
            });
        }
        running.join();
        Check.same("work", worked, work.get());
        Check.same("times that somebody went in", (long) tasks * each, total.get());
        if (permits <= 1) {
            Check.same("increments that were counted", (long) tasks * each, guarded);
        }
    }

    /// Makes so many steps, each of which needs what the one before came to.
    private static long steps(long from, int count) {
        long at = from;
        for (int i = 0; i < count; i++) {
            at ^= at << 13;
            at ^= at >>> 7;
            at ^= at << 17;
        }
        return at;
    }
}
