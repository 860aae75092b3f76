package io.millrace.cli.run.report;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/*
 *   now       [ since << 3 | what ]      one word, so that it is read whole
 *   past      [ busy | starved | blocked | held | away ]
 *
 * Y1  `past` is written before `now`, and `now` is read before and after `past`: if it has not changed in between, the
 *     sum is that of one moment. The owner changes it a few thousand times a second at most for long, so that a reader
 *     who looks four times has seen one such moment, or misses a stretch that is as short as a look.
 */
/// What one thread spends its time on. Written by that thread; others may look at any time.
public final class Activity {
    private static final int BITS = 3;
    private static final int LOOKS = 4;
    private static final What[] ALL = What.values();

    private final AtomicLong now;
    private final AtomicLongArray past = new AtomicLongArray(ALL.length);
    private final long began;

    /// What a thread does.
    public enum What {
        /// Works.
        BUSY(0),
        /// Waits for something to work on.
        STARVED(1),
        /// Waits until what it has made is taken.
        BLOCKED(2),
        /// Has work, and is kept from it: by a rate, a breaker, a pause before another attempt.
        HELD(3),
        /// Has gone home, or has not come yet.
        AWAY(4);

        private final int index;

        What(int index) {
            this.index = index;
        }

        /// Returns its place in sums.
        int index() {
            return index;
        }
    }

    /// Makes the activity of a thread.
    ///
    /// @param first what it does at first
    /// @param nanos what the clock shows
    public Activity(What first, long nanos) {
        began = nanos;
        now = new AtomicLong(first.index);
    }

    /// From now on the thread does something else.
    ///
    /// @param nanos what the clock shows
    public void enter(What what, long nanos) {
        long before = now.getPlain();
        int doing = (int) before & ((1 << BITS) - 1);
        long since = before >> BITS;
        long at = nanos - began;
        past.setRelease(doing, past.getPlain(doing) + Math.max(0, at - since));
        now.setRelease(at << BITS | what.index);
    }

    /// Adds to `sums` how long the thread has spent on each thing, what it does now included.
    ///
    /// @param sums in the order of [What]
    /// @param nanos what the clock shows
    public void addTo(long[] sums, long nanos) {
        long[] found = new long[ALL.length];
        long before = now.getAcquire();
        for (int look = 0; look < LOOKS; look++) {
            for (int i = 0; i < found.length; i++) {
                found[i] = past.getAcquire(i);
            }
            long after = now.getAcquire();
            if (after == before) { // Y1
                break;
            }
            before = after;
        }
        int doing = (int) before & ((1 << BITS) - 1);
        found[doing] += Math.max(0, nanos - began - (before >> BITS));
        for (int i = 0; i < found.length; i++) {
            sums[i] += found[i];
        }
    }
}
