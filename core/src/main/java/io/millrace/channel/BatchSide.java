package io.millrace.channel;

import io.millrace.waiting.Door;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Many values under one lock of one end.
 *
 *     receiving                               sending
 *         v                                      v
 *   [ . | a | b | c | d | e | f | g | h | i | j | . | . ]
 *         |_______________|   |_______________|
 *           a is cleared         g is stored
 *           after b to e         after h to j
 *
 * G4  A batch is there at one instant, the one at which its first value is stored: its others are stored before. So a
 *     receiver, who goes from the first slot on, finds all of it or nothing.
 * G5  A batch that receives fewer values than it wanted acts at the instant at which it saw the first empty slot: then
 *     its values were all that there were. A batch that sends fewer than it wanted would have such an instant, too, and
 *     the two could each come too early for the other. So a sender in that case takes the lock of the other end as
 *     well, and counts again: then nobody is on the way.
 * G6  Likewise the first slot of those that a batch empties is cleared last: a sender who waits for it finds room for as
 *     many. What else lies in these slots neither end looks at before it has seen the first: so they are read, stored
 *     and cleared without order among them.
 *
 * The strict model knows G4 and G5 from their opposites: interleavings/faults has both.
 */
/// One end of a ring, for batches.
class BatchSide extends RingSide {
    private static final int TURNS = 8;
    private static final int PLATFORM_TURNS = 2; // each may cost a whole slice of time
    private static final int RARELY = 63;
    private static final VarHandle SPARE;

    static {
        try {
            SPARE = MethodHandles.lookup().findVarHandle(BatchSide.class, "spare", Object[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long roomUntil; // of the sending side, under its lock: there is room up to this count
    private int untilTurns; // these two by whoever waits: a race loses a little of what was learned
    private int turnsGap;
    private @Nullable Object @Nullable [] spare; // by SPARE

    BatchSide(@Nullable Object[] slots, boolean sends) {
        super(slots, sends);
    }

    // ---- in and out

    /// Sends values from `values[from]` on: `most` of them, or as many as there is room for.
    /// Requires: the sending side.
    ///
    /// @param receiving the other end of the same ring
    /// @return how many; -1 if that cannot be told here
    final int fill(BatchSide receiving, Object[] values, int from, int most) {
        if (!tryEnterOpen()) {
            return -1;
        }
        int wanted = Math.min(most, capacity());
        int room = wanted;
        if (hasRoom(wanted, receiving)) {
            put(values, from, wanted);
        } else if (receiving.trySpin()) { // G5
            room = passable(wanted);
            put(values, from, room);
            receiving.unlock();
        } else {
            room = -1;
        }
        unlock();
        return room;
    }

    /// Tells whether so many values find room for certain. Asks the other end as rarely as it can,
    /// and this end's slots only if that end has not counted yet what it has just taken.
    private boolean hasRoom(int wanted, BatchSide receiving) {
        if (roomUntil - count() >= wanted) {
            return true;
        }
        roomUntil = receiving.countSeen() + capacity();
        return roomUntil - count() >= wanted || passable(wanted) == wanted;
    }

    private void put(Object[] values, int from, int many) {
        if (many == 0) {
            return;
        }
        int first = index();
        int behind = after(slots, first, 1);
        int straight = Math.min(many - 1, slots.length - start(slots) - behind);
        System.arraycopy(values, from + 1, slots, behind, straight);
        System.arraycopy(values, from + 1 + straight, slots, start(slots), many - 1 - straight);
        SLOT.setRelease(slots, first, values[from]); // last: G4
        advance(many);
    }

    /// Receives `most` values into `target`, from `target[from]` on, or as many as there are.
    /// Requires: the receiving side.
    ///
    /// @return how many; -1 if that cannot be told here
    final int empty(@Nullable Object[] target, int from, int most) {
        if (!tryEnterOpen()) {
            return -1;
        }
        int wanted = Math.min(most, capacity());
        int found = passable(wanted);
        if (found < wanted) {
            VarHandle.fullFence(); // as in isBlocked
            found = passable(wanted);
        }
        if (found > 0) {
            take(target, from, found);
        }
        unlock();
        return found;
    }

    private void take(@Nullable Object[] target, int from, int many) {
        int first = index();
        int straight = Math.min(many, slots.length - start(slots) - first);
        System.arraycopy(slots, first, target, from, straight);
        System.arraycopy(slots, start(slots), target, from + straight, many - straight);
        VarHandle.releaseFence();
        Arrays.fill(slots, start(slots), start(slots) + many - straight, null);
        Arrays.fill(slots, first + 1, first + straight, null);
        SLOT.setRelease(slots, first, null); // last: a sender who waits for it finds room for all
        advance(many);
    }

    /// Counts the slots that can be passed now. Requires: this side owned, `most` no more than
    /// there are slots.
    private int passable(int most) {
        int straight = Math.min(most, slots.length - start(slots) - index());
        int passable = passable(index(), straight);
        if (passable == straight) {
            passable += passable(start(slots), most - straight);
        }
        VarHandle.acquireFence(); // so all of these reads acquire
        return passable;
    }

    private int passable(int from, int most) {
        int i = 0;
        while (i < most && (slots[from + i] == null) == sends) {
            i++;
        }
        return i;
    }

    // ---- before and after

    /// Lets others run until a value seems to be able to pass, some times at most, if that has been
    /// paying. Requires: no lock held.
    ///
    /// @return whether one can
    final boolean giveWay() {
        if (untilTurns > 0) {
            untilTurns--;
            return false;
        }
        int turns = Thread.currentThread().isVirtual() ? TURNS : PLATFORM_TURNS;
        for (int i = 0; i < turns; i++) {
            Door.giveWay();
            if (isDone()) {
                turnsGap = 0;
                return true;
            }
        }
        turnsGap = Math.min(2 * turnsGap + 1, RARELY);
        untilTurns = turnsGap;
        return false;
    }

    /// Lends an array of nulls for a caller who copies values at this end: to be sent, of that
    /// length at least; to be received, of that length.
    final @Nullable Object[] borrow(int length) {
        @Nullable Object[] lent = (Object[]) SPARE.getAndSet(this, null);
        return lent != null && (lent.length == length || (sends && lent.length > length))
                ? lent
                : new Object[length];
    }

    /// Takes an array back. Requires: it holds nothing but nulls, and the caller forgets it.
    final void giveBack(@Nullable Object[] lent) {
        SPARE.setRelease(this, lent);
    }

    /// Keeps what lies behind this object out of its cache lines, and the pair that the hardware
    /// fetches with them. All `int`: the JVM would move a smaller field into the gap that a `long`
    /// leaves behind the header.
    static final class Padded extends BatchSide {
        @SuppressWarnings("unused") // padding
        private int p0,
                p1,
                p2,
                p3,
                p4,
                p5,
                p6,
                p7,
                p8,
                p9,
                p10,
                p11,
                p12,
                p13,
                p14,
                p15,
                p16,
                p17,
                p18,
                p19,
                p20,
                p21,
                p22,
                p23,
                p24,
                p25,
                p26,
                p27,
                p28,
                p29,
                p30,
                p31;

        Padded(@Nullable Object[] slots, boolean sends) {
            super(slots, sends);
        }
    }
}
