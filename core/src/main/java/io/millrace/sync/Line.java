package io.millrace.sync;

import io.millrace.waiting.Door;
import io.millrace.waiting.Patience;
import io.millrace.waiting.Wait;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/*
 * What all types of this package share: whoever cannot have what it wants stands in line, and leaves it served, or
 * without having got anything.
 *
 *    newcomer --- can be had? --- yes ---> goes on: one compare-and-set, no lock (a subclass)
 *                     | no
 *                  joins the line, under its lock, and parks
 *                     |
 *        +------------+------------------+
 *     served: taken out of the line      interrupt or deadline: takes itself out,
 *     and handed what it wants,          and serves those behind it, who may have
 *     by whoever gives it back           waited for it to leave
 *
 * L1  Whoever stands in line has nothing; whoever was taken out by another has what it wants. So nothing is lost when
 *     an interrupt and a hand-over meet: who is first under the lock decides (W3 in Wait).
 * L2  While the lock is held nobody changes the state without it in a way that serve() would have to know of:
 *     enter() keeps such newcomers and givers out (L3 in ShortLock).
 * L3  When the lock is let go, nobody stands in line who could be served.
 */
/// A queue of those who wait for one thing, and the lock of that thing.
abstract class Line extends WaitQueue {

    /// Waits for as long as it takes, where nanoseconds are given.
    static final long FOREVER = Long.MAX_VALUE;

    private final Object owner; // what thread dumps name
    private int waits; // these two by whoever waits, without a lock: see Patience
    private volatile @Nullable Patience patience;
    private long waited; // under lock: how many joined
    private long gaveUp; // under lock: how many of them left unserved

    Line(Object owner) {
        this.owner = owner;
    }

    /// Returns what this is the line of.
    final Object owner() {
        return owner;
    }

    /// Takes whoever can be served now out of the line, and serves them. Requires: lock held.
    ///
    /// @return a chain for [WaitQueue#completeAll], after the lock is let go
    abstract @Nullable Waiter serve();

    /// Lets a waiter join at the end of the line. Requires: lock held.
    final void join(Waiter mine) {
        waited++;
        addReceiver(mine);
    }

    /// As [#join], as one of the other kind, where a line has two. Requires: lock held.
    final void joinAsSender(Waiter mine) {
        waited++;
        addSender(mine);
    }

    /// Makes a place in the line, for one thread that waits for one thing.
    static Waiter waiter(@Nullable Object item) {
        var mine = new Waiter();
        mine.item = item;
        mine.begin();
        return mine;
    }

    /// Looks for a moment whether `hope` comes true, if that has been paying.
    final boolean look(Patience.Hope hope) {
        Patience learned = patience;
        if (learned == null) {
            learned = Patience.after(++waits);
            patience = learned;
        }
        return learned != null && learned.look(hope);
    }

    /// Waits, in line, until served.
    ///
    /// @throws InterruptedException if the thread was interrupted first and the waiter has left
    final void await(String doing, Waiter mine) throws InterruptedException {
        await(doing, mine, false, 0);
    }

    /// Waits, in line, until served or until `deadline`.
    ///
    /// @return false if the deadline passed first and the waiter has left
    /// @throws InterruptedException as [#await] does
    final boolean awaitUntil(String doing, Waiter mine, long deadline) throws InterruptedException {
        return await(doing, mine, true, deadline);
    }

    private boolean await(String doing, Waiter mine, boolean timed, long deadline)
            throws InterruptedException {
        Wait.Ending ending = null;
        boolean over = false;
        try {
            ending = timed ? mine.awaitUntil(doing, owner, deadline) : mine.await(doing, owner);
        } finally { // even if memory or stack ran out on the way
            over = ending != Wait.Ending.DONE && !isServed(doing, mine);
            if (ending == null && !over) {
                takeBack(mine);
            }
        }
        if (ending == Wait.Ending.INTERRUPTED) {
            if (over) {
                throw new InterruptedException();
            }
            Thread.currentThread().interrupt(); // W3: it was served first
        }
        return !over;
    }

    /// Ends a wait whose thread wants to give up.
    ///
    /// @return whether it has been served all the same
    boolean isServed(String doing, Waiter mine) {
        if (giveUp(mine)) {
            return false;
        }
        mine.awaitDone(doing, owner);
        return true;
    }

    /// Takes back what a waiter was served whose thread cannot make use of it.
    abstract void takeBack(Waiter mine);

    /// Waits, in line, until served, whatever happens. An interrupt that comes meanwhile stays
    /// pending.
    final void awaitAnyway(String doing, Waiter mine) {
        mine.awaitDone(doing, owner);
    }

    /// Leaves the line, and serves those who waited for that. Requires: no lock held.
    ///
    /// @return false if somebody had taken the waiter out of the line before
    boolean giveUp(Waiter mine) {
        lock();
        boolean left = remove(mine);
        Waiter woken = null;
        if (left) {
            gaveUp++;
            woken = serve();
        }
        unlock();
        completeAll(woken);
        return left;
    }

    /// Counts one that left unserved. Requires: lock held.
    final void countGivingUp() {
        gaveUp++;
    }

    /// Leaves the line after a select has chosen something else, which is no giving up. Somebody
    /// may have dropped the waiter already; those behind it have been waiting for this all the
    /// same.
    final void leaveFor(Waiter mine) {
        lock();
        remove(mine);
        Waiter woken = serve();
        unlock();
        completeAll(woken);
    }

    /// Returns how many ever had to wait. Requires: lock held.
    final long waited() {
        return waited;
    }

    /// Returns how many of them gave up. Requires: lock held.
    final long gaveUp() {
        return gaveUp;
    }

    /// Returns when a wait of `timeout` that begins now is over.
    static long deadline(Duration timeout) {
        return Door.now() + Door.nanos(timeout);
    }

    /// Throws if the thread is interrupted, as every operation that can wait does first.
    static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public String toString() {
        return "line of " + owner;
    }
}
