package io.millrace.waiting;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Deadlines that call back.
 *
 *   set(deadline, action) --> heap, the earliest at the root --> one thread parks until then --> action.run()
 *                    cancel(timer): out of the heap at once, so that a cancelled deadline holds no memory
 *
 * The thread exists only while a timer is set: it is started with the first and ends with the last, so that a
 * program that is done has no thread of ours left.
 *
 * T1  heap[i].deadline <= heap[2i+1].deadline and heap[2i+2].deadline, compared by difference.
 * T2  heap[i].index == i; a timer outside the heap has index NOWHERE.
 * T3  size > 0  =>  a thread runs, and it is awake, or parks no longer than until heap[0].deadline, or is being woken.
 */
/// Deadlines that call back on a thread of their own.
public final class Timers {

    /// A deadline that has been set.
    public static final class Timer {
        private final long deadline;
        private final Runnable action;
        private int index = NOWHERE; // under lock

        private Timer(long deadline, Runnable action) {
            this.deadline = deadline;
            this.action = action;
        }
    }

    private static final int NOWHERE = -1;
    private static final Timers ALL = new Timers();

    private final ShortLock lock = new ShortLock();
    private @Nullable Timer[] heap = new Timer[16]; // under lock
    private int size; // under lock
    private @Nullable Thread thread; // under lock; null when no timer is set
    private boolean starting; // under lock: a thread has been asked for and has not come up yet

    private Timers() {}

    /// Runs `action` once, as soon as `deadline` has passed. The action must be short and must not
    /// wait.
    public static Timer set(long deadline, Runnable action) {
        var timer = new Timer(deadline, action);
        ALL.add(timer);
        return timer;
    }

    /// Takes a timer back.
    ///
    /// @return false if its action has run, is running or is about to
    public static boolean cancel(Timer timer) {
        return ALL.remove(timer);
    }

    /// Returns how many timers are set.
    public static int pending() {
        ALL.lock.lock();
        int pending = ALL.size;
        ALL.lock.unlock();
        return pending;
    }

    private void add(Timer timer) {
        Thread woken;
        boolean first;
        lock.lock();
        try {
            ensureRoom();
            place(timer, size++);
            up(timer);
            woken = timer.index == 0 ? thread : null;
            first = thread == null && !starting;
            starting |= first;
        } finally { // memory may run out while the heap grows
            lock.unlock();
        }
        if (first) {
            startThread();
        } else if (woken != null) {
            Door.wake(woken);
        }
    }

    private void startThread() {
        boolean started = false;
        try {
            Door.start(null, "millrace-timers", this::run);
            started = true;
        } finally {
            if (!started) { // out of memory, say: the next timer tries again
                lock.lock();
                starting = false;
                lock.unlock();
            }
        }
    }

    private boolean remove(Timer timer) {
        lock.lock();
        boolean removed = timer.index != NOWHERE;
        Thread idle = null;
        if (removed) {
            take(timer);
            if (size == 0) {
                idle = thread; // so that it ends
            }
        }
        lock.unlock();
        if (idle != null) {
            Door.wake(idle);
        }
        return removed;
    }

    private void run() {
        lock.lock();
        thread = Thread.currentThread();
        starting = false;
        while (size > 0) {
            Timer earliest = root();
            if (earliest.deadline - Door.now() <= 0) {
                take(earliest);
                lock.unlock();
                call(earliest.action);
            } else {
                lock.unlock();
                Door.parkUntil("time", this, earliest.deadline);
            }
            lock.lock();
        }
        thread = null;
        lock.unlock();
    }

    private static void call(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) { // one deadline's fault must not stop the others
            Thread self = Thread.currentThread();
            self.getUncaughtExceptionHandler().uncaughtException(self, e);
        }
    }

    private void ensureRoom() {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
    }

    private Timer root() {
        return at(0);
    }

    private Timer at(int index) {
        Timer timer = heap[index];
        assert timer != null && timer.index == index : "T2";
        return timer;
    }

    private void place(Timer timer, int index) {
        heap[index] = timer;
        timer.index = index;
    }

    private void take(Timer timer) {
        int gap = timer.index;
        Timer last = at(--size);
        heap[size] = null;
        timer.index = NOWHERE;
        if (last != timer) {
            place(last, gap);
            up(last);
            down(last);
        }
    }

    private void up(Timer timer) {
        while (timer.index > 0) {
            int index = timer.index;
            Timer parent = at((index - 1) / 2);
            if (parent.deadline - timer.deadline <= 0) {
                return;
            }
            int above = parent.index;
            place(parent, index);
            place(timer, above);
        }
    }

    private void down(Timer timer) {
        while (true) {
            int index = timer.index;
            int child = 2 * index + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && at(child + 1).deadline - at(child).deadline < 0) {
                child++;
            }
            Timer least = at(child);
            if (timer.deadline - least.deadline <= 0) {
                return;
            }
            place(least, index);
            place(timer, child);
        }
    }

    @Override
    public String toString() {
        return "timers";
    }
}
