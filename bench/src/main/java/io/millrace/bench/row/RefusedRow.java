package io.millrace.bench.row;

import io.millrace.bench.Breaker;
import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/// What does it cost to be refused by an open breaker, when one asks it, or makes a call that it
/// refuses by an exception?
public final class RefusedRow implements Workload {
    private final Library library;
    private final boolean asks;
    private final int tasks;
    private final int each;
    private final Item[] items = Item.table();

    /// Reads `tasks` and `ask`, 1 to ask and 0 to call.
    public RefusedRow(Library library, Order order) {
        this.library = library;
        asks = order.get("ask") == 1;
        tasks = order.get("tasks");
        each = order.share(tasks);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Breaker breaker = library.breaker(0);
        breaker.open();
        var refused = new AtomicLong();
        var made = new AtomicLong();
        var running = new Tasks(tasks);
        for (int i = 0; i < tasks; i++) {
            running.start(() -> {
                var source = new Source(items);
                refused.addAndGet(asks ? ask(breaker) : call(breaker, breaker.around(source)));
                made.addAndGet(source.made());
            });
        }
        running.join();
        Check.same("times that it refused", (long) tasks * each, refused.get());
        Check.same("calls that were made", 0, made.get());
    }

    private long ask(Breaker breaker) {
        long refused = 0;
        for (int k = 0; k < each; k++) {
            if (!breaker.tryEnter()) {
                refused++;
            }
        }
        return refused;
    }

    private long call(Breaker breaker, Callable<Item> call) throws Exception {
        long refused = 0;
        for (int k = 0; k < each; k++) {
            try {
                call.call();
            } catch (Exception e) {
                if (!breaker.isRefusal(e)) {
                    throw e;
                }
                refused++;
            }
        }
        return refused;
    }
}
