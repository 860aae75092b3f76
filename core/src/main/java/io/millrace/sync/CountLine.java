package io.millrace.sync;

import io.millrace.waiting.Door;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/*
 *   state   [ count: 62 bits | FAILED | SHUT ]
 *
 *   add, done   one compare-and-set, unless it ends a round that somebody waits for, or begins one after a failure
 *   await       zero, and nothing failed: goes on. Otherwise into the line, or takes the lock to hear of the failure.
 *
 * G1  SHUT is set while the lock is held (enter) and while anybody stands in line (exit leaves it set). While it is
 *     set the count goes to zero under the lock only, and in that step all who stand in line are served. So whoever
 *     waits is released by the end of its own round, however soon the next one begins.
 * G2  A failure is written before the count of its task goes down, and stays until the next round begins. By then
 *     somebody has been told: those who waited, or else the handler of uncaught exceptions is.
 * G3  FAILED  =>  there is a failure; both are written under the lock, and cleared when the next round begins. Whoever
 *     begins one without the lock has seen in the same compare-and-set that there is none to inherit.
 */
/// The engine of a wait group: a count, the failures of its round, and the line of those who wait
/// for zero.
final class CountLine extends Line {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(CountLine.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long SHUT = 1;
    private static final long FAILED = 2;
    private static final int COUNT = 2; // where the count begins

    /// So many failures of a round at most are kept; of the others it is known how many they were.
    private static final int MOST_FAILURES = 100;

    /// What went wrong in a round, the latest first.
    static final class Failure {
        private final Throwable cause;
        private final @Nullable Failure before;
        private final int number;
        private final long all; // those that were not kept included
        private volatile boolean told; // of the latest: somebody has heard of all of them

        private Failure(Throwable cause, @Nullable Failure before, int number, long all) {
            this.cause = cause;
            this.before = before;
            this.number = number;
            this.all = all;
        }

        /// Returns what there is after `cause` was thrown, too.
        static Failure after(@Nullable Failure before, Throwable cause) {
            if (before == null) {
                return new Failure(cause, null, 1, 1);
            }
            return before.number == MOST_FAILURES
                    ? new Failure(before.cause, before.before, before.number, before.all + 1)
                    : new Failure(cause, before, before.number + 1, before.all + 1);
        }

        /// Returns the first failure as a cause, with the others suppressed.
        CompletionException toThrow(Object owner) {
            told = true;
            var suppressed = new Throwable[number - 1];
            Failure first = this;
            for (Failure earlier = before; earlier != null; earlier = earlier.before) {
                suppressed[earlier.number - 1] = first.cause;
                first = earlier;
            }
            String others = all > 1 ? ", and " + (all - 1) + " more" : "";
            var thrown =
                    new CompletionException("a task of " + owner + " failed" + others, first.cause);
            for (Throwable more : suppressed) {
                thrown.addSuppressed(more);
            }
            return thrown;
        }

        private void report() {
            for (Failure each = this; each != null; each = each.before) {
                Door.report(each.cause);
            }
        }
    }

    private volatile long state; // by STATE
    private volatile @Nullable Failure failure; // written under lock

    CountLine(Object owner) {
        super(owner);
    }

    @Override
    protected boolean enter() {
        STATE.getAndBitwiseOr(this, SHUT);
        return true;
    }

    @Override
    protected void exit() {
        if (receivers() == 0) {
            STATE.getAndBitwiseAnd(this, ~SHUT);
        }
    }

    private static long count(long state) {
        return state >> COUNT;
    }

    int count() {
        return (int) count(state);
    }

    private static boolean isInRange(long state) {
        return count(state) >= 0 && count(state) <= Integer.MAX_VALUE;
    }

    /// Changes the count.
    ///
    /// @return false if it would go out of its range
    boolean add(int change) {
        long step = (long) change << COUNT;
        while (true) {
            long seen = state;
            long to = seen + step;
            if (!isInRange(to)) {
                return false;
            }
            boolean ends = count(to) == 0 && (seen & SHUT) != 0;
            boolean beginsAnew = count(seen) == 0 && (seen & FAILED) != 0;
            if (ends || beginsAnew) {
                return addSlowly(step);
            }
            if (STATE.compareAndSet(this, seen, to)) {
                return true;
            }
        }
    }

    private boolean addSlowly(long step) {
        Waiter woken = null;
        Failure unheard = null;
        lock();
        long seen;
        long to;
        boolean inRange;
        do {
            seen = state;
            to = count(seen) == 0 ? (seen & ~FAILED) + step : seen + step; // G3
            inRange = isInRange(to);
        } while (inRange && !STATE.compareAndSet(this, seen, to));
        if (inRange && count(seen) == 0) {
            unheard = failure;
            failure = null;
        }
        if (inRange) {
            woken = serve();
        }
        unlock();
        WaitQueue.completeAll(woken);
        if (unheard != null && !unheard.told) {
            unheard.report();
        }
        return inRange;
    }

    /// Keeps what a task threw that is still counted.
    void fail(Throwable cause) {
        while (true) {
            Failure before = failure;
            Failure mine = Failure.after(before, cause); // before the lock: memory may run out
            lock();
            @SuppressWarnings("ReferenceEquality") // has another one come in between?
            boolean kept = failure == before;
            if (kept) {
                failure = mine;
                STATE.getAndBitwiseOr(this, FAILED); // G3
            }
            unlock();
            if (kept) {
                return;
            }
        }
    }

    /// Waits for zero.
    void awaitZero() throws InterruptedException {
        Waiter mine = startToWait();
        if (mine != null) {
            await("await", mine);
            throwFailure(mine.item);
        }
    }

    /// Waits for zero until `deadline`.
    ///
    /// @return false if it passed first
    boolean awaitZeroUntil(long deadline) throws InterruptedException {
        Waiter mine = startToWait();
        if (mine == null) {
            return true;
        }
        if (!awaitUntil("await", mine, deadline)) {
            return false;
        }
        throwFailure(mine.item);
        return true;
    }

    /// Stands in line, unless the count is zero; throws what failed then.
    private @Nullable Waiter startToWait() {
        if ((state & ~SHUT) == 0) {
            return null;
        }
        Waiter mine = waiter(null);
        lock();
        boolean waits = count() != 0;
        Failure failed = failure;
        if (waits) {
            join(mine);
        }
        unlock();
        if (!waits) {
            throwFailure(failed);
        }
        return waits ? mine : null;
    }

    /// Throws the failures of the round that a waiter was told of, if there are any.
    void throwFailure(@Nullable Object told) {
        if (told instanceof Failure failed) {
            throw failed.toThrow(owner());
        }
    }

    /// As [io.millrace.waiting.Case#pollLocked].
    @Nullable Waiter poll(Waiter mine) {
        if (count() != 0) {
            return null;
        }
        mine.item = failure;
        return Waiter.NOBODY;
    }

    @Override
    @Nullable Waiter serve() {
        Waiter woken = null;
        Failure told = failure;
        while (count() == 0 && front() instanceof Waiter next) {
            if (claim(next)) {
                next.item = told;
                woken = WaitQueue.chain(woken, next);
                if (told != null) {
                    told.told = true;
                }
            }
        }
        return woken;
    }

    @Override
    void takeBack(Waiter mine) {} // it was given nothing
}
