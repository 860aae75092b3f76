package io.millrace.waiting;

import java.time.Instant;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What lies behind the [Door]: threads, parking and the clock.
///
/// The base class is the JDK's. A test overrides what it wants to own: the clock, so that an hour
/// passes at once, or the choice of which thread runs next.
public class Host {
    private static final AtomicLong SEEDS = new AtomicLong(System.nanoTime());

    private final Timers timers = new Timers(this);

    /// Returns on how many carriers virtual threads run.
    static int carriers() {
        Integer told = Integer.getInteger("jdk.virtualThreadScheduler.parallelism");
        return told != null && told > 0 ? told : Runtime.getRuntime().availableProcessors();
    }

    /// Returns the deadlines that are measured by this host's clock.
    public final Timers timers() {
        return timers;
    }

    /// Returns a number to start a generator of random numbers from.
    public long seed() {
        return SEEDS.addAndGet(0x9E3779B97F4A7C15L);
    }

    /// Returns the time that deadlines are measured in: nanoseconds from an arbitrary origin.
    public long nanoTime() {
        return System.nanoTime();
    }

    /// Returns the wall clock's time, which relates an [Instant] to [#nanoTime].
    public Instant instant() {
        return Instant.now();
    }

    /// Parks the current thread until it is woken or interrupted, or for no reason.
    public void park(Object blocker) {
        LockSupport.park(blocker);
    }

    /// As [#park], but not beyond `deadline`, in terms of [#nanoTime].
    public void parkUntil(Object blocker, long deadline) {
        LockSupport.parkNanos(blocker, deadline - nanoTime());
    }

    /// Parks for a moment, while a lock that is held for a few instructions does not come free.
    public void nap(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    /// Wakes a thread that is parked, or makes its next park return at once.
    public void wake(Thread thread) {
        LockSupport.unpark(thread);
    }

    /// Starts a platform thread that does not keep the JVM alive and inherits nothing from the
    /// thread that happens to start it.
    public Thread startDaemon(String name, Runnable body) {
        Thread thread = daemon(body);
        thread.setName(name);
        thread.setContextClassLoader(null);
        thread.start();
        return thread;
    }

    /// Makes a platform thread that does not keep the JVM alive.
    static Thread daemon(Runnable body) {
        return Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).unstarted(body);
    }

    /// Passes what nobody else will hear of to the handler of this thread.
    public void report(Throwable e) {
        Thread self = Thread.currentThread();
        self.getUncaughtExceptionHandler().uncaughtException(self, e);
    }

    /// Returns what makes platform threads that do not keep the JVM alive, for [#start].
    public ThreadFactory daemons() {
        return Host::daemon;
    }

    /// Runs `hook` on a platform thread when the JVM is told to end: by a signal, by `System.exit`,
    /// or because no thread keeps it alive.
    ///
    /// @return what takes the hook back; does nothing once the JVM is ending
    public Runnable atExit(String name, Runnable hook) {
        Thread thread = Thread.ofPlatform().name(name).unstarted(hook);
        Runtime.getRuntime().addShutdownHook(thread);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
            } catch (IllegalStateException e) {
                // The JVM is ending: the hook runs.
            }
        };
    }

    /// Waits until a thread that is about to end has terminated. An interrupt that comes meanwhile
    /// stays pending.
    public void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lets other threads run.
    @SuppressWarnings("ThreadPriorityCheck") // no correctness hangs on it: see ShortLock
    public void giveWay() {
        Thread.yield();
    }

    /// Starts a thread.
    ///
    /// @param factory makes the thread; `null` for a virtual one
    public Thread start(@Nullable ThreadFactory factory, String name, Runnable body) {
        if (factory == null) {
            return Thread.ofVirtual().name(name).start(body);
        }
        Thread thread = factory.newThread(body);
        if (thread == null) {
            throw new IllegalStateException("the thread factory refused a thread for " + name);
        }
        thread.setName(name);
        thread.start();
        return thread;
    }
}
