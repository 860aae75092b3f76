package io.millrace.sync;

import io.millrace.waiting.Patience;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/*
 *   state   LOCKED   somebody has it
 *           QUEUED   the line is not empty, or its lock is held
 *           WOKEN    somebody was told to try, and is on the way
 *           PASSED   who stands in front has been passed too often: LOCKED goes over to it
 *
 *   lock     not LOCKED: one compare-and-set, whoever waits (decision 0008). Otherwise look for a moment, then
 *            stand in line and park. Looks are far apart, since each takes the state's cache line away from whoever
 *            is making its turns (decision 0012).
 *   unlock   nobody waits, or somebody is on the way already: one compare-and-set, done.
 *            somebody waits: let LOCKED go, set WOKEN, tell the one in front to try.
 *            PASSED: LOCKED stays set, and is handed to the one in front.
 *   try      free: take it. Otherwise back to the front of the line; after TRIES times with PASSED.
 *
 * A waiter of a select cannot try again, since its claim is for good. So the mutex is locked for it before it is
 * claimed; if somebody was faster it is PASSED at once.
 *
 * M1  Not LOCKED, and somebody stands in line  =>  WOKEN, or whoever holds the line's lock will see to it. So
 *     whoever clears WOKEN has taken LOCKED, or has seen it taken by another, in the same compare-and-set.
 * M2  PASSED  =>  LOCKED and not WOKEN. PASSED is cleared by the unlock that hands over.
 * M3  A select stands in line only since an instant at which the mutex was LOCKED and QUEUED was set: enter() sets
 *     it before a select looks. So the unlock that follows knows of it.
 * M4  Of those in line the first is told first: it is passed by newcomers, for TRIES attempts, and by nobody else.
 *
 * After Go's sync.Mutex. Differences: waiters count attempts instead of a millisecond, so that no clock is read; a
 * hand-over serves one waiter, and does not last until the line is empty; interrupts, deadlines, selects.
 */
/// The engine of a mutex.
final class MutexLine extends Line {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(MutexLine.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int LOCKED = 1;
    private static final int QUEUED = 2;
    private static final int WOKEN = 4;
    private static final int PASSED = 8;

    /// How often a waiter tries in vain before it is passed no more.
    private static final int TRIES = 8;

    /// How many pauses, of some 30 ns, lie between two looks: at first, and later.
    private static final int APART = 8;

    private static final int MOST_APART = 16;

    /// What a waiter's item says. A waiter of a select has none until it is handed the mutex.
    private enum Turn {
        /// It is to try.
        TRY,
        /// It has the mutex.
        OWNED
    }

    private volatile int state; // by STATE
    private long acquired; // by whoever has LOCKED
    private long handedOver; // under the line's lock

    MutexLine(Object owner) {
        super(owner);
    }

    @Override
    protected boolean enter() {
        STATE.getAndBitwiseOr(this, QUEUED);
        return true;
    }

    @Override
    protected void exit() {
        if (receivers() == 0) {
            STATE.getAndBitwiseAnd(this, ~QUEUED);
        }
    }

    private boolean change(int seen, int to) {
        return STATE.compareAndSet(this, seen, to);
    }

    boolean isLocked() {
        return (state & LOCKED) != 0;
    }

    // ---- locking

    boolean tryTake() {
        if (change(0, LOCKED)) { // without a look first: the usual case
            acquired++;
            return true;
        }
        return tryTakeInPassing();
    }

    /// Takes the mutex if it is free, whoever waits for it.
    private boolean tryTakeInPassing() {
        int seen = state;
        while ((seen & LOCKED) == 0) {
            if (change(seen, seen | LOCKED)) {
                acquired++;
                return true;
            }
            seen = state;
        }
        return false;
    }

    /// Tells whoever looks before it parks that the mutex is free, and does not look often. It is
    /// not taken yet: a look that went well may give way once in a while, and nobody is to do that
    /// with the mutex in its hands.
    final class Glances implements Patience.Hope {
        private int apart = APART;
        private int untilLook = APART; // tryTake() has just looked

        @Override
        public boolean isDone() {
            if (--untilLook > 0) {
                return false;
            }
            apart = Math.min(2 * apart, MOST_APART);
            untilLook = apart;
            return !isLocked();
        }
    }

    /// Looks for a moment, and takes the mutex when it sees it free; looks again if another was
    /// faster, so often and no more.
    private boolean takeWhileLooking() {
        var glances = new Glances();
        for (int tries = 0; tries < TRIES && look(glances); tries++) {
            if (tryTakeInPassing()) {
                return true;
            }
        }
        return false;
    }

    /// Locks, after [#tryTake] has failed.
    void take(String doing) throws InterruptedException {
        Waiter mine = startToWait();
        if (mine == null) {
            return;
        }
        int tries = 0;
        do {
            await(doing, mine);
        } while (mine.item != Turn.OWNED && !retry(mine, ++tries));
    }

    /// Locks, after [#tryTake] has failed, waiting until `deadline`.
    ///
    /// @return false if the deadline passed first
    boolean takeUntil(String doing, long deadline) throws InterruptedException {
        Waiter mine = startToWait();
        if (mine == null) {
            return true;
        }
        int tries = 0;
        do {
            if (!awaitUntil(doing, mine, deadline)) {
                return false;
            }
        } while (mine.item != Turn.OWNED && !retry(mine, ++tries));
        return true;
    }

    /// Locks, after [#tryTake] has failed, whatever happens. An interrupt that comes meanwhile
    /// stays pending.
    void takeAnyway(String doing) {
        Waiter mine = startToWait();
        if (mine == null) {
            return;
        }
        int tries = 0;
        do {
            awaitAnyway(doing, mine);
        } while (mine.item != Turn.OWNED && !retry(mine, ++tries));
    }

    /// Looks for a moment, then stands in line.
    ///
    /// @return null if the mutex is the caller's
    private @Nullable Waiter startToWait() {
        if (takeWhileLooking()) {
            return null;
        }
        Waiter mine = waiter(Turn.TRY);
        lock();
        boolean taken = tryTakeInPassing();
        if (!taken) {
            join(mine); // QUEUED is set: the unlock that follows will know of it
        }
        unlock();
        return taken ? null : mine;
    }

    @Override
    boolean isServed(String doing, Waiter mine) {
        if (!super.isServed(doing, mine)) {
            return false;
        }
        if (mine.item == Turn.OWNED) {
            return true;
        }
        int seen;
        boolean free;
        do {
            seen = state;
            free = (seen & LOCKED) == 0;
        } while (!change(seen, (seen | LOCKED) & ~WOKEN)); // M1
        if (free) {
            acquired++;
            mine.item = Turn.OWNED;
        } else {
            lock();
            countGivingUp();
            unlock();
        }
        return free;
    }

    @Override
    void takeBack(Waiter mine) {
        release();
    }

    /// Tries again, having been told to; if that fails the waiter stands in front of the line.
    private boolean retry(Waiter mine, int tries) {
        int seen = state;
        while ((seen & LOCKED) == 0) {
            if (change(seen, (seen | LOCKED) & ~WOKEN)) {
                acquired++;
                return true;
            }
            seen = state;
        }
        mine.begin();
        lock();
        boolean free;
        int passed;
        do {
            seen = state;
            free = (seen & LOCKED) == 0;
            passed = !free && tries >= TRIES ? PASSED : 0; // M2
        } while (!change(seen, ((seen | LOCKED) & ~WOKEN) | passed)); // M1
        if (!free) {
            addFirstReceiver(mine);
        }
        unlock();
        if (free) {
            acquired++;
        }
        return free;
    }

    // ---- unlocking

    /// Unlocks.
    ///
    /// @return false if it was not locked
    boolean release() {
        if (change(LOCKED, 0)) {
            return true;
        }
        while (true) {
            int seen = state;
            if ((seen & LOCKED) == 0) {
                return false;
            }
            if ((seen & PASSED) != 0) {
                handOver();
                return true;
            }
            boolean tell = (seen & (QUEUED | WOKEN)) == QUEUED;
            if (change(seen, (seen & ~LOCKED) | (tell ? WOKEN : 0))) {
                if (tell) {
                    tellFirst();
                }
                return true;
            }
        }
    }

    /// Tells the first in line to try. Requires: WOKEN was set by the caller.
    private void tellFirst() {
        lock();
        Waiter first = front();
        if (first == null) {
            STATE.getAndBitwiseAnd(this, ~WOKEN); // all have left
        } else if (first.item == Turn.TRY) {
            claim(first); // WOKEN is its own now
        } else {
            first = takeForSelect() ? handOverLocked() : null;
        }
        unlock();
        if (first != null) {
            first.complete();
        }
    }

    /// Takes the mutex for a select; if it is not free, the next unlock hands it over.
    private boolean takeForSelect() {
        while (true) {
            int seen = state;
            boolean free = (seen & LOCKED) == 0;
            if (change(seen, ((seen | LOCKED) & ~WOKEN) | (free ? 0 : PASSED))) { // M1, M2
                return free;
            }
        }
    }

    /// Hands LOCKED, which the caller has, to the first in line.
    private void handOver() {
        lock();
        Waiter next = handOverLocked();
        unlock();
        if (next != null) {
            next.complete();
        }
    }

    private @Nullable Waiter handOverLocked() {
        Waiter next = claimFront();
        if (next == null) {
            STATE.getAndBitwiseAnd(this, ~(PASSED | LOCKED));
        } else {
            next.item = Turn.OWNED;
            acquired++;
            handedOver++;
            STATE.getAndBitwiseAnd(this, ~PASSED);
        }
        return next;
    }

    private @Nullable Waiter claimFront() {
        for (Waiter next = front(); next != null; next = front()) {
            if (claim(next)) {
                return next;
            }
        }
        return null;
    }

    @Override
    @Nullable Waiter serve() {
        return null; // nobody waits for another waiter to leave
    }

    MutexStats stats(String name) {
        lock();
        var stats =
                new MutexStats(
                        name, isLocked(), receivers(), acquired, waited(), gaveUp(), handedOver);
        unlock();
        return stats;
    }
}
