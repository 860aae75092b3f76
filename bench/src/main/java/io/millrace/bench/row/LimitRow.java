package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Library;
import io.millrace.bench.Limiter;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// What does it cost to ask a limiter for a permit, when each is granted, or each is refused?
///
/// Granted: a permit comes every nanosecond, and a million are kept, so that nobody can ask too
/// fast. Refused: one comes every hour, and it has been taken.
public final class LimitRow implements Workload {
    private static final int PER_MILLISECOND = 1_000_000;

    private final Library library;
    private final boolean refuses;
    private final int tasks;
    private final int each;

    /// Reads `tasks` and `refuse`, 1 if no permit is to be there.
    public LimitRow(Library library, Order order) {
        this.library = library;
        refuses = order.get("refuse") == 1;
        tasks = order.get("tasks");
        each = order.share(tasks);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        Limiter limiter =
                refuses
                        ? library.limiter(1, Duration.ofHours(1))
                        : library.limiter(PER_MILLISECOND, Duration.ofMillis(1));
        if (refuses) {
            Check.same("the one permit", 1, limiter.tryTake() ? 1 : 0);
        }
        var granted = new AtomicLong();
        var running = new Tasks(tasks);
        for (int i = 0; i < tasks; i++) {
            running.start(() -> {
                long taken = 0;
                for (int k = 0; k < each; k++) {
                    if (limiter.tryTake()) {
                        taken++;
                    }
                }
                granted.addAndGet(taken);
            });
        }
        running.join();
        Check.same("permits that were granted", refuses ? 0 : (long) tasks * each, granted.get());
    }
}
