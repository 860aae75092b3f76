package io.millrace.bench.rival;

import io.millrace.bench.Library;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The JDK's scheduler with one thread, which forgets a task when it is cancelled. It has no reset,
/// so a task is cancelled and another scheduled; and nothing that could be waited for without a
/// function.
public final class ScheduledLibrary implements Library {
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);

    /// Makes the library.
    public ScheduledLibrary() {
        scheduler.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Deadline deadline(int hours, boolean calls) {
        return new Scheduled(scheduler, scheduler.schedule(() -> {}, hours, TimeUnit.HOURS));
    }

    private record Scheduled(ScheduledThreadPoolExecutor scheduler, Future<?> task)
            implements Deadline {
        @Override
        public boolean stop() {
            return task.cancel(false);
        }

        @Override
        public Deadline reset(int hours) {
            task.cancel(false);
            return new Scheduled(scheduler, scheduler.schedule(() -> {}, hours, TimeUnit.HOURS));
        }
    }
}
