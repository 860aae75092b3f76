package io.millrace.guard;

import io.millrace.waiting.Door;
import io.millrace.waiting.Waiter;
import org.jspecify.annotations.Nullable;

/// A reservation in a [SupplyLine]: a promise that so many permits are taken for it at a time that
/// never changes.
final class Booking {
    private final SupplyLine line;
    final long permits;
    final long due;
    private boolean cancelled; // under the line's lock

    // By Bookings only, under the line's lock.
    long number; // its place in the line
    boolean standing; // still in the line
    @Nullable Booking next;
    @Nullable Booking previous;

    private Booking(SupplyLine line, long permits, long due) {
        this.line = line;
        this.permits = permits;
        this.due = due;
    }

    /// Books permits, for a time that is at most `nanos` from now.
    ///
    /// @return null if that is not possible
    static @Nullable Booking make(SupplyLine line, long permits, long nanos) {
        long now = line.lockNow();
        Waiter woken = line.advance(now);
        Booking booking = null;
        try {
            booking = makeLocked(line, permits, nanos);
            if (booking == null) {
                line.countRefused();
            }
        } finally { // memory may run out
            line.unlockAndWake(woken);
        }
        return booking;
    }

    /// As [#make], as one step with others. Requires: the line's lock held, the line advanced to
    /// now.
    static @Nullable Booking makeLocked(SupplyLine line, long permits, long nanos) {
        Supply supply = line.supply;
        if (permits > supply.most() || line.isRetired()) {
            return null;
        }
        boolean isAlone = line.isEmpty();
        Supply behind = isAlone ? supply : line.behind();
        if (behind == null) {
            return null;
        }
        long due = behind.dueAt(permits);
        long delay = due - supply.at;
        if (delay >= Door.LONGEST || delay < 0 || delay > nanos) {
            return null;
        }
        var booking = new Booking(line, permits, due);
        if (isAlone && delay == 0) {
            line.grant(permits);
            return booking;
        }
        Supply next = isAlone ? supply.copy() : behind;
        next.advance(due);
        next.take(permits);
        line.append(booking, next);
        return booking;
    }

    /// Undoes what was just made. Requires: the line's lock held ever since.
    void undo() {
        cancelled = true;
        line.forgetTail();
        if (standing) {
            line.bookings.unlink(this);
        } else {
            line.takeBack(permits, due);
        }
    }

    /// Gives the permits back, unless their time has passed.
    ///
    /// @return whether they are there for others
    boolean cancel() {
        return cancel(false);
    }

    /// As [#cancel()].
    ///
    /// @param late whether to give them back even if their time has passed: those that they were to
    ///   be used with have not come
    boolean cancel(boolean late) {
        long now = line.lockNow();
        boolean back = !cancelled && (late || due - now >= 0);
        cancelled = true;
        line.forgetTail();
        if (back && standing) {
            line.bookings.unlink(this);
        } else if (back) { // it has been taken, at this very instant or late
            line.takeBack(permits, due);
        }
        line.unlockAndWake(line.advance(now));
        return back;
    }
}
