package io.millrace.waiting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/*
 * One thread's wait.
 *
 *            await(): about to park          complete(): unparks
 *   WAITING ------------------------> PARKED --------------------> DONE
 *      |                                                            ^
 *      +------------------------------------------------------------+
 *            complete() came first: nobody parks, nobody unparks
 *
 * Who may complete a wait is settled first, and once:
 *  - a wait for one thing (`shared == false`) by taking its only waiter out of the queue, under that queue's lock;
 *  - a wait for the first of several by the claim word, which a partner sets under its own queue's lock, and which
 *    the waiting thread sets itself to give up.
 * Then the winner writes the waiter's result, lets go of its lock, and calls complete().
 *
 * W1  A wait is completed at most once.
 * W2  What the completer wrote into the winning waiter happens-before await() returns DONE.
 * W3  A thread that wants to give up and finds the wait already won takes the result and keeps its interrupt flag:
 *     nothing that was handed over is ever lost.
 *
 * After Go's sudog and g.selectDone (runtime/chan.go, runtime/select.go). Differences: the state word spares the
 * unpark of a thread that has not parked yet; interrupts and deadlines, which Go has not.
 */
/// One thread's wait, for one thing or for the first of several.
public class Wait implements Patience.Hope {

    /// How a call of [#await] ended.
    public enum Ending {
        /// Somebody completed the wait.
        DONE,
        /// The thread was interrupted; its flag is cleared. The wait may be won all the same: see
        /// W3.
        INTERRUPTED,
        /// The deadline passed. The wait may be won all the same: see W3.
        TIMED_OUT
    }

    private static final int WAITING = 0;
    private static final int PARKED = 1;
    private static final int DONE = 2;

    private static final VarHandle STATE;
    private static final VarHandle CLAIMED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Wait.class, "state", int.class);
            CLAIMED = lookup.findVarHandle(Wait.class, "claimed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final boolean shared;
    private @Nullable Thread
            thread; // set by its owner before a waiter is queued, read by the completer
    private int state; // by STATE only
    private boolean claimed; // by CLAIMED only
    private @Nullable Waiter winner; // set by the completer before DONE, read by the owner after it

    /// Makes a wait for the first of several things; [#begin] starts it.
    public Wait() {
        this(true);
    }

    Wait(boolean shared) {
        this.shared = shared;
    }

    /// Starts the wait of the current thread, afresh if it was used before. Requires: none of its
    /// waiters is queued.
    public final void begin() {
        thread = Thread.currentThread();
        winner = null;
        CLAIMED.setOpaque(this, false);
        STATE.setOpaque(this, WAITING);
    }

    /// Claims the right to complete this wait, or, for its own thread, to give it up.
    ///
    /// @return false if somebody else has it
    public final boolean claim() {
        return !shared || CLAIMED.compareAndSet(this, false, true);
    }

    /// Tells whether somebody has the right to complete this wait, one for the first of several. A
    /// wait for one thing is won by whoever takes its waiter out of the queue.
    final boolean isClaimed() {
        return shared && (boolean) CLAIMED.getAcquire(this);
    }

    /// Completes the wait. Requires: claimed by the caller, `winner`'s result written, no lock
    /// held.
    final void complete(Waiter winner) {
        this.winner = winner;
        Thread owner = thread;
        if ((int) STATE.getAndSet(this, DONE) == PARKED && owner != null) {
            Door.wake(owner);
        }
    }

    /// Returns the waiter that won. Requires: [#await] returned [Ending#DONE].
    public final Waiter winner() {
        Waiter won = winner;
        if (won == null) {
            throw new AssertionError("asked for the winner of a wait that is not done");
        }
        return won;
    }

    /// Parks until the wait is completed or the thread is interrupted.
    public final Ending await(String doing, Object blocker) {
        if (!STATE.compareAndSet(this, WAITING, PARKED)) {
            return Ending.DONE;
        }
        while (true) {
            Door.park(doing, blocker);
            if (isDone()) {
                return Ending.DONE;
            }
            if (Thread.interrupted()) {
                return Ending.INTERRUPTED;
            }
        }
    }

    /// Parks until the wait is completed, the thread is interrupted or `deadline` has passed.
    public final Ending awaitUntil(String doing, Object blocker, long deadline) {
        if (!STATE.compareAndSet(this, WAITING, PARKED)) {
            return Ending.DONE;
        }
        while (true) {
            Door.parkUntil(doing, blocker, deadline);
            if (isDone()) {
                return Ending.DONE;
            }
            if (Thread.interrupted()) {
                return Ending.INTERRUPTED;
            }
            if (deadline - Door.now() <= 0) {
                return Ending.TIMED_OUT;
            }
        }
    }

    /// Parks until the wait is completed, whatever happens; for a wait that somebody has already
    /// won (W3). An interrupt that comes meanwhile stays pending.
    public final void awaitDone(String doing, Object blocker) {
        STATE.compareAndSet(this, WAITING, PARKED); // complete() unparks only whom it sees parked
        boolean interrupted = false;
        while (!isDone()) {
            Door.park(doing, blocker);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Tells whether the wait has been completed.
    @Override
    public final boolean isDone() {
        return (int) STATE.getAcquire(this) == DONE;
    }
}
