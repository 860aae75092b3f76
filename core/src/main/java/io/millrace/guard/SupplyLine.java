package io.millrace.guard;

import io.millrace.waiting.Door;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.util.concurrent.atomic.LongAdder;
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
 * One lock guards all of it. While nobody stands in the line, what the supply has lies in its Stock, one word from which
 * newcomers take without the lock; enter() takes it back into the supply, exit() puts it out again. So the clock is read
 * after the lock has been taken (lockNow): nothing was taken at a later time.
 *
 * P6  The lock is free and the line empty  =>  the stock has what the supply has, if it can be told in one word.
 *
 * This class is what happens under the lock; RateLine takes it for those who ask and wait, Booking for
 * reservations, PermitClause for selects, AllOf for several lines at once. Not to be mixed up with the line of a
 * semaphore, whose permits come from those who release them: these come with time.
 *
 * After Go's x/time/rate. Differences: exact numbers, a line, nothing lost when somebody gives up.
 */
/// The permits that a supply has, and those who stand in line for them: who is served, and when.
///
/// Every method that does not say otherwise requires the lock.
abstract class SupplyLine extends WaitingLine {
    final Supply supply; // under lock
    final Bookings bookings = new Bookings(); // under lock

    private final Alarm alarm = new Alarm(this, this::serve);
    private volatile Stock stock; // written under lock, read by all
    private @Nullable Supply tail; // under lock: as it will be behind the last booking, if known
    private long lastNumber; // under lock
    private long wished; // under lock: the permits of all waiters
    private boolean retired; // under lock
    private long granted; // under lock: permits, of bookings as well
    private final LongAdder refused = new LongAdder(); // times, also without the lock

    /// @param owner what thread dumps name as the blocker of those who wait
    SupplyLine(Object owner, Supply supply) {
        super("acquire", owner);
        this.supply = supply;
        stock = supply.stock(Stock.never(supply.at));
        exit();
    }

    // ---- the lock, and those who come without it

    @Override
    protected final boolean enter() {
        Stock mine = stock;
        long word = mine.shut();
        if (Stock.wasOpen(word)) {
            granted += mine.granted(word);
            supply.setLevel(mine.level(word, supply.at));
        }
        return true;
    }

    @Override
    protected final void exit() {
        if (retired) {
            return;
        }
        if (isEmpty() && renewStock() && stock.holds(supply.level())) {
            stock.open(supply.at, supply.level());
        } else {
            stock.refuseUntil(supply.at, nothingBefore());
        }
    }

    /// Sees to it that the stock is that of the supply.
    ///
    /// @return whether it may be opened
    private boolean renewStock() {
        try {
            Stock mine = supply.stock(stock);
            if (mine != stock) {
                stock = mine;
            }
            return mine.isEverOpen();
        } catch (OutOfMemoryError e) {
            return false; // all goes on without the short way; the lock has to be let go
        }
    }

    /// Returns a time before which no newcomer can have a permit; one that has passed if there may
    /// be some.
    private long nothingBefore() {
        Booking last = bookings.last();
        if (last != null) {
            return last.due;
        }
        if (receivers() > 0) {
            return alarm.isWanted() ? alarm.wantedAt() : supply.at; // P5
        }
        return supply.has(1) || supply.most() < 1 ? supply.at : supply.dueAt(1);
    }

    /// Takes the lock.
    ///
    /// @return the time after that
    final long lockNow() {
        lock();
        return Door.now();
    }

    /// Takes permits without the lock, or refuses them, if that can be told.
    ///
    /// @return null if it cannot
    final RateLine.@Nullable Answer takeAtOnce(long permits) {
        return stock.take(permits);
    }

    // ---- the state

    /// Tells whether nobody waits and nothing is booked.
    final boolean isEmpty() {
        return receivers() == 0 && bookings.isEmpty();
    }

    /// Tells whether this line is not in use any more.
    final boolean isRetired() {
        return retired;
    }

    /// Ends this line if nobody could tell it from a new one. Requires: advanced to now.
    final boolean retireIfFresh() {
        boolean idle = isEmpty() && supply.isFresh();
        retired |= idle;
        return idle;
    }

    /// Tells whether so many permits could be taken now.
    final boolean isThere(long permits, long now) {
        if (receivers() > 0) {
            return false; // the alarm sees to them
        }
        advance(now); // wakes nobody: nobody waits
        return bookings.isEmpty() && !retired && supply.has(permits);
    }

    /// Takes permits and counts them as granted; the caller knows that they are there.
    final void grant(long permits) {
        supply.take(permits);
        granted += permits;
    }

    /// Takes back what was granted at that time, and was not used.
    final void takeBack(long permits, long takenAt) {
        supply.giveBack(permits, takenAt);
        granted -= permits;
    }

    final long granted() {
        return granted;
    }

    /// Does not require the lock.
    final void countRefused() {
        refused.increment();
    }

    final long refused() {
        return refused.sum();
    }

    /// Returns for how long who asks now has to wait at the least, behind all in the line.
    final long delay(long permits) {
        return supply.notBefore(wished + bookings.permits() + permits) - supply.at;
    }

    /// Tells whether those who ask now wait longer here than at `other`. Requires: both locks held.
    final boolean isLater(SupplyLine other, long permits) {
        return delay(permits) > other.delay(permits);
    }

    // ---- joining and leaving

    /// Joins the end of the line. Afterwards the alarm is to be settled.
    final void join(Waiter mine) {
        Wish wish = Wish.of(mine);
        wish.number = ++lastNumber;
        wished += wish.permits;
        addReceiver(mine);
        tail = null;
        setAlarm();
    }

    /// Leaves the line, if still in it.
    final boolean depart(Waiter mine) {
        boolean left = remove(mine);
        if (left) {
            wished -= Wish.of(mine).permits;
            tail = null;
        }
        return left;
    }

    /// Puts a booking at the end of the line.
    ///
    /// @param behind the supply as it will be behind it
    final void append(Booking booking, Supply behind) {
        tail = receivers() == 0 ? behind : null;
        bookings.append(booking, ++lastNumber);
    }

    /// Takes those out of the line who want more than there can ever be, in front of a chain of
    /// others to be woken.
    final @Nullable Waiter refuseTooMany(@Nullable Waiter woken) {
        Waiter chain = woken;
        Waiter next;
        for (Waiter waiter = firstWaiter(); waiter != null; waiter = next) {
            next = waiterAfter(waiter);
            long permits = Wish.of(waiter).permits;
            if (permits > supply.most()) {
                wished -= permits;
                countRefused();
                if (claim(waiter)) {
                    waiter.ended = true;
                    chain = WaitQueue.chain(chain, waiter);
                }
            }
        }
        return chain;
    }

    // ---- looking ahead

    /// Plays through the line. The result may be changed once a booking is made.
    ///
    /// @return the supply as it will be behind the line, null if somebody in it will never be
    ///   served
    final @Nullable Supply behind() {
        if (tail != null) {
            return tail;
        }
        Supply copy = supply.copy();
        Booking booking = bookings.first();
        Waiter waiter = firstWaiter();
        while (booking != null || waiter != null) {
            if (waiter != null
                    && (booking == null || Wish.of(waiter).number - booking.number < 0)) {
                long permits = Wish.of(waiter).permits;
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

    /// Forgets what is known of the supply behind the line, because something in it has changed.
    final void forgetTail() {
        tail = null;
    }

    // ---- serving

    /// Lets time pass, and serves those whose turn has come.
    ///
    /// @return those to be woken once the lock has been let go
    final @Nullable Waiter advance(long now) {
        return advance(now, null);
    }

    /// As [#advance(long)], in front of a chain of others to be woken.
    final @Nullable Waiter advance(long now, @Nullable Waiter others) {
        if (isEmpty()) {
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
            grant(booking.permits);
            bookings.unlink(booking);
            if (bookings.isEmpty()) {
                tail = null;
            }
        }
        supply.advance(now);
        return serveFront(now, woken);
    }

    /// Serves those whose permits are there now, and wants the alarm for the next. Requires:
    /// advanced to now.
    final @Nullable Waiter serveFront(long now, @Nullable Waiter woken) {
        Booking next = bookings.first();
        Waiter chain = serveUpTo(next == null ? Long.MAX_VALUE : next.number, now, woken);
        setAlarm();
        return chain;
    }

    /// Serves waiters from the first on, for as long as their permits are there now.
    private @Nullable Waiter serveUpTo(long number, long now, @Nullable Waiter woken) {
        Waiter chain = woken;
        for (Waiter first = firstWaiter(); first != null; first = firstWaiter()) {
            Wish wish = Wish.of(first);
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
                grant(wish.permits);
                wish.takenAt = supply.at;
                chain = WaitQueue.chain(chain, first);
            }
        }
        return chain;
    }

    /// Wants the alarm for the first waiter's turn (P5).
    private void setAlarm() {
        Waiter first = firstWaiter();
        if (first == null) {
            alarm.wantNothing();
            return;
        }
        Wish wish = Wish.of(first);
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

    /// Called by the alarm, without the lock.
    private void serve() {
        long now = lockNow();
        unlockAndWake(advance(now));
    }

    /// Lets the lock go, and does what must not be done under it.
    final void unlockAndWake(@Nullable Waiter woken) {
        boolean unsettled = alarm.isUnsettled();
        unlock();
        WaitQueue.completeAll(woken);
        if (unsettled) {
            alarm.settle();
        }
    }

    /// Sets the alarm that somebody who [joined][#join] wants. Requires: no lock held.
    @Override
    final void joined() {
        alarm.settle();
    }
}
