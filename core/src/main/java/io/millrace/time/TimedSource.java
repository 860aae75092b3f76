package io.millrace.time;

import io.millrace.waiting.Door;
import io.millrace.waiting.Wait;
import io.millrace.waiting.Waiter;
import org.jspecify.annotations.Nullable;

/*
 * Events that become ready as time passes: fires, ticks, values. Each goes to one who waits.
 *
 *   peek(now) -> an event is ready? -> claim the first in the queue -> take(event) -> complete
 *
 * Nobody has to be there when an event becomes ready: whoever comes later looks at the clock. Only for those in the queue
 * an alarm is set (M1 in Alarmed).
 *
 * E1  An event is taken, under the lock, by exactly one thread, and only for one whose wait was claimed.
 * E2  Nobody overtakes: while somebody waits, a newcomer serves the queue first; a select, which cannot, joins it.
 * E3  After an end nobody stands in the queue, but for selects on their way out.
 */
/// Something that yields an event when its time has come.
///
/// @param <E> the type of the events
abstract class TimedSource<E> extends Alarmed {

    /// Returns the event that is ready, and leaves it there. Requires: lock held.
    ///
    /// @return null if none is
    abstract @Nullable E peek(long now);

    /// Takes the event that [#peek] just returned. Requires: lock held.
    abstract void take(E event, long now);

    /// Tells whether an event is ready or will be. Requires: lock held.
    abstract boolean isComing();

    /// Tells whether nothing will ever be ready again. Requires: lock held.
    abstract boolean isEnded();

    /// Tells, without the lock, whether [#peek] is worth trying. May be wrong in passing.
    abstract boolean mayBeReady();

    /// Returns what a thread that waits here waits to do, in one word.
    abstract String doing();

    @Override
    final boolean isAwaited() {
        return receivers() > 0 && isComing();
    }

    @Override
    final void ring() {
        Waiter woken;
        lock();
        try {
            woken = serve(Door.now());
        } finally { // memory may run out while an event is made
            unlock();
        }
        completeAll(woken);
    }

    /// Gives what is ready to those who wait. Requires: lock held.
    ///
    /// @return whom to wake by [#completeAll]
    final @Nullable Waiter serve(long now) {
        Waiter woken = null;
        while (receivers() > 0) {
            E event = peek(now); // first: memory may run out
            Waiter first = event == null ? null : claimReceiver();
            if (event == null || first == null) {
                break;
            }
            take(event, now);
            first.item = event;
            woken = chain(woken, first);
        }
        return woken;
    }

    /// Takes what is ready, or hears of the end. Requires: lock held.
    ///
    /// @return false if there is neither
    final boolean takeInto(Waiter mine, long now) {
        E event = peek(now);
        if (event != null) {
            take(event, now);
            mine.item = event;
            return true;
        }
        mine.ended = isEnded();
        return mine.ended;
    }

    /// Takes an event without waiting.
    ///
    /// @return a waiter with the event or the end, or null if there is neither
    final @Nullable Waiter nextNow() {
        var mine = new Waiter();
        return takeOrJoin(mine, false) ? mine : null;
    }

    /// Waits for an event.
    ///
    /// @return a waiter with the event or the end
    final Waiter next() throws InterruptedException {
        Waiter mine = next(false, 0);
        if (mine == null) {
            throw new AssertionError("a wait without a deadline has timed out");
        }
        return mine;
    }

    /// Waits for an event, but for no longer than `nanos`.
    ///
    /// @return a waiter with the event or the end, or null if the time was over first
    final @Nullable Waiter next(long nanos) throws InterruptedException {
        return next(true, nanos);
    }

    private @Nullable Waiter next(boolean timed, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long deadline = timed ? Door.now() + nanos : 0;
        boolean waits = !timed || nanos > 0;
        var mine = new Waiter();
        mine.begin();
        if (takeOrJoin(mine, waits)) {
            return mine;
        }
        return waits ? park(mine, timed, deadline) : null;
    }

    private @Nullable Waiter park(Waiter mine, boolean timed, long deadline)
            throws InterruptedException {
        Wait.Ending ending = null;
        try {
            settle();
            ending = timed ? mine.awaitUntil(doing(), this, deadline) : mine.await(doing(), this);
        } finally {
            if (ending == null) { // memory or stack ran out
                giveUp(mine, false);
            }
        }
        if (ending == Wait.Ending.DONE) {
            return mine;
        }
        boolean gaveUp = giveUp(mine, ending == Wait.Ending.TIMED_OUT);
        if (gaveUp && ending == Wait.Ending.INTERRUPTED) {
            throw new InterruptedException();
        }
        if (gaveUp) {
            return null;
        }
        mine.awaitDone(doing(), this);
        if (ending == Wait.Ending.INTERRUPTED) {
            Thread.currentThread().interrupt(); // W3: the event came first
        }
        return mine;
    }

    /// Takes an event, after those who wait have been served (E2), or joins them.
    ///
    /// @return whether `mine` has an event or the end
    private boolean takeOrJoin(Waiter mine, boolean joins) {
        Waiter woken;
        boolean taken;
        lock();
        try {
            long now = Door.now();
            woken = serve(now);
            taken = takeInto(mine, now);
            if (!taken && joins) {
                addReceiver(mine);
            }
        } finally {
            unlock();
        }
        completeAll(woken);
        return taken;
    }

    /// Leaves the queue. What became ready at the last moment is given out first, perhaps to
    /// `mine`.
    ///
    /// @return false if `mine` was served
    final boolean giveUp(Waiter mine, boolean looksAgain) {
        Waiter woken = null;
        boolean gaveUp;
        lock();
        try {
            if (looksAgain) {
                woken = serve(Door.now());
            }
        } finally {
            gaveUp = remove(mine);
            unlockAndSettle(woken);
        }
        return gaveUp;
    }
}
