package io.millrace.channel;

import io.millrace.waiting.Case;
import io.millrace.waiting.Patience;
import io.millrace.waiting.ShortLock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/*
 * One end of a ring: where the next value goes in, or comes out.
 *
 *   open    whoever holds this lock owns index and count
 *   shut    whoever holds the channel's lock owns them; nobody takes this lock but to see that it is shut
 *
 * G1  open is set and cleared by the holder of the channel's lock only; cleared with this lock held, too.
 *     So who sees it set under this lock is alone here until it lets the lock go.
 * G2  What was done while it was shut happens-before whatever is done by who sees it open.
 * G3  Whoever looks without a lock may say that no value can pass only if nobody was on the way just then, at either
 *     end: after the look both sides are open and their locks free, and after that the counts are what they were
 *     before. For who was on the way has counted before the lock came free. Otherwise
 *       - one that looks at this end counts what is on the way, and one that looks at the other does not see it yet:
 *         full and empty at once;
 *       - a batch that has counted the values and not yet taken them would be too small for those that there were
 *         when somebody saw the ring full.
 * The strict model found both, in some thousand random programs. BatchSide goes on with G4.
 */
/// One end of a ring: the short way in, or out, for those who find nobody to serve.
class RingSide extends ShortLock implements Patience.Hope {
    static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle INDEX;
    private static final VarHandle COUNT;
    private static final VarHandle OPEN;

    static {
        try {
            var lookup = MethodHandles.lookup();
            INDEX = lookup.findVarHandle(RingSide.class, "index", int.class);
            COUNT = lookup.findVarHandle(RingSide.class, "count", long.class);
            OPEN = lookup.findVarHandle(RingSide.class, "open", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int PAD =
            32; // slots: so many share 128 bytes, the pair of lines fetched together
    private static final int NO_PAD = 1 << 30; // such arrays have other worries

    final @Nullable Object[] slots;
    final boolean sends;
    private int index; // by INDEX where it is written, or read without a lock
    private long count; // the same, by COUNT: how many values have passed here
    private boolean open = true; // by OPEN

    RingSide(@Nullable Object[] slots, boolean sends) {
        this.slots = slots;
        this.sends = sends;
        index = start(slots);
    }

    /// Makes the slots of a ring. Those in front keep the length, which everybody reads, out of the
    /// line of the first that is written; those behind keep out what comes next in memory.
    static @Nullable Object[] slots(int capacity) {
        return new Object[capacity < NO_PAD ? PAD + capacity + PAD : capacity];
    }

    final int capacity() {
        return slots.length - 2 * start(slots);
    }

    static int start(@Nullable Object[] slots) {
        return slots.length < NO_PAD ? PAD : 0;
    }

    /// Returns the index of the slot `by` slots behind that at `index`. Requires: 0 <= by <=
    /// capacity.
    static int after(@Nullable Object[] slots, int index, int by) {
        int start = start(slots);
        int end = slots.length - start;
        return by < end - index ? index + by : start + (by - (end - index)); // never overflows
    }

    // ---- the gate

    /// Takes this lock if that is the way, and it leads somewhere: open, and a value can pass.
    final boolean tryEnter() {
        if (!(boolean) OPEN.getOpaque(this)) {
            return false;
        }
        lock();
        if ((boolean) OPEN.getAcquire(this) && (SLOT.getAcquire(slots, index) == null) == sends) {
            return true;
        }
        unlock();
        return false;
    }

    /// Takes this lock if that is the way, wherever it leads.
    final boolean tryEnterOpen() {
        if (!(boolean) OPEN.getOpaque(this)) {
            return false;
        }
        lock();
        if ((boolean) OPEN.getAcquire(this)) {
            return true;
        }
        unlock();
        return false;
    }

    /// Keeps out whoever would come by this lock. Requires: the channel's lock held.
    ///
    /// @return false if somebody is inside and does not leave soon
    final boolean shut() {
        if ((boolean) OPEN.getOpaque(this)) {
            if (!trySpin()) {
                return false;
            }
            OPEN.setOpaque(this, false);
            unlock();
        }
        return true;
    }

    /// Lets them in again. Requires: the channel's lock held.
    final void open() {
        OPEN.setRelease(this, true);
    }

    // ---- the place

    /// Returns the slot that is next. Requires: this side owned.
    final int index() {
        return index;
    }

    /// Returns how many values have passed here. Requires: this side owned.
    final long count() {
        return count;
    }

    /// Goes on to the next slot, after this one was filled or emptied. Requires: this side owned.
    final void advance() {
        advance(1);
    }

    /// As [#advance()], for so many slots.
    final void advance(int by) {
        INDEX.setRelease(this, after(slots, index, by));
        COUNT.setRelease(this, count + by); // last: who reads it reads no older index (G3)
    }

    /// Tells, without a lock, whether a value seems to be able to pass: a hint.
    @Override
    public final boolean isDone() {
        return (SLOT.getAcquire(slots, (int) INDEX.getAcquire(this)) == null) == sends;
    }

    /// Tells, without a lock, that at some instant of this call no value could pass (G3).
    ///
    /// @param other the other end of the same ring
    /// @return false if one can, or if it cannot be told
    final boolean isBlocked(RingSide other) {
        if (isDone()) {
            return false;
        }
        // What this thread did before, to this channel or another, is to be seen by all before it
        // looks: or two that each send to one channel and look into the other find nothing.
        VarHandle.fullFence();
        long before = (long) COUNT.getAcquire(this);
        long otherBefore = other.countSeen();
        return !isDone()
                && isQuiet()
                && before == (long) COUNT.getAcquire(this)
                && other.isQuietSince(otherBefore);
    }

    /// Looks, without a lock, whether no value can pass. Requires: a full fence before.
    ///
    /// @param other the other end of the same ring
    /// @return a stamp for [#isBlockedSince]; or [Case#UNKNOWN]
    final long blockedSince(RingSide other) {
        long passed = countSeen() + other.countSeen(); // both only grow: one sum tells of both
        return isDone() ? Case.UNKNOWN : passed;
    }

    /// Tells, without a lock, that no value could pass from the look that gave `stamp` until the
    /// start of this call: nothing has passed since, and nobody is on the way (G3).
    final boolean isBlockedSince(RingSide other, long stamp) {
        return isQuiet() && other.isQuiet() && stamp == countSeen() + other.countSeen();
    }

    /// Returns how many values have passed here, for [#isQuietSince].
    final long countSeen() {
        return (long) COUNT.getAcquire(this);
    }

    /// Tells that nobody was on the way here between the call of [#countSeen] and this one, at the
    /// time of whatever was read last before this call.
    final boolean isQuietSince(long countSeen) {
        return isQuiet() && countSeen == (long) COUNT.getAcquire(this);
    }

    private boolean isQuiet() {
        return (boolean) OPEN.getAcquire(this) && !isHeld();
    }
}
