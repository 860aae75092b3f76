package io.millrace.waiting;

import io.millrace.observe.Watch;
import io.millrace.observe.parking.Parking;
import io.millrace.observe.parking.Parkings;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// The one door for waiting: every thread that Millrace starts, parks or wakes, and every look at
/// the clock, goes through these methods.
public final class Door {

    /// The longest wait that is told apart from waiting for ever: 146 years.
    ///
    /// Half of what a `long` holds, so that `now + LONGEST` compares correctly by difference.
    public static final long LONGEST = Long.MAX_VALUE / 2;

    private static Host host =
            new Host(); // replaced by tests only, before the threads that read it start

    private Door() {}

    /// Puts another host behind the door and returns the one before it.
    public static Host use(Host replacement) {
        Host before = host;
        host = replacement;
        return before;
    }

    /// Returns the time in nanoseconds. Compare two times by their difference only.
    public static long now() {
        return host.nanoTime();
    }

    /// Returns the wall clock's time.
    public static Instant instant() {
        return host.instant();
    }

    /// Returns a duration in nanoseconds, cut to the range from 0 to [#LONGEST].
    public static long nanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.toSeconds() >= LONGEST / 1_000_000_000L ? LONGEST : duration.toNanos();
    }

    /// Parks the current thread until it is woken or interrupted, or for no reason at all.
    ///
    /// @param doing what the thread waits to do, as views and reports call it: `receive`, `join`
    /// @param blocker what it waits for; thread dumps name it
    public static void park(String doing, Object blocker) {
        if (!Watch.isOn()) {
            host.park(blocker);
            return;
        }
        Parking parking = Parkings.begin(doing, blocker, Door::now);
        try {
            host.park(blocker);
        } finally {
            Parkings.end(parking);
        }
    }

    /// As [#park], but not beyond `deadline`.
    public static void parkUntil(String doing, Object blocker, long deadline) {
        if (!Watch.isOn()) {
            host.parkUntil(blocker, deadline);
            return;
        }
        Parking parking = Parkings.begin(doing, blocker, Door::now);
        try {
            host.parkUntil(blocker, deadline);
        } finally {
            Parkings.end(parking);
        }
    }

    /// Parks for some time, for reasons of the library's own that no view shows.
    static void nap(Object blocker, long nanos) {
        host.nap(blocker, nanos);
    }

    /// Returns the deadlines that call back.
    public static Timers timers() {
        return host.timers();
    }

    /// Returns a number to start a generator of random numbers from.
    public static long seed() {
        return host.seed();
    }

    /// Hands an exception that nobody can catch to the thread's handler, and survives that.
    public static void report(Throwable e) {
        try {
            host.report(e);
        } catch (Throwable ignored) {
            // As the JVM does with what such a handler throws.
        }
    }

    /// Wakes a parked thread.
    public static void wake(Thread thread) {
        host.wake(thread);
    }

    /// Waits until a thread that is about to end has terminated.
    public static void join(Thread thread) {
        host.join(thread);
    }

    /// Lets other threads run. Never to be called while a [ShortLock] is held.
    public static void giveWay() {
        host.giveWay();
    }

    /// Starts a thread: a virtual one, or one of `factory`.
    public static Thread start(@Nullable ThreadFactory factory, String name, Runnable body) {
        return host.start(factory, name, body);
    }

    /// Starts a platform thread that does not keep the JVM alive: for what must go on even if every
    /// carrier is busy.
    public static Thread startDaemon(String name, Runnable body) {
        return host.startDaemon(name, body);
    }

    /// Returns what makes platform threads that do not keep the JVM alive, for [#start]: for
    /// somebody else's code that must be run even if every carrier is busy.
    public static ThreadFactory daemons() {
        return host.daemons();
    }

    /// Runs `hook` on a platform thread when the JVM is told to end, before it does.
    ///
    /// @return what takes the hook back, if it is not too late
    /// @throws IllegalStateException if the JVM is ending
    public static Runnable atExit(String name, Runnable hook) {
        return host.atExit(name, hook);
    }
}
