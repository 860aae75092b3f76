package io.millrace.guard;

import io.millrace.waiting.Door;
import java.time.Duration;

/// Permits that a [RateLimiter] will have ready at a time of their own: a promise that no change of
/// the limiter breaks.
///
/// May be used by any thread.
public final class Reservation {
    private final Booking booking;

    Reservation(Booking booking) {
        this.booking = booking;
    }

    /// Returns how many permits are reserved.
    public long permits() {
        return booking.permits;
    }

    /// Returns for how long to wait, from now, before acting: zero if the time has come.
    public Duration delay() {
        return Duration.ofNanos(Math.max(0, booking.due - Door.now()));
    }

    /// Gives the permits back, for whoever comes later. Does nothing once their time has passed, or
    /// if they were given back before.
    ///
    /// Those who reserved later keep their times: what they were promised stands. Those who wait
    /// move up.
    ///
    /// @return whether the permits were given back
    public boolean cancel() {
        return booking.cancel();
    }

    @Override
    public String toString() {
        return "reservation of " + permits() + " in " + delay();
    }
}
