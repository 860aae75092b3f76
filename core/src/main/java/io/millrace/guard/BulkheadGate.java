package io.millrace.guard;

import io.millrace.waiting.Door;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 *   state   [ free: 32 bits, below zero after a resize | entered: 31 bits | SHUT ]
 *
 *   await()   not SHUT, a place is free: one compare-and-set, which also counts. Otherwise the lock, and into the queue,
 *             if it has room.
 *   leave()   not SHUT: one compare-and-set. Otherwise the lock; then the place is handed to whoever waits longest.
 *
 * G1  free + running == places; free < 0 only while more run than there are places, since these were made fewer.
 * G2  Somebody waits  =>  free <= 0.
 * G3  SHUT is set while the lock is held (enter) and while anybody waits (exit leaves it set). So nobody overtakes those
 *     who wait, and nobody but the holder of the lock changes the state meanwhile. As in the line of a semaphore
 *     (sync/PermitLine).
 *
 * Those who entered are counted in the state without the lock, and added up by the next who has it; so are they when the
 * 31 bits are full.
 */
/// The places of a [Bulkhead] and those who wait for them.
final class BulkheadGate extends WaitingLine {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(BulkheadGate.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// What came of asking.
    enum Entry {
        ENTERED,
        FULL,
        TOO_LATE
    }

    private static final long SHUT = 1;
    private static final long ONE = 2; // entered
    private static final long COUNT = (1L << 32) - ONE; // all of its bits
    private static final long PLACE = 1L << 32;

    private final int queue;
    private volatile long state; // compare-and-set while not SHUT, under lock while it is
    private int places; // under lock
    private long entered; // under lock: those who are not counted in the state
    private final LongAdder rejected = new LongAdder();

    /// @param owner what thread dumps name as the blocker of those who wait
    BulkheadGate(Object owner, int places, int queue) {
        super("enter", owner);
        this.places = places;
        this.queue = queue;
        state = places * PLACE;
    }

    // ---- the lock, and those who come without it

    @Override
    protected boolean enter() {
        long before = (long) STATE.getAndBitwiseOr(this, SHUT);
        if ((before & COUNT) != 0) {
            entered += (before & COUNT) / ONE;
            set((before & ~COUNT) | SHUT);
        }
        return true;
    }

    @Override
    protected void exit() {
        if (receivers() == 0) {
            set(state & ~SHUT);
        }
    }

    /// Sets the state. Requires: lock held; then nobody else does (G3).
    private void set(long to) {
        STATE.setRelease(this, to);
    }

    /// Takes a place without the lock, or finds that there is none.
    ///
    /// @return null if only the holder of the lock can tell
    private @Nullable Entry enterAtOnce() {
        long seen = state;
        for (int i = 0; (seen & SHUT) == 0 && i < ATTEMPTS; i++) {
            if (seen < PLACE) {
                return Entry.FULL;
            }
            if ((seen & COUNT) == COUNT) {
                return null;
            }
            if (STATE.compareAndSet(this, seen, seen - PLACE + ONE)) {
                return Entry.ENTERED;
            }
            standBack();
            seen = state;
        }
        return null;
    }

    // ---- entering and leaving

    boolean tryEnter() {
        Entry entry = enterAtOnce();
        boolean free = entry != null ? entry == Entry.ENTERED : tryEnterSlowly();
        if (!free) {
            rejected.increment();
        }
        return free;
    }

    private boolean tryEnterSlowly() {
        lock();
        boolean free = takeFree();
        unlock();
        return free;
    }

    /// Requires: lock held.
    private boolean takeFree() {
        boolean free = state >= PLACE;
        assert !free || receivers() == 0 : "G2";
        if (free) {
            take();
        }
        return free;
    }

    /// Takes a place, which is free. Requires: lock held.
    private void take() {
        set(state - PLACE);
        entered++;
    }

    /// Takes a place, waiting for it in the queue for at most `nanos`.
    Entry await(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Entry entry = enterAtOnce();
        if (entry == Entry.FULL && queue == 0) {
            rejected.increment();
            return entry;
        }
        return entry == Entry.ENTERED ? entry : awaitSlowly(nanos);
    }

    private Entry awaitSlowly(long nanos) throws InterruptedException {
        Waiter mine;
        lock();
        try {
            if (takeFree()) {
                return Entry.ENTERED;
            }
            if (receivers() >= queue) {
                rejected.increment();
                return Entry.FULL;
            }
            if (nanos <= 0) {
                rejected.increment();
                return Entry.TOO_LATE;
            }
            mine = new Waiter();
            mine.begin();
            addReceiver(mine);
        } finally { // memory may run out
            unlock();
        }
        return park(mine, Door.now(), nanos) ? Entry.ENTERED : Entry.TOO_LATE;
    }

    @Override
    boolean giveUp(Waiter mine, boolean late) {
        lock();
        boolean left = remove(mine);
        unlock();
        if (left) {
            rejected.increment();
        }
        return left;
    }

    void leave() {
        long seen = state;
        for (int i = 0; (seen & SHUT) == 0 && i < ATTEMPTS; i++) {
            if (STATE.compareAndSet(this, seen, seen + PLACE)) {
                return;
            }
            standBack();
            seen = state;
        }
        lock();
        set(state + PLACE);
        Waiter next = admit(null);
        unlock();
        WaitQueue.completeAll(next);
    }

    void resize(int next) {
        lock();
        set(state + (next - (long) places) * PLACE);
        places = next;
        Waiter woken = admit(null);
        unlock();
        WaitQueue.completeAll(woken);
    }

    /// Hands free places to those who wait. Requires: lock held.
    private @Nullable Waiter admit(@Nullable Waiter woken) {
        Waiter chain = woken;
        while (state >= PLACE) {
            Waiter next = claimReceiver();
            if (next == null) {
                break;
            }
            take();
            chain = WaitQueue.chain(chain, next);
        }
        return chain;
    }

    BulkheadStats stats(String name) {
        lock();
        try {
            int running = places - (int) (state >> 32);
            return new BulkheadStats(
                    name, places, running, queue, receivers(), entered, rejected.sum());
        } finally { // memory may run out
            unlock();
        }
    }
}
