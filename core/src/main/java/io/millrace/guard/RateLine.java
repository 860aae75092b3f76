package io.millrace.guard;

import io.millrace.waiting.Door;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The engine of a rate limiter: asks its [line][SupplyLine], and waits there.
///
/// No method requires the lock; each takes it for a moment.
final class RateLine extends SupplyLine {

    /// What came of asking.
    enum Answer {
        GRANTED,
        /// Not now, or not in time.
        REFUSED,
        /// More than there can ever be at once.
        TOO_MANY,
        /// The limiter has been forgotten by its keyed one: ask for the key again.
        RETIRED
    }

    /// @param owner what thread dumps name as the blocker of those who wait
    RateLine(Object owner, Supply supply) {
        super(owner, supply);
    }

    // ---- asking

    /// Takes permits if they are there and nobody waits for them.
    Answer take(long permits) {
        Answer answer = takeAtOnce(permits);
        if (answer == Answer.REFUSED) {
            countRefused();
        }
        return answer != null ? answer : takeSlowly(permits);
    }

    private Answer takeSlowly(long permits) {
        long now = lockNow();
        if (isEmpty() && !isRetired()) {
            supply.advance(now);
            boolean there = supply.has(permits);
            if (there) {
                grant(permits);
            } else {
                countRefused();
            }
            unlock();
            return there ? Answer.GRANTED : Answer.REFUSED;
        }
        return takeBehind(permits, now);
    }

    /// The rest of [#takeSlowly]. Requires: lock held; lets it go.
    private Answer takeBehind(long permits, long now) {
        Waiter woken = advance(now);
        Answer answer = takeNow(permits);
        if (answer == Answer.REFUSED) {
            countRefused();
        }
        unlockAndWake(woken);
        return answer;
    }

    /// Takes permits if they are there and nobody stands in the line. Requires: lock held, advanced
    /// to now.
    private Answer takeNow(long permits) {
        if (isRetired()) {
            return Answer.RETIRED;
        }
        if (!isEmpty() || !supply.has(permits)) {
            return Answer.REFUSED;
        }
        grant(permits);
        return Answer.GRANTED;
    }

    // ---- waiting

    /// Takes permits, waiting for at most `nanos`; does not wait if that is surely in vain.
    Answer await(long permits, long nanos) throws InterruptedException {
        return await(permits, null, nanos);
    }

    /// As [#await(long, long)], for permits that may have to be [given back][#giveBack].
    Answer await(Wish wish, long nanos) throws InterruptedException {
        return await(wish.permits, wish, nanos);
    }

    private Answer await(long permits, @Nullable Wish wish, long nanos)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (wish == null && takeAtOnce(permits) == Answer.GRANTED) {
            return Answer.GRANTED;
        }
        Waiter mine = null;
        Answer answer;
        long now = lockNow();
        Waiter woken = advance(now);
        try {
            answer = permits > supply.most() ? Answer.TOO_MANY : takeNow(permits);
            if (answer == Answer.REFUSED && isInVain(permits, nanos)) {
                countRefused();
            } else if (answer == Answer.GRANTED && wish != null) {
                wish.takenAt = supply.at;
            } else if (answer == Answer.REFUSED) {
                mine = new Waiter();
                mine.item = wish != null ? wish : new Wish(permits);
                mine.begin();
                join(mine);
            }
        } finally { // memory may run out
            unlock();
            WaitQueue.completeAll(woken);
        }
        if (mine == null) {
            return answer;
        }
        if (!park(mine, now, nanos)) {
            return Answer.REFUSED;
        }
        return mine.ended ? Answer.TOO_MANY : Answer.GRANTED;
    }

    /// Tells whether the permits cannot be had within `nanos`. Requires: lock held, advanced to
    /// now.
    private boolean isInVain(long permits, long nanos) {
        return nanos <= 0 || (nanos != FOREVER && delay(permits) > nanos);
    }

    /// Leaves the line, if still in it: whoever stands behind moves up.
    ///
    /// @param late whether its time is over: what has come by then is still its own
    @Override
    boolean giveUp(Waiter mine, boolean late) {
        long now = lockNow();
        Waiter woken = late ? advance(now) : null;
        boolean left = depart(mine);
        if (left) {
            countRefused();
            woken = advance(now, woken);
        }
        unlockAndWake(woken);
        return left;
    }

    /// Leaves the line after a select has chosen something else, which is no giving up.
    void leaveFor(Waiter mine) {
        long now = lockNow();
        unlockAndWake(depart(mine) ? advance(now) : null);
    }

    // ---- changes

    /// Changes the supply; those who now ask for more than there can be are told so.
    ///
    /// @throws RuntimeException what `change` throws; nothing has changed then
    void change(Consumer<Supply> change) {
        long now = lockNow();
        Waiter woken = advance(now);
        try {
            change.accept(supply);
            forgetTail();
            woken = refuseTooMany(woken);
            woken = serveFront(now, woken);
        } finally {
            unlockAndWake(woken);
        }
    }

    /// Gives permits back that were just taken: another limiter has refused.
    void giveBack(Wish wish) {
        long now = lockNow();
        Waiter woken = advance(now);
        takeBack(wish.permits, wish.takenAt);
        forgetTail();
        if (receivers() > 0) {
            woken = serveFront(now, woken);
        }
        unlockAndWake(woken);
    }

    /// Tells whether this limiter has been ended.
    boolean isGone() {
        lock();
        boolean gone = isRetired();
        unlock();
        return gone;
    }

    /// Ends this limiter if it is as good as new.
    boolean retire() {
        long now = lockNow();
        Waiter woken = advance(now);
        boolean idle = retireIfFresh();
        unlockAndWake(woken);
        return idle;
    }

    /// Returns when permits would be there if nobody else took any, from now; for messages.
    long delayFor(long permits) {
        long now = lockNow();
        Waiter woken = advance(now);
        long due = permits > supply.most() ? Door.LONGEST : delay(permits);
        unlockAndWake(woken);
        return due;
    }

    RateLimiterStats stats(String name) {
        long now = lockNow();
        Waiter woken = advance(now);
        try {
            return new RateLimiterStats(
                    name,
                    supply.kind(),
                    supply.rate(),
                    supply.most(),
                    supply.available(),
                    receivers(),
                    bookings.permits(),
                    granted(),
                    refused());
        } finally { // memory may run out
            unlockAndWake(woken);
        }
    }
}
