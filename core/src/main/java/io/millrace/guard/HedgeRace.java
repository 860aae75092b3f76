package io.millrace.guard;

import io.millrace.context.ContextEndedException;
import io.millrace.context.tree.CancelNode;
import io.millrace.context.tree.RoutineCancellation;
import io.millrace.context.tree.ThreadNode;
import io.millrace.context.tree.TreeContext;
import io.millrace.waiting.Door;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Signal;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/*
 *   caller:   start 1 ---- delay ----> start 2 ---- waits for `step` ----> result, end
 *   attempt 1:   |--------------------------------- ... cancelled
 *   attempt 2:                            |--------- succeeds: winner = 2, fires step
 *
 * D1  The first attempt that succeeds wins; its result is written once, before step is fired.
 * D2  Once the race has ended, every attempt has been cancelled or has ended.
 * D3  A result is returned to the caller, or it is discarded: by the attempt that comes too late, or by the caller if
 *     it gives up with a result at hand.
 *
 * The attempts are nodes below the caller's context, as a scope's tasks are: a cancellation further up reaches them.
 */
/// One call of a [Hedge] and its attempts. The caller's thread starts them and waits.
final class HedgeRace<R extends @Nullable Object> {
    private final Hedge hedge;
    private final TreeContext context;
    private final Callable<? extends R> call;
    private final Entrants entrants;

    private final ShortLock lock = new ShortLock();
    private int started; // by the caller
    private int seen; // by the caller: how many ends it knows of
    private int running; // under lock
    private int ended; // under lock
    private int winner; // under lock: from 1; 0 if there is none
    private @Nullable R result; // under lock: set with winner
    private @Nullable Throwable failure; // under lock: the first, or the first that is no rejection
    private @Nullable Failed lastFailed; // under lock
    private boolean rejected; // under lock: by a guard further in
    private boolean taken; // under lock: the caller has the result
    private boolean isOver; // under lock: the caller takes no result any more
    private @Nullable Signal step; // under lock: fired when an attempt ends

    /// What an attempt threw.
    private static final class Failed {
        private final Throwable thrown;
        private @Nullable Failed before; // under lock

        Failed(Throwable thrown) {
            this.thrown = thrown;
        }
    }

    /// The node above the attempts: cancels them together.
    private static final class Entrants extends CancelNode {
        Entrants(@Nullable CancelNode parent) {
            super(parent);
        }

        void begin() {
            attach();
        }

        void letGo(CancelNode attempt) {
            lock();
            dismissRetired(attempt);
            unlock();
        }
    }

    HedgeRace(Hedge hedge, TreeContext context, Callable<? extends R> call) {
        this.hedge = hedge;
        this.context = context;
        this.call = call;
        entrants = new Entrants(context.node());
        entrants.begin();
    }

    /// Starts another attempt.
    void start() {
        var attempt = new Attempt(++started);
        lock.lock();
        running++;
        lock.unlock();
        hedge.began();
        attempt.start();
    }

    /// Tells whether nothing is to be waited for: an attempt has won, or all have failed and no
    /// other is to begin.
    ///
    /// @param more whether there could be another attempt
    boolean isOver(boolean more) {
        lock.lock();
        boolean over = winner > 0 || (running == 0 && (!more || rejected || isGivenUp(failure)));
        seen = ended;
        lock.unlock();
        return over;
    }

    /// Tells whether a guard further in has rejected an attempt, so that no other is to begin.
    boolean isRejected() {
        lock.lock();
        boolean was = rejected;
        lock.unlock();
        return was;
    }

    private static boolean isGivenUp(@Nullable Throwable failure) {
        return failure != null && GivenUp.isIn(failure);
    }

    /// Tells whether no attempt runs.
    boolean isIdle() {
        lock.lock();
        boolean idle = running == 0;
        lock.unlock();
        return idle;
    }

    /// Waits until another attempt has ended.
    ///
    /// @param waits whether to wait until `deadline` only; otherwise, if no attempt runs, does not
    ///   wait at all
    /// @return false if it is time for another attempt
    boolean await(boolean waits, long deadline) throws InterruptedException {
        var next = new Signal(hedge);
        lock.lock();
        boolean changed = ended != seen;
        boolean idle = running == 0;
        step = next;
        lock.unlock();
        if (changed || idle) {
            return changed;
        }
        if (waits) {
            return next.awaitUntil("hedge", deadline);
        }
        next.await("hedge");
        return true;
    }

    /// Returns what came of the race. Requires: over.
    @SuppressWarnings("NullAway") // an attempt that returned null has said so in R
    <X extends Exception> R result() throws X, InterruptedException {
        lock.lock();
        int won = winner;
        Throwable why = failure;
        Failed last = lastFailed;
        taken = won > 0;
        lock.unlock();
        if (won > 0) {
            return result;
        }
        if (why == null) {
            throw new AssertionError("a race without a result");
        }
        suppress(last, why);
        throw Thrown.<X>again(why);
    }

    /// Adds what the attempts threw to the failure that is thrown, in the order in which they
    /// ended.
    @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
    private static void suppress(@Nullable Failed last, Throwable failure) {
        var others = new ArrayDeque<Throwable>();
        for (Failed failed = last; failed != null; failed = failed.before) {
            if (failed.thrown != failure) {
                others.push(failed.thrown);
            }
        }
        others.forEach(failure::addSuppressed);
    }

    int winner() {
        lock.lock();
        int won = winner;
        lock.unlock();
        return won;
    }

    /// Cancels whatever still runs.
    void end(String why) {
        lock.lock();
        isOver = true;
        R left = taken ? null : result;
        lock.unlock();
        entrants.cancel(new RoutineCancellation(why));
        if (left != null) {
            hedge.discard(left); // D3
        }
    }

    private void succeeded(int number, R value) {
        lock.lock();
        boolean wins = winner == 0 && !isOver;
        if (wins) {
            winner = number;
            result = value;
        }
        unlockEnded();
        if (!wins && value != null) {
            hedge.discard(value); // D3
        }
    }

    private void failed(Throwable e) {
        boolean isRejection = e instanceof RejectedException;
        var mine = new Failed(e); // before the lock: memory may run out
        lock.lock();
        mine.before = lastFailed;
        lastFailed = mine;
        Throwable before = failure;
        failure =
                before == null || (before instanceof RejectedException && !isRejection)
                        ? e
                        : before;
        rejected |= isRejection;
        unlockEnded();
    }

    /// Requires: lock held; lets it go.
    private void unlockEnded() {
        running--;
        ended++;
        Signal waiting = step;
        step = null;
        lock.unlock();
        if (waiting != null) {
            waiting.fire();
        }
    }

    /// One attempt.
    private final class Attempt extends ThreadNode {
        private final int number;
        private boolean left; // by its thread, or by the caller if it has none

        Attempt(int number) {
            super(entrants);
            this.number = number;
        }

        void start() {
            try {
                attach();
                Door.start(hedge.threads(), hedge.name() + "/" + number, this::run);
            } catch (Throwable e) { // no more threads
                leave();
                failed(e);
                if (number == 1) {
                    throw e;
                }
            }
        }

        private void run() {
            begin();
            try {
                this.<@Nullable Void, RuntimeException>bind(this::perform);
            } catch (Throwable e) { // memory or stack ran out on the way into the call
                leave();
                failed(e);
            }
        }

        /// Makes the call. Lets nothing that it throws pass: see [#bind].
        private @Nullable Void perform() {
            long start = Door.now();
            R value;
            try {
                value = call.call();
            } catch (Throwable e) {
                Throwable cancelled = leave();
                failed(cancelled != null && GivenUp.isIn(e) ? ended(cancelled, e) : e);
                return null;
            }
            hedge.took(Door.now() - start);
            leave();
            succeeded(number, value);
            return null;
        }

        /// An attempt's interrupt is not its caller's, who may not have been interrupted yet.
        private static ContextEndedException ended(Throwable cancelled, Throwable thrown) {
            var ended = new ContextEndedException(cancelled);
            ended.addSuppressed(thrown);
            return ended;
        }

        /// Interrupts nobody from here on.
        ///
        /// @return why it had been cancelled before, or null
        private @Nullable Throwable leave() {
            if (left) {
                return null;
            }
            left = true;
            Throwable cancelled = retire();
            entrants.letGo(this);
            hedge.ended();
            return cancelled;
        }

        @Override
        protected TreeContext context() {
            return context.withNode(this);
        }
    }
}
