package io.millrace.time;

import io.millrace.waiting.Door;
import io.millrace.waiting.Timers;
import io.millrace.waiting.WaitQueue;
import org.jspecify.annotations.Nullable;

/*
 *   now                   alarm.at          due
 *    |-----------------------|---------------|------------->
 *                            rings: too early, so an alarm is set for what is due by then
 *
 * Whether something is due is found by looking at the clock. An alarm, which is an entry in the host's list of deadlines,
 * is needed only while somebody is to be woken (isAwaited). After anything that changes that, or when it is due, settle()
 * makes the list agree:
 *
 *   awaited and no alarm, or one too late   set one
 *   awaited and an alarm that is too early  nothing: it rings, and then another is set. So a timer that is moved on
 *                                           again and again costs the list one change each time it would have fired.
 *   not awaited                             take the alarm back
 *
 * The list has a lock of its own and may start or wake a thread, so it is never changed while holding the lock here (L1).
 * Changes could then overtake each other; therefore one thread at a time settles, and does not stop until it finds, under
 * the lock, that nothing is left to do. Whoever finds another settling has nothing to do.
 *
 * M1  Awaited  =>  an alarm is set for no later than due(), or somebody is settling.
 * M2  Not awaited, and nobody is settling  =>  no alarm is set: what nobody waits for holds no memory.
 * M3  At most one alarm is set at a time. One that was taken back too late rings all the same, and does no harm.
 *
 * After Go's timers from 1.23 on (runtime/time.go), which leave their heap while no goroutine waits for their channel.
 * Difference: an alarm that is too early stays.
 */
/// A time at which somebody is to be woken, and the queue of those who wait for it.
abstract class Alarmed extends WaitQueue {
    private @Nullable Alarm alarm; // under lock: that is set, or about to be
    private boolean settling; // under lock

    /// An entry in the list of deadlines.
    private final class Alarm implements Runnable {
        private final long at;
        private Timers.@Nullable Timer timer; // by whoever settles

        Alarm(long at) {
            this.at = at;
        }

        void set() {
            timer = Door.timers().set(at, this);
        }

        void takeBack() {
            Timers.Timer running = timer;
            if (running != null) {
                running.cancel();
            }
        }

        @Override
        public void run() {
            rang(this);
        }
    }

    /// Tells whether somebody is to be woken. Requires: lock held.
    abstract boolean isAwaited();

    /// Returns when. Requires: lock held, [#isAwaited].
    abstract long due();

    /// Does what is due, if anything is. Called on the timers' thread, without the lock.
    abstract void ring();

    /// Tells whether the alarm is as it should be, so that there is no need to [#settle]. Requires:
    /// lock held.
    final boolean isSettled() {
        Alarm set = alarm;
        return isAwaited() ? set != null && set.at - due() <= 0 : set == null;
    }

    /// Sets the alarm or takes it back, as needed (M1, M2). Requires: no lock held.
    final void settle() {
        lock();
        boolean busy = settling;
        settling = true;
        unlock();
        if (busy) {
            return;
        }
        boolean settled = false;
        try {
            while (!settled) { // again only if another thread has changed something meanwhile
                settled = step();
            }
        } finally {
            if (!settled) { // no memory, or no thread
                lock();
                alarm = null;
                settling = false;
                unlock();
            }
        }
    }

    private boolean step() {
        lock();
        Alarm before = alarm;
        boolean settled = isSettled();
        boolean awaited = isAwaited();
        long at = awaited ? due() : 0;
        settling = !settled;
        unlock();
        if (settled) {
            return true;
        }
        Alarm next = awaited ? new Alarm(at) : null;
        lock();
        alarm = next;
        unlock();
        if (before != null) {
            before.takeBack();
        }
        if (next != null) {
            next.set();
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // is it this very alarm?
    private void rang(Alarm rung) {
        lock();
        if (alarm == rung) {
            alarm = null;
        }
        unlock();
        try {
            ring();
        } finally {
            settle();
        }
    }
}
