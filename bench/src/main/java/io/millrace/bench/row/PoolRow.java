package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Flows;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;
import java.util.concurrent.atomic.AtomicLong;

/// How long does a job take from its submitter through a pool of workers, each with the others?
public final class PoolRow implements Workload {
    private final Flows flows;
    private final int workers;
    private final int queue;
    private final int work;
    private final int ops;

    /// Reads `workers`, `cap`, the length of the queue, and `work`, the nanoseconds that a job
    /// takes; with 0 it counts, and does no more.
    public PoolRow(Flows flows, Order order) {
        this.flows = flows;
        workers = order.get("workers");
        queue = order.get("cap");
        work = order.get("work");
        ops = order.ops();
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var done = new AtomicLong();
        Tasks.run(() ->
                flows.pool(
                        ops,
                        workers,
                        queue,
                        () -> {
                            if (work > 0) {
                                Flows.Work.spin(work);
                            }
                            done.incrementAndGet();
                        }));
        Check.same("jobs done", ops, done.get());
    }
}
