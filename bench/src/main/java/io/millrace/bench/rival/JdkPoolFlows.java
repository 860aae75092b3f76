package io.millrace.bench.rival;

import io.millrace.bench.Flows;
import io.millrace.bench.Library;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The JDK's executors: `jdk-pool` is a pool of platform threads, with a bounded queue; whoever
/// finds it full waits for room, which the executor has to be taught. `jdk-virtual` is a virtual
/// thread for each job: neither the queue nor the workers are bounded.
public final class JdkPoolFlows extends Flows implements Library {
    private final String kind;

    /// Makes one of the two.
    public JdkPoolFlows(String kind) {
        this.kind = kind;
    }

    @Override
    public Flows flows() {
        return this;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the row counts what was done
    public void pool(int jobs, int workers, int queue, Runnable job) {
        try (ExecutorService executor = executor(workers, queue)) { // close waits for the jobs
            for (int i = 0; i < jobs; i++) {
                executor.submit(job);
            }
        }
    }

    private ExecutorService executor(int workers, int queue) {
        if (kind.equals("jdk-virtual")) {
            return Executors.newVirtualThreadPerTaskExecutor();
        }
        return new ThreadPoolExecutor(
                workers,
                workers,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                (task, pool) -> {
                    try {
                        pool.getQueue().put(task);
                    } catch (InterruptedException e) {
                        throw new RejectedExecutionException(e);
                    }
                });
    }
}
