package io.millrace.guard;

import io.millrace.guard.RateLine.Answer;
import io.millrace.waiting.Door;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/*
 *   open   [ spent, signed                 | granted: what is left | 0 ]     by compare-and-set, without the lock
 *   shut   [ until, as time since the base                         | 1 ]     by the holder of the lock
 *
 * In the units of TokenBucket, which has the proof that nothing is rounded, there are at the time t
 *
 *   level(t) = min(cap, come - spent)          where come = (t - base) * perNano
 *
 * and who takes n permits at t leaves behind
 *
 *   spent    = max(spent, come - cap) + n * perPermit
 *   granted += n
 *
 * So level and time, which do not fit into one word, need not: time is in it by what it has brought. The window that
 * lasts is a bucket into which nothing comes, for a span.
 *
 * ST1  Open only while the lock is free and nobody stands in the line; so who finds it open overtakes nobody. Who takes
 *      the lock shuts it first, and has then all that was taken the short way.
 * ST2  Measures never change. Where they do, or the span is over, another stock takes its place, and this one stays
 *      shut: a compare-and-set that succeeds was computed with the measures of what it changes.
 * ST3  Nobody is refused here but by a look at the word and then at the clock. What was not there at the later time was
 *      not there when the word was read, with these permits spent. So a refusal writes nothing, and is right at one
 *      instant.
 * ST4  Who is granted with a time before that of an earlier grant has not been granted too much: come - cap is below
 *      what that one left in `spent`.
 * ST5  While it is shut there is nothing for any newcomer before `until`: somebody stands in the line who is not served
 *      by then, or there is no whole permit.
 *
 * The permits that were granted are counted in the word, as far as they fit, since a counter of its own would be a second
 * compare-and-set. When they do not fit any more the lock is taken, and they are added up (SupplyLine).
 */
/// What a supply has, in one word, for those who come while nobody stands in the line.
final class Stock {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Stock.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long SHUT = 1;
    private static final long LATEST = 1L << 60; // for `until`: 36 years
    private static final int MOST_BITS = 53; // of what can be there; leaves 8 for the count
    private static final int FEWEST_BITS = 41; // leaves 20: a million permits
    private static final int LEAST_SPAN_BITS = 20; // a millisecond
    private static final int GOOD_SPAN_BITS = 28; // a quarter of a second

    private final long base;
    private final long perNano;
    private final long perPermit;
    private final long cap;
    private final long span; // from the base; 0 if it is never open
    private final int shift;
    private final long counts; // the bits of the count
    private final long limit; // the permits that can be taken at once

    private volatile long state =
            SHUT; // as drawn; written by the holder of the lock, or while open

    private Stock(long base, long perNano, long perPermit, long cap, long span, int bits) {
        this.base = base;
        this.perNano = perNano;
        this.perPermit = perPermit;
        this.cap = cap;
        this.span = span;
        shift = 62 - bits;
        counts = (1L << shift) - 2;
        limit = perPermit == 0 ? counts >> 1 : Math.min(counts >> 1, cap / perPermit);
    }

    /// Returns a stock, shut, into which `perNano` units come in a nanosecond.
    ///
    /// @param span for how long that is so
    static Stock of(long base, long perNano, long perPermit, long cap, long span) {
        int needed = Math.max(bits(Math.max(cap, perPermit)), bits(perNano) + LEAST_SPAN_BITS);
        if (needed > MOST_BITS) {
            return new Stock(base, perNano, perPermit, cap, 0, MOST_BITS);
        }
        int good = Math.clamp(bits(perNano) + GOOD_SPAN_BITS, FEWEST_BITS, MOST_BITS);
        int bits = Math.max(needed, good);
        long longest = perNano == 0 ? Door.LONGEST : (1L << bits) / perNano;
        return new Stock(base, perNano, perPermit, cap, Math.min(span, longest), bits);
    }

    /// Returns a stock that is never open.
    static Stock never(long base) {
        return new Stock(base, 0, 0, 0, 0, FEWEST_BITS);
    }

    private static int bits(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }

    // ---- without the lock

    /// Takes permits if they are there, and refuses if they are not.
    ///
    /// @return null if only the holder of the lock can tell
    @Nullable Answer take(long permits) {
        long seen = state;
        long elapsed = Door.now() - base;
        if ((seen & SHUT) != 0) {
            return elapsed < seen >> 1 ? Answer.REFUSED : null;
        }
        if (elapsed >= span || permits > limit) {
            return null;
        }
        long come = elapsed * perNano;
        if (come < needed(seen, permits)) {
            return Answer.REFUSED;
        }
        return replace(seen, permits, come) ? Answer.GRANTED : takeAmongOthers(permits, elapsed);
    }

    /// Goes on with [#take] after another has been faster, or the count is full.
    ///
    /// @param since when the clock was read
    private @Nullable Answer takeAmongOthers(long permits, long since) {
        long elapsed = since;
        for (int i = 0; i < WaitingLine.ATTEMPTS; i++) {
            WaitingLine.standBack();
            long seen = state;
            if ((seen & SHUT) != 0 || !counts(seen, permits)) {
                return null;
            }
            if (elapsed * perNano < needed(seen, permits)) { // by then; but by now? ST3
                elapsed = Door.now() - base;
                if (elapsed >= span) {
                    return null;
                }
                if (elapsed * perNano < needed(seen, permits)) {
                    return Answer.REFUSED;
                }
            }
            if (replace(seen, permits, elapsed * perNano)) { // ST4
                return Answer.GRANTED;
            }
        }
        return null;
    }

    /// Returns how much has to have come before so many permits are there.
    private long needed(long seen, long permits) {
        return (seen >> shift) + permits * perPermit;
    }

    /// Takes permits that are there, when so much has come.
    ///
    /// @return false if the word is not the same any more, or cannot count them
    private boolean replace(long seen, long permits, long come) {
        long spent = Math.max(needed(seen, permits), come - cap + permits * perPermit);
        long granted = (seen & counts) + (permits << 1);
        return counts(seen, permits) && STATE.compareAndSet(this, seen, (spent << shift) | granted);
    }

    /// Tells whether so many permits more can be counted in the word.
    private boolean counts(long seen, long permits) {
        return (seen & counts) + (permits << 1) <= counts;
    }

    // ---- by the holder of the lock

    /// Shuts this.
    ///
    /// @return the word as it was, for [#wasOpen], [#granted] and [#level]
    long shut() {
        return (long) STATE.getAndSet(this, SHUT);
    }

    static boolean wasOpen(long word) {
        return (word & SHUT) == 0;
    }

    /// Returns how many permits were granted while it was open.
    long granted(long word) {
        return (word & counts) >> 1;
    }

    /// Returns how many units are there, as of a time, before the cap.
    long level(long word, long at) {
        return (at - base) * perNano - (word >> shift);
    }

    /// Tells whether this is the stock for these measures, from `at` on for a good while.
    boolean fits(long at, long nano, long permit, long most) {
        return perNano == nano
                && perPermit == permit
                && cap == most
                && (span == 0 || at - base <= span >> 1);
    }

    /// Tells whether this is the stock of a window.
    boolean fits(long start, long permits, long nanos) {
        return base == start && cap == permits && (span == 0 || span == nanos);
    }

    /// Tells whether this can be opened at all.
    boolean isEverOpen() {
        return span > 0;
    }

    /// Tells whether so many units can be told in the word.
    boolean holds(long level) {
        return level >= -(1L << (62 - shift));
    }

    /// Opens this, with so many units as of a time. Requires: [#holds].
    void open(long at, long level) {
        STATE.setRelease(this, ((at - base) * perNano - level) << shift);
    }

    /// Leaves this shut, and says until when there is nothing: ST5.
    ///
    /// @param at a time that has passed
    void refuseUntil(long at, long until) {
        long time = Math.min(until - at, LATEST) + (at - base);
        STATE.setRelease(this, (Math.clamp(time, 0, LATEST) << 1) | SHUT);
    }
}
