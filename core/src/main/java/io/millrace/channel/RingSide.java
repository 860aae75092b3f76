package io.millrace.channel;

import io.millrace.waiting.Patience;
import io.millrace.waiting.ShortLock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One end of a ring: the lock of those who send, or of those who receive, and how far they are.
class RingSide extends ShortLock implements Patience.Hope {
    static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle INDEX;
    private static final VarHandle COUNT;

    static {
        try {
            var lookup = MethodHandles.lookup();
            INDEX = lookup.findVarHandle(RingSide.class, "index", int.class);
            COUNT = lookup.findVarHandle(RingSide.class, "count", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Object[] slots;
    private final boolean sends;
    private int index; // written under this lock; by INDEX where it is read without
    private long count; // the same, by COUNT

    RingSide(@Nullable Object[] slots, boolean sends) {
        this.slots = slots;
        this.sends = sends;
    }

    /// Returns the slot that is next. Requires: lock held.
    int index() {
        return index;
    }

    /// Returns how many values have passed here. Requires: lock held.
    long count() {
        return count;
    }

    /// Goes on to the next slot, before this one is filled or emptied. Requires: lock held.
    void advance() {
        COUNT.setRelease(this, count + 1);
        INDEX.setRelease(this, after(index));
    }

    /// Counts the slots, up to `most`, that can be passed now. Requires: lock held.
    int passable(int most) {
        int passable = 0;
        int at = index;
        while (passable < most
                && passable < slots.length
                && (SLOT.getAcquire(slots, at) == null) == sends) {
            passable++;
            at = after(at);
        }
        return passable;
    }

    private int after(int at) {
        return at + 1 == slots.length ? 0 : at + 1; // not a mask: capacity is exact
    }

    /// Goes on by `slots`, before they are filled or emptied. Requires: lock held.
    void advance(int by) {
        COUNT.setRelease(this, count + by);
        int next = index + by;
        INDEX.setRelease(this, next - slots.length < 0 && next >= 0 ? next : next - slots.length);
    }

    /// Looks, without the lock, whether the next slot is full or empty.
    @Nullable Object peek() {
        while (true) {
            long before = (long) COUNT.getAcquire(this);
            int at = (int) INDEX.getAcquire(this);
            Object value = SLOT.getAcquire(slots, at);
            if ((value == null) == sends
                    || (before == (long) COUNT.getAcquire(this)
                            && at == (int) INDEX.getAcquire(this))) {
                return value;
            }
        }
    }

    /// Tells, without the lock, whether a value can pass.
    @Override
    public boolean isDone() {
        return (peek() == null) == sends;
    }

    /// Keeps what lies behind this object out of its cache lines, and the pair that the hardware
    /// fetches with them. All `int`: the JVM would move a smaller field into the gap that a `long`
    /// leaves behind the header.
    static final class Padded extends RingSide {
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
