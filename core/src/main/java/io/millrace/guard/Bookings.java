package io.millrace.guard;

import org.jspecify.annotations.Nullable;

/// The reservations in a [SupplyLine], in order, which is also that of their times. Guarded by the
/// line's lock.
final class Bookings {
    private @Nullable Booking first;
    private @Nullable Booking last;
    private long permits; // of all of them

    boolean isEmpty() {
        return first == null;
    }

    @Nullable Booking first() {
        return first;
    }

    @Nullable Booking last() {
        return last;
    }

    /// Returns the first booking if its time has come.
    @Nullable Booking firstDue(long now) {
        Booking booking = first;
        return booking != null && booking.due - now <= 0 ? booking : null;
    }

    /// Returns how many permits are booked.
    long permits() {
        return permits;
    }

    void append(Booking booking, long number) {
        Booking before = last;
        booking.number = number;
        booking.standing = true;
        booking.previous = before;
        permits += booking.permits;
        last = booking;
        if (before == null) {
            first = booking;
        } else {
            assert before.due - booking.due <= 0 : "P3";
            before.next = booking;
        }
    }

    /// Requires: standing.
    void unlink(Booking booking) {
        Booking before = booking.previous;
        Booking after = booking.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        booking.previous = null;
        booking.next = null;
        booking.standing = false;
        permits -= booking.permits;
    }
}
