package io.millrace.waiting;

import org.jspecify.annotations.Nullable;

/// An event that happens once: a task ended, a context was cancelled.
///
/// It is the queue of those who wait for it, and that queue's lock. What owns one event and needs a
/// lock of its own extends this class, and guards with this lock what belongs to the event.
///
/// What is written before [#fire] is seen after [#isFired] returned true or an await returned.
public class Signal extends WaitQueue {
    private final @Nullable Object owner;
    private volatile boolean fired; // set once under lock, read by all

    /// @param owner what thread dumps name as the blocker of those who wait
    public Signal(Object owner) {
        this.owner = owner;
    }

    /// Makes a signal that thread dumps name itself.
    protected Signal() {
        owner = null;
    }

    /// Lets the event happen and wakes all who wait for it.
    ///
    /// @return false if it had happened before
    public final boolean fire() {
        lock();
        if (fired) {
            unlock();
            return false;
        }
        Waiter woken = happen();
        unlock();
        completeAll(woken);
        return true;
    }

    /// Lets the event happen, as one step with others. Requires: lock held, not fired.
    ///
    /// @return whom [#completeAll] is to wake after the lock is let go
    protected final @Nullable Waiter happen() {
        fired = true;
        return endAll();
    }

    /// Tells whether the event has happened.
    public final boolean isFired() {
        return fired;
    }

    /// Waits for the event.
    public final void await(String doing) throws InterruptedException {
        awaitUntil(doing, false, 0);
    }

    /// Waits for the event, but not beyond `deadline`.
    ///
    /// @return false if the deadline passed first
    public final boolean awaitUntil(String doing, long deadline) throws InterruptedException {
        return awaitUntil(doing, true, deadline);
    }

    /// Waits for the event whatever happens; an interrupt that comes meanwhile stays pending.
    public final void awaitAnyway(String doing) {
        Waiter mine = enqueue();
        if (mine != null) {
            mine.awaitDone(doing, blocker());
        }
    }

    private Object blocker() {
        return owner == null ? this : owner;
    }

    /// Returns how many wait for the event.
    public final int waiting() {
        lock();
        int size = receivers();
        unlock();
        return size;
    }

    private boolean awaitUntil(String doing, boolean timed, long deadline)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiter mine = enqueue();
        if (mine == null) {
            return true;
        }
        Wait.Ending ending =
                timed ? mine.awaitUntil(doing, blocker(), deadline) : mine.await(doing, blocker());
        if (ending == Wait.Ending.DONE) {
            return true;
        }
        boolean gaveUp = leave(mine);
        if (gaveUp && ending == Wait.Ending.INTERRUPTED) {
            throw new InterruptedException();
        }
        if (gaveUp) {
            return false;
        }
        mine.awaitDone(doing, blocker());
        if (ending == Wait.Ending.INTERRUPTED) {
            Thread.currentThread().interrupt(); // W3: the event came first
        }
        return true;
    }

    private @Nullable Waiter enqueue() {
        if (fired) {
            return null;
        }
        var mine = new Waiter(); // before the lock: memory may run out
        mine.begin();
        lock();
        boolean tooLate = fired;
        if (!tooLate) {
            addReceiver(mine);
        }
        unlock();
        return tooLate ? null : mine;
    }

    /// The case of a select that waits for a signal. The result in the waiter is empty: the
    /// signal's owner knows more.
    public abstract static class SignalCase<R> implements Case<R> {
        private final Signal signal;

        protected SignalCase(Signal signal) {
            this.signal = signal;
        }

        @Override
        public final ShortLock lock() {
            return signal;
        }

        @Override
        public final boolean mayBeReady() {
            return signal.fired;
        }

        @Override
        public final long absence() {
            return signal.fired ? UNKNOWN : 0;
        }

        @Override
        public final boolean isStillAbsent(long stamp) {
            return !signal.fired;
        }

        @Override
        public final @Nullable Waiter poll(Waiter mine) {
            return signal.fired ? Waiter.NOBODY : null;
        }

        @Override
        public final @Nullable Waiter pollLocked(Waiter mine) {
            return poll(mine); // fired once is fired for good
        }

        @Override
        public final void enqueue(Waiter mine) {
            signal.addReceiver(mine);
        }

        @Override
        public final void leave(Waiter mine) {
            signal.leave(mine);
        }
    }
}
