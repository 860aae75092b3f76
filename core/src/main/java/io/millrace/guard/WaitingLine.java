package io.millrace.guard;

import io.millrace.waiting.Wait;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;

/// A line in which threads wait for what a guard gives out.
abstract class WaitingLine extends WaitQueue {

    /// Waits for as long as it takes, where nanoseconds are given.
    static final long FOREVER = Long.MAX_VALUE;

    /// How often to try the short way before the lock is taken.
    static final int ATTEMPTS = 8;

    private static final int PAUSES = 64; // a microsecond or two: decision 16

    private final String doing;
    private final Object owner;

    /// @param doing what thread dumps say of those who wait
    /// @param owner what they name as the blocker
    WaitingLine(String doing, Object owner) {
        this.doing = doing;
        this.owner = owner;
    }

    /// Lets a thread on another core that has just been faster do more than one thing in a row: the
    /// cache line stays there meanwhile.
    static void standBack() {
        for (int i = 0; i < PAUSES; i++) {
            Thread.onSpinWait();
        }
    }

    /// Waits, in the line, until served, for at most `nanos` from `start`.
    ///
    /// @param mine has begun, and has joined the line
    /// @return false if the time was over first and the waiter has left
    /// @throws InterruptedException if the thread was interrupted first and the waiter has left
    final boolean park(Waiter mine, long start, long nanos) throws InterruptedException {
        Wait.Ending ending = null;
        boolean gaveUp = false;
        try {
            joined();
            ending =
                    nanos == FOREVER
                            ? mine.await(doing, owner)
                            : mine.awaitUntil(doing, owner, start + nanos);
        } finally { // even if memory ran out on the way: nothing is handed to who has left
            gaveUp = ending != Wait.Ending.DONE && giveUp(mine, ending == Wait.Ending.TIMED_OUT);
        }
        if (ending != Wait.Ending.DONE && !gaveUp) {
            mine.awaitDone(doing, owner);
        }
        if (ending == Wait.Ending.INTERRUPTED) {
            if (gaveUp) {
                throw new InterruptedException();
            }
            Thread.currentThread().interrupt(); // W3: it was served first
        }
        return !gaveUp;
    }

    /// Does what is to be done without the lock once somebody has joined.
    void joined() {}

    /// Leaves the line, if still in it. Requires: no lock held.
    ///
    /// @param late whether its time is over
    /// @return false if somebody has served it
    abstract boolean giveUp(Waiter mine, boolean late);
}
