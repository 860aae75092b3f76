package io.millrace.sync;

import io.millrace.waiting.Patience;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 *   state   [ available: 63 bits, may be below zero after a resize | SHUT ]
 *
 *   acquire(n)   not SHUT, available >= n: one compare-and-set. Otherwise the lock, and into the line.
 *   release(n)   not SHUT: one compare-and-set. Otherwise the lock; then those in front are served while it lasts.
 *
 * P1  SHUT is set while the lock is held (enter) and while anybody stands in line (exit leaves it set). Whoever comes
 *     the short way finds it clear, or goes the long way. So nobody overtakes those who wait, and nobody but the
 *     holder of the lock changes the state meanwhile.
 * P2  available + held == size, where held is what was acquired and not released.
 * P3  Who stands in front either wants more than is available, or is served.
 *
 * Differences from x/sync's semaphore.Weighted: the short way; resizing; a request for more than the size fails at once
 * instead of waiting for its context.
 */
/// The engine of a semaphore: a number of permits, and the line of those who wait for some.
final class PermitLine extends Line implements Patience.Hope {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(PermitLine.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long SHUT = 1;

    // How standing in line ends.
    private static final int SERVED = 0;
    private static final int TIMED_OUT = 1;
    private static final int REFUSED = 2; // for more than there are

    private volatile long state; // compare-and-set while not SHUT, under lock while it is
    private volatile int size; // under lock, before the state that goes with it

    PermitLine(Object owner, int size) {
        super(owner);
        this.size = size;
        state = (long) size << 1;
    }

    @Override
    protected boolean enter() {
        STATE.getAndBitwiseOr(this, SHUT);
        return true;
    }

    @Override
    protected void exit() {
        if (receivers() == 0) {
            set(state & ~SHUT);
        }
    }

    /// Sets the state. Requires: lock held; then nobody else does (P1).
    private void set(long to) {
        STATE.setVolatile(this, to);
    }

    private static long available(long state) {
        return state >> 1;
    }

    private static long change(long n) {
        return n << 1;
    }

    long available() {
        return available(state);
    }

    int size() {
        return size;
    }

    /// Takes `n` permits if they are there and nobody waits.
    boolean tryTake(int n) {
        long seen = state;
        while ((seen & SHUT) == 0) {
            if (available(seen) < n) {
                return n == 0;
            }
            if (STATE.compareAndSet(this, seen, seen - change(n))) {
                return true;
            }
            Thread.onSpinWait(); // the other core is at it: let it do more than one in a row
            seen = state;
        }
        return n == 0 || tryTakeSlowly(n);
    }

    private boolean tryTakeSlowly(int n) {
        lock();
        boolean taken = takeLocked(n);
        unlock();
        return taken;
    }

    /// Takes `n` permits if they are there and nobody waits. Requires: lock held.
    boolean takeLocked(int n) {
        if (n != 0 && (available(state) < n || front() != null)) {
            return false;
        }
        set(state - change(n));
        return true;
    }

    /// Tells, without the lock, whether [#takeLocked] is worth trying.
    boolean mayTake(int n) {
        long seen = state;
        return n == 0 || n > size || available(seen) >= n;
    }

    /// Whether anything may be had by a newcomer that looks instead of parking.
    @Override
    public boolean isDone() {
        long seen = state;
        return (seen & SHUT) == 0 && available(seen) > 0;
    }

    /// Takes `n` permits, waiting for them.
    ///
    /// @throws IllegalArgumentException if there are not so many
    void take(String doing, int n) throws InterruptedException {
        if (tryTake(n)) {
            return;
        }
        if (stand(doing, n, false, 0) == REFUSED) {
            throw tooMany(n);
        }
    }

    /// Takes `n` permits, waiting until `deadline`.
    ///
    /// @return false if it passed first, or if there are not so many
    boolean takeUntil(String doing, int n, long deadline) throws InterruptedException {
        return stand(doing, n, true, deadline) == SERVED;
    }

    /// Stands in line for `n` permits.
    private int stand(String doing, int n, boolean timed, long deadline)
            throws InterruptedException {
        if (n <= size && look(this) && tryTake(n)) {
            return SERVED;
        }
        Waiter mine = waiter(n);
        lock();
        boolean taken = takeLocked(n);
        boolean never = !taken && n > size;
        if (!taken && !never) {
            join(mine);
        }
        unlock();
        if (taken || never) {
            return taken ? SERVED : REFUSED;
        }
        if (!timed) {
            await(doing, mine);
        } else if (!awaitUntil(doing, mine, deadline)) {
            return TIMED_OUT;
        }
        return mine.ended ? REFUSED : SERVED;
    }

    IllegalArgumentException tooMany(int n) {
        return new IllegalArgumentException(
                "acquire("
                        + n
                        + ") of "
                        + owner()
                        + ": its size is "
                        + size
                        + ", so they will never"
                        + " be there; ask for less, or resize it first");
    }

    /// Gives `n` permits back.
    ///
    /// @throws IllegalStateException if fewer are held
    void give(int n) {
        long seen = state;
        while ((seen & SHUT) == 0 && available(seen) + n <= size) {
            if (STATE.compareAndSet(this, seen, seen + change(n))) {
                return;
            }
            Thread.onSpinWait();
            seen = state;
        }
        giveSlowly(n);
    }

    private void giveSlowly(int n) {
        lock();
        long held = size - available(state);
        Waiter woken = null;
        if (n <= held) {
            set(state + change(n));
            woken = serve();
        }
        unlock();
        if (n > held) {
            throw new IllegalStateException(
                    "release(" + n + ") of " + owner() + ": only " + held + " are held");
        }
        WaitQueue.completeAll(woken);
    }

    /// Changes how many there are.
    void resize(int newSize) {
        lock();
        long more = (long) newSize - size;
        size = newSize;
        set(state + change(more));
        Waiter woken = serve();
        unlock();
        WaitQueue.completeAll(woken);
    }

    @Override
    @Nullable Waiter serve() {
        Waiter woken = null;
        for (Waiter first = front(); first != null; first = front()) {
            int n = (Integer) Objects.requireNonNull(first.item);
            boolean never = n > size;
            if (!never && available(state) < n) {
                break;
            }
            if (claim(first)) {
                first.ended = never;
                set(state - (never ? 0 : change(n)));
                woken = WaitQueue.chain(woken, first);
            }
        }
        return woken;
    }

    @Override
    void takeBack(Waiter mine) {
        if (!mine.ended) {
            give((Integer) Objects.requireNonNull(mine.item));
        }
    }
}
