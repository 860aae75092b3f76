package io.millrace.guard;

import io.millrace.guard.Bookings.Booking;
import io.millrace.waiting.Door;
import io.millrace.waiting.Wait;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *    supply            the line, in order of arrival
 *   [======  ]  -->  W1(2)  W2(1)  R3(4, at 12:00:07)  W4(1)
 *
 * Who asks for permits takes them if nobody stands in the line and they are there. Otherwise a thread, or a select,
 * joins the line and waits (W), and whoever only wants to know the time gets a booking (R), which is a promise: at that
 * time the permits are taken for it, whatever has become of those before it.
 *
 * P1  Nobody overtakes: a waiter is served only if no booking made before it is outstanding; a newcomer only if the
 *     line is empty.
 * P2  What a waiter or a booking leaves behind when it gives up was never taken: all who come behind it have it.
 * P3  A booking takes at its time, neither earlier nor later; so the times of bookings never decrease along the line.
 * P4  A waiter takes when it is served, or when the next booking behind it came due, if it is served later than that.
 *     So lateness makes no burst: the supply has meanwhile been as full as it can be, and no fuller.
 * P5  Somebody waits => the alarm is set for the time at which the first of them can be served, or earlier.
 *
 * The time of a new booking is found by playing through the line on a copy of the supply. While nobody waits, the copy
 * is kept for the next booking (tail); a booking that is cancelled anywhere makes it stale.
 *
 * One lock guards all of it: a bucket needs a level and a time, more than fits into one word exactly. It costs one
 * compare-and-set. After Go's x/time/rate. Differences: exact numbers, a line, nothing lost when somebody gives up.
 */
/// The permits of a limiter and those who wait for them.
final class PermitLine extends WaitQueue {

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

    /// Waits for as long as it takes, where nanoseconds are given.
    static final long FOREVER = Long.MAX_VALUE;

    /// A waiter's wish: what stands in [Waiter#item].
    static final class Wish {
        final long permits;
        private long number; // under lock: its place in the line
        private long takenAt; // under lock until served

        Wish(long permits) {
            this.permits = permits;
        }
    }

    private final Object owner;
    private final Alarm alarm = new Alarm(this, this::serve);

    private final Supply supply; // under lock
    private @Nullable Supply tail; // under lock: as it will be behind the last booking, if known
    private final Bookings bookings = new Bookings(); // under lock
    private long lastNumber; // under lock
    private long wished; // under lock: the permits of all waiters
    private boolean retired; // under lock
    private long granted; // under lock: permits, of bookings as well
    private long refused; // under lock: times

    /// @param owner what thread dumps name as the blocker of those who wait
    PermitLine(Object owner, Supply supply) {
        this.owner = owner;
        this.supply = supply;
    }

    // ---- asking

    /// Takes permits if they are there and nobody waits for them.
    Answer take(long permits) {
        long now = Door.now();
        lock();
        if (receivers() == 0 && bookings.isEmpty() && !retired) {
            supply.advance(now);
            boolean there = supply.has(permits);
            if (there) {
                supply.take(permits);
                granted += permits;
            } else {
                refused++;
            }
            unlock();
            return there ? Answer.GRANTED : Answer.REFUSED;
        }
        return takeBehind(permits, now);
    }

    /// The rest of [#take]. Requires: lock held; lets it go.
    private Answer takeBehind(long permits, long now) {
        Waiter woken = advance(now);
        Answer answer = takeNow(permits);
        refused += answer == Answer.REFUSED ? 1 : 0;
        unlockAndWake(woken);
        return answer;
    }

    /// Takes permits if they are there and nobody stands in the line. Requires: lock held, advanced
    /// to now.
    private Answer takeNow(long permits) {
        if (retired) {
            return Answer.RETIRED;
        }
        if (receivers() > 0 || !bookings.isEmpty() || !supply.has(permits)) {
            return Answer.REFUSED;
        }
        supply.take(permits);
        granted += permits;
        return Answer.GRANTED;
    }

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
        Waiter mine = null;
        Answer answer;
        long now = Door.now();
        lock();
        Waiter woken = advance(now);
        try {
            answer = permits > supply.most() ? Answer.TOO_MANY : takeNow(permits);
            if (answer == Answer.REFUSED && isInVain(permits, nanos)) {
                refused++;
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
        return mine == null ? answer : park(mine, now, nanos);
    }

    /// Tells whether the permits cannot be had within `nanos`. Requires: lock held, advanced to
    /// now.
    private boolean isInVain(long permits, long nanos) {
        return nanos <= 0
                || (nanos != FOREVER
                        && supply.notBefore(wished + bookings.permits() + permits) - supply.at
                                > nanos);
    }

    private Answer park(Waiter mine, long now, long nanos) throws InterruptedException {
        Wait.Ending ending = null;
        boolean gaveUp = false;
        try {
            alarm.settle();
            ending =
                    nanos == FOREVER
                            ? mine.await("acquire", owner)
                            : mine.awaitUntil("acquire", owner, now + nanos);
        } finally { // even if memory ran out on the way: nothing is handed to who has left
            gaveUp = ending != Wait.Ending.DONE && giveUp(mine, ending == Wait.Ending.TIMED_OUT);
        }
        if (ending != Wait.Ending.DONE && !gaveUp) {
            mine.awaitDone("acquire", owner);
        }
        if (ending == Wait.Ending.INTERRUPTED) {
            if (gaveUp) {
                throw new InterruptedException();
            }
            Thread.currentThread().interrupt(); // W3: the permits came first
        }
        if (gaveUp) {
            return Answer.REFUSED;
        }
        return mine.ended ? Answer.TOO_MANY : Answer.GRANTED;
    }

    /// Leaves the line, if still in it: whoever stands behind moves up.
    ///
    /// @param late whether its time is over: what has come by then is still its own
    private boolean giveUp(Waiter mine, boolean late) {
        long now = Door.now();
        lock();
        Waiter woken = late ? advance(now) : null;
        boolean left = remove(mine);
        if (left) {
            wished -= wish(mine).permits;
            refused++;
            tail = null;
            woken = advance(now, woken);
        }
        unlockAndWake(woken);
        return left;
    }

    // ---- selects, see Case

    boolean mayBeReady() {
        return receivers() == 0;
    }

    @Nullable Waiter poll(Waiter mine) {
        lock();
        Waiter partner = pollLocked(mine); // a select that goes on to wait has not been refused
        unlock();
        return partner;
    }

    @Nullable Waiter pollLocked(Waiter mine) {
        if (receivers() > 0) {
            return null; // the alarm sees to them
        }
        advance(Door.now()); // wakes nobody: nobody waits
        return takeNow(wish(mine).permits) == Answer.GRANTED ? Waiter.NOBODY : null;
    }

    void enqueue(Waiter mine) {
        join(mine);
    }

    void parking() {
        alarm.settle();
    }

    void leaveLine(Waiter mine) {
        giveUp(mine, false);
    }

    // ---- bookings

    /// Books permits, for a time that is at most `nanos` from now.
    ///
    /// @return null if that is not possible
    @Nullable Booking book(long permits, long nanos) {
        long now = Door.now();
        lock();
        Waiter woken = advance(now);
        Booking booking = null;
        try {
            if (permits <= supply.most() && !retired) {
                booking = bookBehind(permits, nanos);
            }
            refused += booking == null ? 1 : 0;
        } finally { // memory may run out
            unlockAndWake(woken);
        }
        return booking;
    }

    /// Requires: lock held, advanced to now.
    private @Nullable Booking bookBehind(long permits, long nanos) {
        boolean isAlone = receivers() == 0 && bookings.isEmpty();
        Supply behind = isAlone ? supply : behindLine();
        if (behind == null) {
            return null;
        }
        long due = behind.dueAt(permits);
        long delay = due - supply.at;
        if (delay >= Door.LONGEST || delay < 0 || delay > nanos) {
            return null;
        }
        var booking = new Booking(permits, due);
        if (isAlone && delay == 0) {
            supply.take(permits);
            granted += permits;
            return booking;
        }
        Supply next = isAlone ? supply.copy() : behind;
        next.advance(due);
        next.take(permits);
        tail = receivers() == 0 ? next : null;
        bookings.append(booking, ++lastNumber);
        return booking;
    }

    /// Plays through the line. Requires: lock held, advanced to now. The result may be changed once
    /// a booking is made.
    ///
    /// @return null if somebody in the line will never be served
    private @Nullable Supply behindLine() {
        if (tail != null) {
            return tail;
        }
        Supply copy = supply.copy();
        Booking booking = bookings.first();
        Waiter waiter = firstWaiter();
        while (booking != null || waiter != null) {
            if (waiter != null && (booking == null || wish(waiter).number - booking.number < 0)) {
                long permits = wish(waiter).permits;
                long due = copy.dueAt(permits);
                if (due - copy.at >= Door.LONGEST || due - supply.at < 0) {
                    return null;
                }
                copy.advance(due);
                copy.take(permits);
                waiter = waiterAfter(waiter);
            } else if (booking != null) {
                copy.advance(booking.due);
                copy.take(booking.permits);
                booking = booking.next;
            }
        }
        return copy;
    }

    private void unlink(Booking booking) {
        bookings.unlink(booking);
        if (bookings.isEmpty()) {
            tail = null;
        }
    }

    /// Gives a booking back, unless its time has passed.
    ///
    /// @return whether its permits are there for others
    boolean cancel(Booking booking) {
        long now = Door.now();
        lock();
        boolean back = !booking.cancelled && booking.due - now >= 0;
        booking.cancelled = true;
        tail = null;
        if (back && booking.standing) {
            bookings.unlink(booking);
        } else if (back) { // at the very instant at which it took
            supply.giveBack(booking.permits, booking.due);
            granted -= booking.permits;
        }
        unlockAndWake(advance(now));
        return back;
    }

    // ---- the line

    /// Joins the line. Requires: lock held; afterwards the alarm is to be settled.
    private void join(Waiter mine) {
        if (mine.item instanceof Wish wish) {
            wish.number = ++lastNumber;
            wished += wish.permits;
            addReceiver(mine);
            tail = null;
            setAlarm();
        }
    }

    private static Wish wish(Waiter waiter) {
        if (waiter.item instanceof Wish wish) {
            return wish;
        }
        throw new AssertionError("a waiter without a wish");
    }

    /// Lets time pass, and serves those whose turn has come. Requires: lock held.
    ///
    /// @return those to be woken once the lock has been let go
    private @Nullable Waiter advance(long now) {
        return advance(now, null);
    }

    /// As [#advance(long)], in front of a chain of others to be woken.
    private @Nullable Waiter advance(long now, @Nullable Waiter others) {
        if (receivers() == 0 && bookings.isEmpty()) {
            supply.advance(now);
            alarm.wantNothing();
            return others;
        }
        Waiter woken = others;
        for (Booking booking = bookings.firstDue(now);
                booking != null;
                booking = bookings.firstDue(now)) {
            woken = serveUpTo(booking.number, booking.due, woken);
            supply.advance(booking.due);
            supply.take(booking.permits);
            granted += booking.permits;
            unlink(booking);
        }
        supply.advance(now);
        woken = serveUpTo(nextNumber(), now, woken);
        setAlarm();
        return woken;
    }

    /// Serves waiters from the first on, for as long as their permits are there now. Requires: lock
    /// held.
    private @Nullable Waiter serveUpTo(long number, long now, @Nullable Waiter woken) {
        Waiter chain = woken;
        for (Waiter first = firstWaiter(); first != null; first = firstWaiter()) {
            Wish wish = wish(first);
            if (wish.number >= number) {
                break;
            }
            supply.advance(now);
            if (!supply.has(wish.permits)) {
                break;
            }
            wished -= wish.permits;
            tail = null;
            if (claim(first)) {
                supply.take(wish.permits);
                wish.takenAt = supply.at;
                granted += wish.permits;
                chain = WaitQueue.chain(chain, first);
            }
        }
        return chain;
    }

    /// Wants the alarm for the first waiter's turn. Requires: lock held.
    private void setAlarm() {
        Waiter first = firstWaiter();
        if (first == null) {
            alarm.wantNothing();
            return;
        }
        Wish wish = wish(first);
        Booking before = bookings.first();
        long due =
                before != null && before.number < wish.number
                        ? before.due
                        : supply.dueAt(wish.permits);
        if (due - supply.never() >= 0) {
            alarm.wantNothing();
        } else {
            alarm.want(due);
        }
    }

    /// Lets the lock go, and does what must not be done under it.
    private void unlockAndWake(@Nullable Waiter woken) {
        boolean unsettled = alarm.isUnsettled();
        unlock();
        WaitQueue.completeAll(woken);
        if (unsettled) {
            alarm.settle();
        }
    }

    /// Called by the alarm.
    private void serve() {
        long now = Door.now();
        lock();
        unlockAndWake(advance(now));
    }

    // ---- changes

    /// Changes the supply; those who now ask for more than there can be are told so.
    ///
    /// @throws RuntimeException what `change` throws; nothing has changed then
    void change(Consumer<Supply> change) {
        long now = Door.now();
        lock();
        Waiter woken = advance(now);
        try {
            change.accept(supply);
            tail = null;
            woken = refuseTooMany(woken);
            woken = serveUpTo(nextNumber(), now, woken);
            setAlarm();
        } finally {
            unlockAndWake(woken);
        }
    }

    private long nextNumber() {
        Booking next = bookings.first();
        return next == null ? Long.MAX_VALUE : next.number;
    }

    /// Requires: lock held.
    private @Nullable Waiter refuseTooMany(@Nullable Waiter woken) {
        Waiter chain = woken;
        Waiter next;
        for (Waiter waiter = firstWaiter(); waiter != null; waiter = next) {
            next = waiterAfter(waiter);
            long permits = wish(waiter).permits;
            if (permits > supply.most()) {
                wished -= permits;
                refused++;
                if (claim(waiter)) {
                    waiter.ended = true;
                    chain = WaitQueue.chain(chain, waiter);
                }
            }
        }
        return chain;
    }

    /// Gives permits back that were just taken: another limiter has refused.
    void giveBack(Wish wish) {
        long permits = wish.permits;
        long now = Door.now();
        lock();
        Waiter woken = advance(now);
        supply.giveBack(permits, wish.takenAt);
        granted -= permits;
        tail = null;
        if (receivers() > 0) {
            woken = serveUpTo(nextNumber(), now, woken);
            setAlarm();
        }
        unlockAndWake(woken);
    }

    /// Ends this limiter if it is as good as new.
    boolean retire() {
        long now = Door.now();
        lock();
        unlockAndWake(advance(now)); // wakes somebody only if somebody waits
        lock();
        boolean idle = receivers() == 0 && bookings.isEmpty() && supply.isFresh();
        retired |= idle;
        unlock();
        return idle;
    }

    /// Returns when permits would be there if nobody else took any, from now; for messages.
    long delayFor(long permits) {
        long now = Door.now();
        lock();
        Waiter woken = advance(now);
        long due = permits > supply.most() ? Door.LONGEST : delay(permits);
        unlockAndWake(woken);
        return due;
    }

    RateLimiterStats stats(String name) {
        long now = Door.now();
        lock();
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
                    granted,
                    refused);
        } finally { // memory may run out
            unlockAndWake(woken);
        }
    }

    // ---- several at once, by AllOf

    /// Tells whether so many permits could be taken now. Requires: lock held.
    boolean isThere(long permits, long now) {
        return receivers() == 0 && isThereAlone(permits, now);
    }

    private boolean isThereAlone(long permits, long now) {
        advance(now); // wakes nobody: nobody waits
        return bookings.isEmpty() && !retired && supply.has(permits);
    }

    /// Tells whether those who ask now wait longer here than at `other`. Requires: both locks held.
    boolean isLater(PermitLine other, long permits) {
        return delay(permits) > other.delay(permits);
    }

    private long delay(long permits) {
        return supply.notBefore(wished + bookings.permits() + permits) - supply.at;
    }

    /// Takes permits. Requires: lock held, [#isThere] just returned true.
    void takeThere(long permits) {
        supply.take(permits);
        granted += permits;
    }
}
