package io.millrace.guard;

import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.List;

/// Permits that a [RateLimiter] will have ready at a time of their own: a promise that no change of
/// the limiter breaks. Or permits of [several][AllOf], which are ready when the last are.
///
/// May be used by any thread.
public final class Reservation {
    private final List<Booking> bookings; // one for each limiter
    private final Booking last; // of them to come due

    Reservation(Booking booking) {
        this(List.of(booking));
    }

    Reservation(List<Booking> bookings) {
        this.bookings = List.copyOf(bookings);
        Booking latest = this.bookings.getFirst();
        for (Booking booking : this.bookings) {
            latest = booking.due - latest.due > 0 ? booking : latest;
        }
        last = latest;
    }

    /// Returns how many permits are reserved, of each limiter.
    public long permits() {
        return last.permits;
    }

    /// Returns for how long to wait, from now, before acting: zero if the time has come.
    public Duration delay() {
        return Duration.ofNanos(Math.max(0, last.due - Door.now()));
    }

    /// Gives the permits back, for whoever comes later. Does nothing once their time has passed, or
    /// if they were given back before.
    ///
    /// Those who reserved later keep their times: what they were promised stands. Those who wait
    /// move up.
    ///
    /// @return whether the permits were given back
    @SuppressWarnings("ReferenceEquality") // the very booking
    public boolean cancel() {
        boolean back = last.cancel();
        for (Booking booking : bookings) {
            if (back && booking != last) {
                booking.cancel(true); // its time may have passed, and it was not used
            }
        }
        return back;
    }

    @Override
    public String toString() {
        return "reservation of " + permits() + " in " + delay();
    }
}
