package io.millrace.schedules;

import io.millrace.waiting.Host;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// A scheduler, as Millrace's door sees it. One for each run.
public final class ScheduledHost extends Host {
    private static final Instant WALL_ORIGIN = Instant.parse("2030-01-01T00:00:00Z");

    /// Stands for platform threads in the background: in a run there is one kind of thread.
    private static final ThreadFactory DAEMONS =
            _ -> {
                throw new UnsupportedOperationException("only the scheduler makes threads");
            };

    private final Scheduler scheduler;
    private final long origin;
    private final Map<Object, Hook> hooks = new LinkedHashMap<>(0);
    private boolean exiting;

    private record Hook(String name, Runnable body) {}

    /// Makes the host of a run.
    public ScheduledHost(Scheduler scheduler) {
        this.scheduler = scheduler;
        origin = scheduler.now();
    }

    @Override
    public long seed() {
        return scheduler.seed();
    }

    @Override
    public long nanoTime() {
        return scheduler.now();
    }

    @Override
    public Instant instant() {
        return WALL_ORIGIN.plusNanos(scheduler.now() - origin);
    }

    @Override
    public void park(Object blocker) {
        scheduler.park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadline) {
        scheduler.parkUntil(blocker, deadline);
    }

    @Override
    public void nap(Object blocker, long nanos) {
        scheduler.parkUntil(blocker, scheduler.now() + nanos);
    }

    @Override
    public void wake(Thread thread) {
        scheduler.wake(thread);
    }

    @Override
    public Thread startDaemon(String name, Runnable body) {
        return scheduler.spawn(name, body, true).thread();
    }

    @Override
    public Runnable atExit(String name, Runnable hook) {
        if (exiting) {
            throw new IllegalStateException("the program is ending");
        }
        var key = new Object();
        hooks.put(key, new Hook(name, hook));
        return () -> {
            if (!exiting) {
                hooks.remove(key);
            }
        };
    }

    /// Tells the program to end: starts what was to be done then. Does nothing when repeated.
    public void exit() {
        exiting = true;
        hooks.values().forEach(hook -> scheduler.spawn(hook.name, hook.body, false));
        hooks.clear();
    }

    @Override
    public void join(Thread thread) {
        scheduler.strandOf(thread).join();
    }

    @Override
    public void giveWay() {
        scheduler.giveWay();
    }

    /// Does nothing: what prints takes locks that the scheduler does not know.
    @Override
    public void report(Throwable e) {}

    @Override
    public ThreadFactory daemons() {
        return DAEMONS;
    }

    @Override
    public Thread start(@Nullable ThreadFactory factory, String name, Runnable body) {
        if (factory != null && !factory.equals(DAEMONS)) {
            throw new UnsupportedOperationException(
                    "a run has only threads that its scheduler made: leave the factory out");
        }
        return scheduler.spawn(name, body, false).thread();
    }
}
