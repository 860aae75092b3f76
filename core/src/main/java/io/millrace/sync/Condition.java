package io.millrace.sync;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A place to wait until what a [Mutex] guards has changed. Made by [Mutex#condition].
///
/// ```java
/// mutex.withLock(() -> {
///     notEmpty.await(() -> !queue.isEmpty());
///     return queue.remove();
/// });
/// ```
///
/// A wait lets the mutex go, and locks it again before it returns or throws. Whoever changes what
/// is guarded calls [#signal] or [#signalAll]; usually it holds the mutex then, but it need not.
///
/// The forms with a predicate wait until it holds, and ask it with the mutex locked: prefer them.
/// Without one, a wait ends by a signal and by nothing else; but the state may have changed again
/// before the mutex was locked.
///
/// **Waiting.** For a signal, and then for the mutex. **Cancellation.** An interrupt, pending or
/// coming, makes a wait throw, with the mutex locked: a lock that is waited for on the way out
/// cannot be interrupted. If the signal came first, the wait returns and the interrupt stays
/// pending. **Ordering and memory.** The longest-waiting is signalled first; then it competes for
/// the mutex like everybody else. **Errors.** A wait without the mutex locked throws; whose lock it
/// is, is not checked.
public final class Condition implements Observable {
    private final Mutex mutex;
    private final Name name;
    private final Signalled line;

    Condition(Mutex mutex, Name name) {
        this.mutex = mutex;
        this.name = name;
        line = new Signalled(this);
        Watch.register(this);
    }

    /// Waits for a signal.
    ///
    /// @throws InterruptedException if the thread is interrupted; the mutex is locked
    /// @throws IllegalStateException if the mutex is not locked
    public void await() throws InterruptedException {
        await(false, 0);
    }

    /// Waits for a signal, for at most `timeout`.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException as [#await()] does
    /// @throws IllegalStateException as [#await()] does
    public boolean await(Duration timeout) throws InterruptedException {
        return await(true, Line.deadline(Objects.requireNonNull(timeout, "timeout")));
    }

    /// Waits until `predicate` holds: asks it at once and after each signal.
    ///
    /// @throws InterruptedException as [#await()] does
    /// @throws IllegalStateException as [#await()] does
    public void await(BooleanSupplier predicate) throws InterruptedException {
        Objects.requireNonNull(predicate, "predicate");
        requireLocked();
        Line.checkInterrupt();
        while (!predicate.getAsBoolean()) {
            await(false, 0);
        }
    }

    /// Waits until `predicate` holds, for at most `timeout`.
    ///
    /// @return false if it does not hold after that time
    /// @throws InterruptedException as [#await()] does
    /// @throws IllegalStateException as [#await()] does
    public boolean await(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(predicate, "predicate");
        long deadline = Line.deadline(Objects.requireNonNull(timeout, "timeout"));
        requireLocked();
        Line.checkInterrupt();
        while (!predicate.getAsBoolean()) {
            if (!await(true, deadline)) {
                return predicate.getAsBoolean();
            }
        }
        return true;
    }

    private boolean await(boolean timed, long deadline) throws InterruptedException {
        requireLocked();
        Line.checkInterrupt();
        Waiter mine = Line.waiter(null);
        line.lock();
        line.join(mine);
        line.unlock();
        if (!mutex.tryUnlock()) { // somebody else unlocked it meanwhile
            line.leaveFor(mine);
            throw notLocked();
        }
        try {
            if (timed) {
                return line.awaitUntil("await", mine, deadline);
            }
            line.await("await", mine);
            return true;
        } finally {
            mutex.lockAnyway();
        }
    }

    private void requireLocked() {
        if (!mutex.isLocked()) {
            throw notLocked();
        }
    }

    private IllegalStateException notLocked() {
        return new IllegalStateException(
                "await on " + this + ": " + mutex + " is not locked; lock it first");
    }

    /// Ends the wait of the one that has waited longest, if anybody waits.
    public void signal() {
        line.lock();
        Waiter woken = line.claimReceiver();
        line.unlock();
        if (woken != null) {
            woken.complete();
        }
    }

    /// Ends the wait of all that wait now.
    public void signalAll() {
        line.lock();
        Waiter woken = line.endAll();
        line.unlock();
        WaitQueue.completeAll(woken);
    }

    /// Returns the mutex that this is a condition of.
    public Mutex mutex() {
        return mutex;
    }

    @Override
    public ConditionStats stats() {
        line.lock();
        var stats = new ConditionStats(name.get(), line.receivers(), line.waited(), line.gaveUp());
        line.unlock();
        return stats;
    }

    @Override
    public String toString() {
        return name.toString();
    }

    /// The line of those who wait for a signal.
    private static final class Signalled extends Line {
        Signalled(Object owner) {
            super(owner);
        }

        @Override
        @Nullable Waiter serve() {
            return null;
        }

        @Override
        void takeBack(Waiter mine) {}
    }
}
