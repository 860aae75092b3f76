package io.millrace.guard;

import io.millrace.waiting.Door;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import org.jspecify.annotations.Nullable;

/*
 *   enter():  a place is free and nobody waits?  running++         leave():  somebody waits?  the place is handed over
 *             otherwise join the queue, if it has room                       otherwise        running--
 *
 * G1  running <= places, but for those who ran when the places were made fewer.
 * G2  Somebody waits  =>  running >= places.
 */
/// The places of a [Bulkhead] and those who wait for them.
final class BulkheadGate extends WaitingLine {

    /// What came of asking.
    enum Entry {
        ENTERED,
        FULL,
        TOO_LATE
    }

    private final int queue;
    private int places; // under lock
    private int running; // under lock
    private long entered; // under lock
    private long rejected; // under lock

    /// @param owner what thread dumps name as the blocker of those who wait
    BulkheadGate(Object owner, int places, int queue) {
        super("enter", owner);
        this.places = places;
        this.queue = queue;
    }

    boolean tryEnter() {
        lock();
        boolean free = takeFree();
        rejected += free ? 0 : 1;
        unlock();
        return free;
    }

    /// Requires: lock held.
    private boolean takeFree() {
        boolean free = running < places;
        assert !free || receivers() == 0 : "G2";
        if (free) {
            running++;
            entered++;
        }
        return free;
    }

    Entry enter(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiter mine;
        lock();
        try {
            if (takeFree()) {
                return Entry.ENTERED;
            }
            if (receivers() >= queue) {
                rejected++;
                return Entry.FULL;
            }
            if (nanos <= 0) {
                rejected++;
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
        rejected += left ? 1 : 0;
        unlock();
        return left;
    }

    void leave() {
        lock();
        running--;
        Waiter next = admit(null);
        unlock();
        WaitQueue.completeAll(next);
    }

    void resize(int next) {
        lock();
        places = next;
        Waiter woken = admit(null);
        unlock();
        WaitQueue.completeAll(woken);
    }

    /// Hands free places to those who wait. Requires: lock held.
    private @Nullable Waiter admit(@Nullable Waiter woken) {
        Waiter chain = woken;
        while (running < places) {
            Waiter next = claimReceiver();
            if (next == null) {
                break;
            }
            running++;
            entered++;
            chain = WaitQueue.chain(chain, next);
        }
        return chain;
    }

    BulkheadStats stats(String name) {
        lock();
        try {
            return new BulkheadStats(name, places, running, queue, receivers(), entered, rejected);
        } finally { // memory may run out
            unlock();
        }
    }
}
