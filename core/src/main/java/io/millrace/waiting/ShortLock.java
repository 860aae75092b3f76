package io.millrace.waiting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/*
 * A lock that is held for a few instructions and never across a park, a yield, a callback or a wake-up.
 *
 * Why not a ReentrantLock: its waiters park, and a thread that is about to park on a channel would first
 * park on the channel's lock. Why not `synchronized`: a contended monitor is handed on by the JVM's own
 * thread, which no deterministic scheduler can steer (decision 0002).
 *
 * Whoever holds one runs: a virtual thread is never unmounted between lock() and unlock(), since nothing in
 * between parks or yields. So a waiter spins briefly and then gives its carrier away; only when the holder is a
 * platform thread that the operating system has set aside does it come to the nap.
 *
 * L1  While any ShortLock is held, its holder neither parks, yields, wakes nor calls code that it does not own.
 * L2  A second lock is taken only by trySpin(), and only in increasing order(); if that fails, all are let go.
 * L3  Between enter() and exit() the holder is alone, also with those who get by without this lock.
 */
/// A lock that is held for a few instructions only.
public class ShortLock {
    private static final int SPINS = 64;
    private static final int YIELDS = 64;
    private static final int PLATFORM_YIELDS = 2; // each may cost a whole slice of time
    private static final long NAP_NANOS = 50_000;
    private static final AtomicLong ORDERS = new AtomicLong();
    private static final VarHandle HELD;
    private static final VarHandle ORDER;

    static {
        try {
            var lookup = MethodHandles.lookup();
            HELD = lookup.findVarHandle(ShortLock.class, "held", boolean.class);
            ORDER = lookup.findVarHandle(ShortLock.class, "order", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long order; // by ORDER only; 0 until somebody asks
    private boolean held; // by HELD only

    /// Returns the place of this lock among all locks: whoever takes several takes them in this
    /// order.
    public final long order() {
        long mine = (long) ORDER.getOpaque(this);
        if (mine == 0) {
            ORDER.compareAndSet(this, 0, ORDERS.incrementAndGet());
            mine = (long) ORDER.getOpaque(this);
        }
        return mine;
    }

    /// Takes the lock. The caller holds no other.
    public final void lock() {
        if (!tryLock()) {
            lockSlowly();
        }
    }

    /// Takes the lock if it is free.
    public final boolean tryLock() {
        if (!HELD.compareAndSet(this, false, true)) {
            return false;
        }
        if (enter()) {
            return true;
        }
        unlock();
        return false;
    }

    /// Takes the lock while holding others: spins for a bounded time and gives up then (L2).
    public final boolean trySpin() {
        for (int i = 0; i < SPINS; i++) {
            if (!(boolean) HELD.getOpaque(this) && tryLock()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /// Lets the lock go. Requires: held by the caller.
    public final void unlock() {
        assert isHeld() : "unlock of a free lock";
        exit();
        HELD.setRelease(this, false);
    }

    /// Keeps out whoever gets by without this lock, if there is such a way. Called with the lock
    /// just taken; may take other locks by [#trySpin] and has to let them go again.
    ///
    /// @return false if that could not be done at once; [#exit] is called then, and the lock let go
    protected boolean enter() {
        return true;
    }

    /// Lets those in again whom [#enter] kept out. Called with the lock held, as the last step
    /// before it is let go.
    protected void exit() {}

    /// Tells whether anybody holds the lock.
    public final boolean isHeld() {
        return (boolean) HELD.getAcquire(this);
    }

    private void lockSlowly() {
        for (int i = 0; !trySpin(); i++) {
            backOff(i);
        }
    }

    /// Lets others run after the `attempt`th attempt, from 0, to take this lock has failed. The
    /// caller holds none.
    public final void backOff(int attempt) {
        Door.giveWay();
        if (attempt >= (Thread.currentThread().isVirtual() ? YIELDS : PLATFORM_YIELDS)) {
            Door.nap(this, NAP_NANOS);
        }
    }
}
