package io.millrace.waiting;

import org.jspecify.annotations.Nullable;

/*
 * Deadlines that call back.
 *
 *   set() --> heap, the earliest at the root --> one thread parks until then --> ring()
 *               cancel() : out of the heap at once, so that a cancelled deadline holds no memory
 *
 * A timer is set once and taken back once, in either order: one that was taken back first is never set (T2). So who has
 * made one under a lock of its own may set it after letting go, and whoever comes in between can take it back.
 *
 * The thread is a platform thread: a virtual one would need a carrier to cancel the tasks that keep all carriers busy.
 * It exists while a timer is set and a moment longer, since a program that sets one deadline often sets the next;
 * a program that is done has no thread of ours left.
 *
 * To wake the thread costs more than all the rest, so it is woken only if it would sleep too long: past the
 * new earliest deadline, or much longer than it may linger without any.
 *
 * T3  A timer is set  =>  a thread runs or has been asked for, and it is awake, will wake up by itself at wakeAt, which
 *     is no later than the earliest deadline, or is being woken.
 */
/// Deadlines that call back on a thread of their own. There is one of these for each [Host].
public final class Timers {

    /// How long the thread stays without a timer.
    static final long LINGER_NANOS = 200_000_000;

    private final Host host;
    private final ShortLock lock = new ShortLock();
    private final TimerHeap heap = new TimerHeap(); // under lock
    private @Nullable Thread thread; // under lock; null if none runs
    private boolean starting; // under lock: a thread has been asked for and has not come up yet
    private long wakeAt; // under lock: when the thread wakes up by itself

    Timers(Host host) {
        this.host = host;
    }

    /// A deadline, to be set and to be taken back.
    public abstract static class Timer extends TimerHeap.Entry {
        private final Timers timers;

        /// Makes a deadline that is not set yet.
        protected Timer(Timers timers, long deadline) {
            super(deadline);
            this.timers = timers;
        }

        /// Does what is to be done as soon as the deadline has passed. Must be short and must not
        /// wait: all deadlines share one thread.
        protected abstract void ring();

        /// Returns the time of the deadline.
        public final long at() {
            return deadline;
        }

        /// Sets the deadline, once; does nothing if it has been taken back. If that fails it is not
        /// set, and cannot be.
        public final void set() {
            timers.add(this);
        }

        /// Takes the deadline back, or, if it is not set yet, keeps it from being set.
        ///
        /// @return false if it was not set, or rings, has rung or is about to
        public final boolean cancel() {
            return timers.remove(this);
        }
    }

    private static final class ActionTimer extends Timer {
        private final Runnable action;

        ActionTimer(Timers timers, long deadline, Runnable action) {
            super(timers, deadline);
            this.action = action;
        }

        @Override
        protected void ring() {
            action.run();
        }
    }

    /// Sets a deadline with an action, which is run once: see [Timer#ring].
    public Timer set(long deadline, Runnable action) {
        var timer = new ActionTimer(this, deadline, action);
        add(timer);
        return timer;
    }

    private void add(Timer timer) {
        Thread sleeper = null;
        boolean asks = false;
        lock.lock();
        try {
            if (heap.add(timer)) {
                asks = thread == null && !starting;
                starting |= asks;
                if (thread != null && timer.deadline - wakeAt < 0) {
                    sleeper = thread;
                    wakeAt = timer.deadline;
                }
            }
        } finally { // memory may run out while the heap grows
            lock.unlock();
        }
        if (asks) {
            startThread(timer);
        } else if (sleeper != null) {
            host.wake(sleeper);
        }
    }

    /// Returns how many timers are set.
    public int pending() {
        lock.lock();
        int pending = heap.size();
        lock.unlock();
        return pending;
    }

    /// Tells whether the timers' thread runs or is about to; for tests.
    boolean hasThread() {
        lock.lock();
        boolean runs = thread != null || starting;
        lock.unlock();
        return runs;
    }

    private boolean remove(Timer timer) {
        Thread sleeper = null;
        lock.lock();
        boolean removed = heap.remove(timer);
        if (removed && heap.size() == 0 && thread != null) {
            long enough = host.nanoTime() + LINGER_NANOS;
            if (wakeAt - enough > 0) {
                sleeper = thread;
                wakeAt = enough;
            }
        }
        lock.unlock();
        if (sleeper != null) {
            host.wake(sleeper);
        }
        return removed;
    }

    /// Starts the thread. If that fails, `cause` is taken back, and the next timer tries again.
    private void startThread(Timer cause) {
        boolean started = false;
        try {
            host.startDaemon("millrace-timers", this::run);
            started = true;
        } finally {
            if (!started) {
                lock.lock();
                heap.remove(cause);
                starting = false;
                lock.unlock();
            }
        }
    }

    private void run() {
        lock.lock();
        thread = Thread.currentThread();
        starting = false;
        lock.unlock();
        try {
            for (Timer due = awaitDue(); due != null; due = awaitDue()) {
                ring(due);
            }
        } finally {
            replace();
        }
    }

    /// Waits for the next timer whose deadline has passed, and takes it out.
    ///
    /// @return null if there was none for a while: then the thread is to end
    private @Nullable Timer awaitDue() {
        boolean idle = false;
        long end = 0;
        while (true) {
            lock.lock();
            long now = host.nanoTime();
            boolean empty = heap.size() == 0;
            if (!empty && heap.earliest().deadline - now <= 0) {
                Timer due = (Timer) heap.earliest();
                heap.remove(due);
                lock.unlock();
                return due;
            }
            if (empty && !idle) {
                end = now + LINGER_NANOS;
            }
            idle = empty;
            if (empty && end - now <= 0) {
                thread = null;
                lock.unlock();
                return null;
            }
            long until = empty ? end : heap.earliest().deadline;
            wakeAt = until;
            lock.unlock();
            host.parkUntil(this, until);
            Thread.interrupted(); // nobody has a reason to; a thread that keeps the flag cannot
            // park
        }
    }

    /// Lets a new thread take over if this one ended with timers left: memory ran out, say.
    private void replace() {
        lock.lock();
        boolean left = thread == Thread.currentThread() && heap.size() > 0;
        if (thread == Thread.currentThread()) {
            thread = null;
            starting = left;
        }
        Timer next = left ? (Timer) heap.earliest() : null;
        lock.unlock();
        if (next != null) {
            startThread(next);
        }
    }

    private static void ring(Timer due) {
        try {
            due.ring();
        } catch (Throwable e) { // one deadline's fault must not stop the others
            Door.report(e);
        }
        Thread.interrupted(); // nor may what it left behind
    }

    @Override
    public String toString() {
        return "timers";
    }
}
