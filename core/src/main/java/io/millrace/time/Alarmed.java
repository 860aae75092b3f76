package io.millrace.time;

import io.millrace.waiting.Door;
import io.millrace.waiting.Timers;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import org.jspecify.annotations.Nullable;

/*
 *   now                   alarm.at()        due
 *    |-----------------------|---------------|------------->
 *                            rings: too early, so an alarm is set for what is due by then
 *
 * Whether something is due is found by looking at the clock. An alarm, which is an entry in the host's list of deadlines,
 * is needed only while somebody is to be woken (isAwaited). After anything that changes that, or when it is due, settling
 * makes the list agree:
 *
 *   awaited and no alarm, or one too late   set one
 *   awaited and an alarm that is too early  nothing: it rings, and then another is set. So a timer that is moved on
 *                                           again and again costs the list one change each time it would have fired.
 *   not awaited                             take the alarm back
 *
 * The list has a lock of its own and may start or wake a thread, so it is never changed while holding the lock here (L1).
 * Which alarm is to be set is decided under the lock; whoever decided it then sets that one and takes back the one
 * before. Others may overtake it. That does no harm: an alarm is set by one thread and taken back by one thread, and if
 * it is taken back first it is never set (Timers.Timer).
 *
 * M1  Awaited  =>  the alarm is for no later than due(), and is set, or about to be by who decided so, or rings.
 * M2  Not awaited  =>  there is no alarm. Any other that is still set is about to be taken back by whoever replaced it:
 *     what nobody waits for holds no memory.
 * M3  An alarm that was taken back too late rings all the same, and does no harm.
 *
 * After Go's timers from 1.23 on (runtime/time.go), which leave their heap while no goroutine waits for their channel.
 * Difference: an alarm that is too early stays.
 */
/// A time at which somebody is to be woken, and the queue of those who wait for it.
abstract class Alarmed extends WaitQueue {
    private @Nullable Alarm alarm; // under lock: M1

    /// An entry in the list of deadlines.
    private final class Alarm extends Timers.Timer {

        Alarm(long at) {
            super(Door.timers(), at);
        }

        @Override
        protected void ring() {
            forget(this);
            try {
                Alarmed.this.ring();
            } finally {
                settle();
            }
        }
    }

    /// Tells whether somebody is to be woken. Requires: lock held.
    abstract boolean isAwaited();

    /// Returns when. Requires: lock held, [#isAwaited].
    abstract long due();

    /// Does what is due, if anything is. Called on the timers' thread, without the lock.
    abstract void ring();

    /// Sets the alarm or takes it back, as needed (M1, M2). Requires: no lock held.
    final void settle() {
        lock();
        unlockAndSettle(null);
    }

    /// Lets the lock go, wakes whoever was taken out of the queue, and settles. Requires: lock
    /// held.
    final void unlockAndSettle(@Nullable Waiter woken) {
        Alarm before = alarm;
        Alarm after = null;
        try {
            after = alarmNeeded();
            alarm = after; // still there if there is no memory for another
        } finally {
            unlock();
            completeAll(woken);
        }
        replace(before, after);
    }

    /// Returns the alarm that there should be. Requires: lock held.
    private @Nullable Alarm alarmNeeded() {
        if (!isAwaited()) {
            return null;
        }
        Alarm set = alarm;
        return set != null && set.at() - due() <= 0 ? set : new Alarm(due());
    }

    @SuppressWarnings("ReferenceEquality") // is it this very alarm?
    private void replace(@Nullable Alarm before, @Nullable Alarm after) {
        if (before == after) {
            return;
        }
        boolean done = after == null;
        try {
            if (after != null) {
                after.set();
                done = true;
            }
        } finally {
            if (!done) { // no memory, or no thread
                forget(after);
            }
            if (before != null) {
                before.cancel();
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // is it this very alarm?
    private void forget(@Nullable Alarm gone) {
        lock();
        if (alarm == gone) {
            alarm = null;
        }
        unlock();
    }
}
