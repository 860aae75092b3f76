package io.millrace.schedules;

import java.util.concurrent.locks.LockSupport;

/// The points at which a thread can be switched: what woven code calls.
///
/// Outside of a run they do what the code did before it was woven, or nothing.
public final class Points {
    private Points() {}

    /// Comes before a read of a plain field or of an array.
    public static void plain() {
        Scheduler run = Scheduler.current;
        if (run != null && run.fine) {
            run.point();
        }
    }

    /// Comes before a write to a plain field or to an array.
    public static void plainWrite() {
        Scheduler run = Scheduler.current;
        if (run != null) {
            run.wrote = true;
            if (run.fine) {
                run.point();
            }
        }
    }

    /// Comes before a read that synchronizes.
    public static void sync() {
        Scheduler run = Scheduler.current;
        if (run != null) {
            run.point();
        }
    }

    /// Comes before a write that synchronizes, or whatever else may change what others see.
    public static void syncWrite() {
        Scheduler run = Scheduler.current;
        if (run != null) {
            run.wrote = true;
            run.point();
        }
    }

    /// Stands for `Thread.onSpinWait()`.
    public static void onSpinWait() {
        Scheduler run = Scheduler.current;
        if (run == null) {
            Thread.onSpinWait();
        } else {
            run.spin();
        }
    }

    /// Stands for `Thread.yield()`.
    @SuppressWarnings("ThreadPriorityCheck") // what the woven code called
    public static void giveWay() {
        Scheduler run = Scheduler.current;
        if (run == null) {
            Thread.yield();
        } else {
            run.giveWay();
        }
    }

    /// Stands for `Thread.startVirtualThread(..)`.
    public static Thread startVirtualThread(Runnable body) {
        Scheduler run = Scheduler.current;
        return run == null ? Thread.startVirtualThread(body) : run.spawn(body).thread();
    }

    /// Stands for `System.nanoTime()`.
    public static long nanoTime() {
        Scheduler run = Scheduler.current;
        return run == null ? System.nanoTime() : run.now();
    }

    /// Stands for `LockSupport.park()`.
    public static void park() {
        park(Points.class);
    }

    /// Stands for `LockSupport.park(..)`.
    public static void park(Object blocker) {
        Scheduler run = Scheduler.current;
        if (run == null) {
            LockSupport.park(blocker);
        } else {
            run.park(blocker);
        }
    }

    /// Stands for `LockSupport.parkNanos(..)`.
    public static void parkNanos(long nanos) {
        parkNanos(Points.class, nanos);
    }

    /// Stands for `LockSupport.parkNanos(..)`.
    public static void parkNanos(Object blocker, long nanos) {
        Scheduler run = Scheduler.current;
        if (run == null) {
            LockSupport.parkNanos(blocker, nanos);
        } else {
            run.parkUntil(blocker, run.now() + nanos);
        }
    }

    /// Stands for `LockSupport.unpark(..)`.
    public static void unpark(Thread thread) {
        Scheduler run = Scheduler.current;
        if (run == null) {
            LockSupport.unpark(thread);
        } else {
            run.wake(thread);
        }
    }
}
