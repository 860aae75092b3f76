package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Order;
import io.millrace.bench.Shield;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// What does a call that succeeds cost more, when it is made through a guard that lets it?
public final class ShieldRow implements Workload {
    private final Supplier<Shield> library;
    private final int tasks;
    private final int each;
    private final Item[] items = Item.table();

    /// Reads `tasks`.
    ///
    /// @param library makes the guard
    public ShieldRow(Supplier<Shield> library, Order order) {
        this.library = library;
        tasks = order.get("tasks");
        each = order.share(tasks);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Shield shield = library.get();
        var total = new AtomicLong();
        var running = new Tasks(tasks);
        for (int i = 0; i < tasks; i++) {
            running.start(() -> {
                Callable<Item> call = shield.around(new Source(items));
                long sum = 0;
                for (int k = 0; k < each; k++) {
                    sum += call.call().number();
                }
                total.addAndGet(sum);
            });
        }
        running.join();
        Check.same("sum of what was returned", tasks * Item.sum(each), total.get());
    }
}
