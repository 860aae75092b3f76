package io.millrace.sync;

import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/*
 *   state   [ readers: 62 bits | WRITER | SHUT ]
 *
 * Readers and writers that nobody stands in the way of need one compare-and-set. Writers stand in line as the senders
 * of a channel do, readers as its receivers.
 *
 * RW1  WRITER  =>  no readers.
 * RW2  SHUT is set while the lock is held (enter) and while anybody stands in line (exit leaves it set); then the
 *      holder of the lock alone changes the state.
 * RW3  next() says who may go, by the preference; whoever comes new may go only if it would be next.
 */
/// The engine of a read-write mutex.
final class ReadWriteLine extends Line {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ReadWriteLine.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// What somebody wants to do, or does.
    enum Access {
        READ,
        WRITE
    }

    private static final long SHUT = 1;
    private static final long WRITER = 2;
    private static final long READER = 4;

    private final Preference preference;
    private volatile long state; // compare-and-set while not SHUT, under lock while it is

    ReadWriteLine(Object owner, Preference preference) {
        super(owner);
        this.preference = preference;
    }

    @Override
    protected boolean enter() {
        STATE.getAndBitwiseOr(this, SHUT);
        return true;
    }

    @Override
    protected void exit() {
        if (receivers() == 0 && senders() == 0) {
            set(state & ~SHUT);
        }
    }

    /// Sets the state. Requires: lock held; then nobody else does (RW2).
    private void set(long to) {
        STATE.setVolatile(this, to);
    }

    Preference preference() {
        return preference;
    }

    long readers() {
        return state / READER;
    }

    boolean isWriting() {
        return (state & WRITER) != 0;
    }

    /// Tells, without the lock, whether [#takeLocked] is worth trying.
    boolean mayTake(Access access) {
        return isFree(state, access);
    }

    private static boolean isFree(long state, Access access) {
        return access == Access.READ ? (state & WRITER) == 0 : state < WRITER;
    }

    private static long step(Access access) {
        return access == Access.READ ? READER : WRITER;
    }

    /// Locks if that takes no waiting.
    boolean tryTake(Access access) {
        long seen = state;
        while ((seen & SHUT) == 0) {
            if (!isFree(seen, access)) {
                return false;
            }
            if (STATE.compareAndSet(this, seen, seen + step(access))) {
                return true;
            }
            seen = state;
        }
        lock();
        boolean taken = takeLocked(access);
        unlock();
        return taken;
    }

    /// Locks if that takes no waiting. Requires: lock held.
    boolean takeLocked(Access access) {
        if (!isFree(state, access) || !wouldBeNext(access)) {
            return false;
        }
        set(state + step(access));
        return true;
    }

    /// Tells whether nobody who waits goes before a newcomer. Requires: lock held.
    private boolean wouldBeNext(Access access) {
        return switch (preference) {
            case FAIR -> front() == null;
            case READERS ->
                    frontReceiver() == null && (access == Access.READ || frontSender() == null);
            case WRITERS ->
                    frontSender() == null && (access == Access.WRITE || frontReceiver() == null);
        };
    }

    /// Locks, after [#tryTake] has failed.
    void take(String doing, Access access) throws InterruptedException {
        Waiter mine = startToWait(access);
        if (mine != null) {
            await(doing, mine);
        }
    }

    /// Locks, after [#tryTake] has failed, waiting until `deadline`.
    ///
    /// @return false if it passed first
    boolean takeUntil(String doing, Access access, long deadline) throws InterruptedException {
        Waiter mine = startToWait(access);
        return mine == null || awaitUntil(doing, mine, deadline);
    }

    private @Nullable Waiter startToWait(Access access) {
        Waiter mine = waiter(access);
        lock();
        boolean taken = takeLocked(access);
        if (!taken) {
            join(access, mine);
        }
        unlock();
        return taken ? null : mine;
    }

    /// Lets a waiter, whose item says what it wants, join. Requires: lock held.
    void join(Access access, Waiter mine) {
        if (access == Access.READ) {
            join(mine);
        } else {
            joinAsSender(mine);
        }
    }

    /// Unlocks.
    ///
    /// @return false if it was not locked like that
    boolean release(Access access) {
        return exchange(access, -step(access));
    }

    /// Turns the lock for writing into one for reading.
    ///
    /// @return false if it was not locked for writing
    boolean downgrade() {
        return exchange(Access.WRITE, READER - WRITER);
    }

    private boolean exchange(Access held, long step) {
        long seen = state;
        while ((seen & SHUT) == 0) {
            if (!isHeld(seen, held)) {
                return false;
            }
            if (STATE.compareAndSet(this, seen, seen + step)) {
                return true;
            }
            seen = state;
        }
        lock();
        boolean was = isHeld(state, held);
        Waiter woken = null;
        if (was) {
            set(state + step);
            woken = serve();
        }
        unlock();
        WaitQueue.completeAll(woken);
        return was;
    }

    private static boolean isHeld(long state, Access access) {
        return access == Access.READ ? state >= READER : (state & WRITER) != 0;
    }

    @Override
    @Nullable Waiter serve() {
        Waiter woken = null;
        for (Waiter next = next(); next != null; next = next()) {
            if (claim(next)) {
                set(state + step(next.item == Access.READ ? Access.READ : Access.WRITE));
                woken = WaitQueue.chain(woken, next);
            }
        }
        return woken;
    }

    /// Returns who may go now, or null. Requires: lock held.
    private @Nullable Waiter next() {
        if (isWriting()) {
            return null;
        }
        Waiter next =
                switch (preference) {
                    case FAIR -> front();
                    case READERS -> frontReceiver() instanceof Waiter it ? it : frontSender();
                    case WRITERS -> frontSender() instanceof Waiter it ? it : frontReceiver();
                };
        return next == null || next.item == Access.READ || readers() == 0 ? next : null;
    }

    @Override
    void takeBack(Waiter mine) {
        release(mine.item == Access.READ ? Access.READ : Access.WRITE);
    }

    ReadWriteMutexStats stats(String name) {
        lock();
        var stats =
                new ReadWriteMutexStats(
                        name,
                        preference,
                        readers(),
                        isWriting(),
                        receivers(),
                        senders(),
                        waited(),
                        gaveUp());
        unlock();
        return stats;
    }
}
