package io.millrace.guard;

import io.millrace.guard.RateLine.Answer;
import io.millrace.waiting.Door;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * To take: the locks of all lines, in lock order; look at each; take from each, or from none.
 *
 * To wait: in the line that takes longest, as anybody does, until it grants; then take from the others, without
 * waiting. If that fails, give back, and wait again, in the line that takes longest by then. So nobody holds permits
 * while waiting for others, and no line is held up for another's sake.
 *
 * To reserve: the locks of all lines; book in each, at the first time that it has; undo that if one refuses. A booking
 * that waited for the slowest line would hold up those who come behind it in all others.
 */
/// Several rate limiters as one: permits are taken from all of them or from none.
///
/// A user's limit and the limit of all, or ten a second and a hundred a minute.
///
/// **Waiting.** Behind those who wait in the slowest of the limiters. Under contention for several
/// of them the order is not first come, first served. **Cancellation. Ordering and memory.** As for
/// a [RateLimiter]. **Errors.** To wait for more permits than one of them can ever have at once is
/// refused.
///
/// There is no clause for a select, and there cannot be one: what a select has waited for in one
/// line it has for good, and the others may refuse by then. Reserve instead, select on [after the
/// delay][io.millrace.select.Select#after], and cancel if something else was chosen.
///
/// A watch shows the limiters, each with its own figures. This adds nothing to them, and is not
/// shown itself.
///
/// Made by [RateLimiter#allOf].
public final class AllOf {
    private final List<RateLimiter> limiters;
    private final RateLine[] lines; // in lock order

    AllOf(RateLimiter... limiters) {
        this.limiters = List.of(limiters);
        lines =
                Arrays.stream(limiters)
                        .map(RateLimiter::line)
                        .distinct()
                        .sorted(Comparator.comparingLong(RateLine::order))
                        .toArray(RateLine[]::new);
        if (lines.length == 0 || lines.length < limiters.length) {
            throw new IllegalArgumentException(
                    "allOf: needs at least one limiter, and each only once");
        }
    }

    /// Takes a permit from each, if all have one.
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /// Takes so many permits from each, if all have them.
    ///
    /// @throws IllegalArgumentException if `permits` is less than 1
    public boolean tryAcquire(long permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("tryAcquire(" + permits + "): must be at least 1");
        }
        return take(permits, null) == null;
    }

    /// Takes so many permits from each, waiting for as long as it takes.
    ///
    /// @throws InterruptedException if the thread is interrupted; nothing is taken
    /// @throws IllegalArgumentException if one of them can never have so many at once, also if its
    ///   burst goes below that meanwhile, or `permits` is less than 1
    public void acquire(long permits) throws InterruptedException {
        tryAcquire(permits, Door.LONGEST);
    }

    /// Takes so many permits from each, waiting for at most `timeout`.
    ///
    /// @throws InterruptedException as [#acquire] does
    /// @throws IllegalArgumentException as [#acquire] does
    public boolean tryAcquire(long permits, Duration timeout) throws InterruptedException {
        return tryAcquire(permits, Door.nanos(timeout));
    }

    /// Reserves so many permits of each: returns the time at which all are there, without waiting
    /// for it. Each limiter takes its own as soon as it has them, which may be earlier.
    ///
    /// A [cancellation][Reservation#cancel] before that time gives all of them back.
    ///
    /// @throws IllegalArgumentException if one of them can never have so many at once, or `permits`
    ///   is less than 1
    /// @throws RateLimitedException if they will never be there at these rates
    public Reservation reserve(long permits) {
        return book("reserve", permits, RateLine.FOREVER)
                .orElseThrow(() ->
                        new RateLimitedException(
                                this + ": reserve(" + permits + "): never at these rates", -1));
    }

    /// Reserves so many permits of each if all will be there within `maxDelay`; otherwise none.
    ///
    /// @throws IllegalArgumentException as [#reserve] does
    public Optional<Reservation> tryReserve(long permits, Duration maxDelay) {
        return book("tryReserve", permits, Door.nanos(maxDelay));
    }

    private Optional<Reservation> book(String doing, long permits, long nanos) {
        requirePossible(doing, permits);
        var bookings = new ArrayList<Booking>(lines.length);
        var woken = new @Nullable Waiter[lines.length];
        boolean refused = false;
        lockAll();
        try {
            long now = Door.now();
            for (int i = 0; i < lines.length; i++) {
                woken[i] = lines[i].advance(now);
            }
            for (int i = 0; i < lines.length && !refused; i++) {
                Booking booking = Booking.makeLocked(lines[i], permits, nanos);
                refused = booking == null;
                if (booking == null) {
                    lines[i].countRefused();
                } else {
                    bookings.add(booking);
                }
            }
        } finally { // memory may run out
            if (bookings.size() < lines.length) {
                bookings.forEach(Booking::undo);
            }
            for (RateLine line : lines) {
                line.unlock();
            }
            for (int i = 0; i < lines.length; i++) {
                WaitQueue.completeAll(woken[i]);
                lines[i].joined();
            }
        }
        return refused ? Optional.empty() : Optional.of(new Reservation(bookings));
    }

    private void requirePossible(String doing, long permits) {
        if (permits < 1) {
            throw new IllegalArgumentException(doing + "(" + permits + "): must be at least 1");
        }
        for (RateLimiter limiter : limiters) {
            if (permits > limiter.burst()) {
                throw limiter.tooMany(doing, permits);
            }
        }
    }

    private boolean tryAcquire(long permits, long nanos) throws InterruptedException {
        requirePossible("acquire", permits);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long start = Door.now();
        var wish = new Wish(permits);
        RateLine slowest = take(permits, null);
        while (slowest != null) {
            long left = nanos - (Door.now() - start);
            Answer answer =
                    slowest.await(
                            wish, nanos >= Door.LONGEST ? RateLine.FOREVER : Math.max(0, left));
            if (answer == Answer.TOO_MANY) { // since its burst was lowered
                throw limiter(slowest).tooMany("acquire", permits);
            }
            if (answer != Answer.GRANTED) {
                return false;
            }
            RateLine next = take(permits, slowest);
            if (next != null) {
                slowest.giveBack(wish);
            }
            slowest = next;
        }
        return true;
    }

    private RateLimiter limiter(RateLine line) {
        return limiters.stream().filter(each -> each.line().equals(line)).findFirst().orElseThrow();
    }

    /// Takes from all but `taken`, which has been taken from.
    ///
    /// @return null if that was done, otherwise the line that takes longest
    private @Nullable RateLine take(long permits, @Nullable RateLine taken) {
        lockAll();
        RateLine missing = null;
        long now = Door.now();
        for (RateLine line : lines) {
            if (line != taken && !line.isThere(permits, now)) {
                missing = missing == null || line.isLater(missing, permits) ? line : missing;
            }
        }
        for (RateLine line : lines) {
            if (missing == null && line != taken) {
                line.grant(permits);
            }
            line.unlock();
        }
        return missing;
    }

    /// Takes the locks in their order; if one does not come free within a moment, lets all go and
    /// starts again.
    private void lockAll() {
        for (int attempt = 0; !tryLockAll(); attempt++) {
            lines[0].backOff(attempt);
        }
    }

    private boolean tryLockAll() {
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].trySpin()) {
                for (int j = 0; j < i; j++) {
                    lines[j].unlock();
                }
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "all of " + limiters;
    }
}
