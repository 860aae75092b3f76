package io.millrace.waiting;

import org.jspecify.annotations.Nullable;

/// An event that happens once: a task ended, a context was cancelled.
///
/// What is written before [#fire] is seen after [#isFired] returned true or an await returned.
public final class Signal {
    private final WaitQueue waiters = new WaitQueue();
    private final Object owner;
    private volatile boolean fired; // set once under lock, read by all

    /// @param owner what thread dumps name as the blocker of those who wait
    public Signal(Object owner) {
        this.owner = owner;
    }

    /// Lets the event happen and wakes all who wait for it.
    ///
    /// @return false if it had happened before
    public boolean fire() {
        waiters.lock();
        if (fired) {
            waiters.unlock();
            return false;
        }
        fired = true;
        Waiter woken = waiters.endAll();
        waiters.unlock();
        WaitQueue.completeAll(woken);
        return true;
    }

    /// Tells whether the event has happened.
    public boolean isFired() {
        return fired;
    }

    /// Waits for the event.
    public void await(String doing) throws InterruptedException {
        awaitUntil(doing, false, 0);
    }

    /// Waits for the event, but not beyond `deadline`.
    ///
    /// @return false if the deadline passed first
    public boolean awaitUntil(String doing, long deadline) throws InterruptedException {
        return awaitUntil(doing, true, deadline);
    }

    /// Waits for the event whatever happens; an interrupt that comes meanwhile stays pending.
    public void awaitAnyway(String doing) {
        Waiter mine = enqueue();
        if (mine != null) {
            mine.awaitDone(doing, owner);
        }
    }

    /// Returns how many wait for the event.
    public int waiting() {
        waiters.lock();
        int size = waiters.receivers();
        waiters.unlock();
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
                timed ? mine.awaitUntil(doing, owner, deadline) : mine.await(doing, owner);
        if (ending == Wait.Ending.DONE) {
            return true;
        }
        boolean gaveUp = waiters.leave(mine);
        if (gaveUp && ending == Wait.Ending.INTERRUPTED) {
            throw new InterruptedException();
        }
        if (gaveUp) {
            return false;
        }
        mine.awaitDone(doing, owner);
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
        waiters.lock();
        boolean tooLate = fired;
        if (!tooLate) {
            waiters.addReceiver(mine);
        }
        waiters.unlock();
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
            return signal.waiters;
        }

        @Override
        public final boolean mayBeReady() {
            return signal.fired;
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
            signal.waiters.addReceiver(mine);
        }

        @Override
        public final void leave(Waiter mine) {
            signal.waiters.leave(mine);
        }
    }
}
