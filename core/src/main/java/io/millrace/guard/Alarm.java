package io.millrace.guard;

import io.millrace.waiting.Door;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Timers;
import org.jspecify.annotations.Nullable;

/*
 * The time that is wanted changes under the owner's lock, where no timer can be set. So whoever has changed it calls
 * settle() afterwards, which sets and cancels timers without the lock, one thread at a time; what changes meanwhile is
 * seen by that thread when it is done.
 *
 * A1  Nobody is in settle()  =>  if a time is wanted, a timer is set for it or for an earlier time, or its owner is
 *     being called.
 * A2  Nobody is in settle()  =>  if none is wanted, none is set.
 */
/// One timer, set for the next time at which its owner has something to do.
final class Alarm {
    private final ShortLock lock; // the owner's
    private final Runnable action;

    private boolean wanted; // under lock
    private long wantedAt; // under lock
    private boolean set; // under lock
    private long setAt; // under lock
    private long number; // under lock: of the timer that was set last
    private long rung; // under lock: of the timer that rang last
    private boolean settling; // under lock: a thread is setting or cancelling
    private Timers.@Nullable Timer timer; // by the thread that is settling

    /// @param lock guards the owner and this
    /// @param action called without the lock when the time has come, or earlier; settles
    Alarm(ShortLock lock, Runnable action) {
        this.lock = lock;
        this.action = action;
    }

    /// Wants `action` to be called at that time. Requires: lock held; afterwards [#settle].
    void want(long time) {
        wanted = true;
        wantedAt = time;
    }

    /// Wants no call. Requires: lock held; afterwards [#settle].
    void wantNothing() {
        wanted = false;
    }

    /// Tells whether a call is wanted. Requires: lock held.
    boolean isWanted() {
        return wanted;
    }

    /// Returns for when. Requires: lock held, wanted.
    long wantedAt() {
        return wantedAt;
    }

    /// Tells whether [#settle] has something to do. Requires: lock held.
    boolean isUnsettled() {
        return !settling && (wanted ? !set || setAt - wantedAt > 0 : set);
    }

    /// Sets or cancels the timer as is wanted now. Requires: no lock held.
    void settle() {
        lock.lock();
        while (isUnsettled()) {
            settling = true;
            long mine = ++number;
            boolean sets = wanted;
            long time = wantedAt;
            lock.unlock();
            boolean done = false;
            try {
                replace(sets, time, mine);
                done = true;
            } finally { // memory may have run out
                lock.lock();
                settling = false;
                set = sets && done && rung != mine;
                setAt = time;
                if (!done) {
                    lock.unlock();
                }
            }
        }
        lock.unlock();
    }

    private void replace(boolean sets, long time, long mine) {
        Timers.Timer before = timer;
        timer = null;
        if (before != null) {
            before.cancel();
        }
        if (sets) {
            timer = Door.timers().set(time, () -> ring(mine));
        }
    }

    private void ring(long which) {
        lock.lock();
        if (which > rung) {
            rung = which;
        }
        if (which == number && !settling) {
            set = false;
        }
        lock.unlock();
        action.run();
    }
}
