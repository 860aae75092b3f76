package io.millrace.sync;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A lock: one thread at a time.
///
/// ```java
/// int next = mutex.withLock(() -> ++last);
/// ```
///
/// It does not belong to a thread: any thread may unlock it, which lets a lock be handed on. So it
/// is not reentrant: a thread that locks it twice waits for itself, until it is interrupted.
///
/// **Waiting.** [#lock], [#withLock] and [#tryLock(Duration)] wait until it is free.
/// **Cancellation.** An interrupt, pending or coming, makes them throw, and the mutex is not held
/// by them; if it was handed to the thread first they return, and the interrupt stays pending.
/// **Ordering and memory.** Those who wait stand in line. A running thread that finds the mutex
/// free may pass them, which is many times faster; whoever was passed eight times at the head of
/// the line is handed the mutex next, so that nobody waits for ever. What a thread did before it
/// unlocked happens-before whatever the next one does after it locked. **Errors.** Unlocking a
/// mutex that is not locked throws, and changes nothing.
public final class Mutex implements Observable {
    private final Name name;
    private final MutexLine line;

    /// Makes a mutex that is not locked.
    public Mutex() {
        this(new Name(Kind.MUTEX));
    }

    /// As [#Mutex()], with a name for thread dumps, messages and views.
    public Mutex(String name) {
        this(new Name(Kind.MUTEX, name));
    }

    private Mutex(Name name) {
        this.name = name;
        line = new MutexLine(this);
        Watch.register(this);
    }

    /// Locks.
    ///
    /// @throws InterruptedException if the thread is interrupted; it has not locked
    public void lock() throws InterruptedException {
        Line.checkInterrupt();
        if (!line.tryTake()) {
            line.take("lock");
        }
    }

    /// Locks if it is not locked.
    public boolean tryLock() {
        return line.tryTake();
    }

    /// Locks, waiting for at most `timeout`; zero or less is no time at all.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException if the thread is interrupted; it has not locked
    public boolean tryLock(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        Line.checkInterrupt();
        return line.tryTake()
                || (timeout.isPositive() && line.takeUntil("lock", Line.deadline(timeout)));
    }

    /// Unlocks. Any thread may do this.
    ///
    /// @throws IllegalStateException if it is not locked
    public void unlock() {
        if (!line.release()) {
            throw new IllegalStateException("unlock of " + this + ", which is not locked");
        }
    }

    /// Locks, calls `body` and unlocks, whatever `body` does.
    ///
    /// @return what `body` returned
    /// @throws X what `body` threw
    /// @throws InterruptedException if the thread is interrupted before it has locked; `body` was
    ///   not called
    public <R extends @Nullable Object, X extends Throwable> R withLock(
            ScopedValue.CallableOp<? extends R, X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        lock();
        try {
            return body.call();
        } finally {
            unlock();
        }
    }

    /// As the other, for a body that returns nothing.
    ///
    /// @throws X what `body` threw
    /// @throws InterruptedException if the thread is interrupted before it has locked; `body` was
    ///   not called
    public <X extends Throwable> void withLock(RunnableOp<X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        lock();
        try {
            body.run();
        } finally {
            unlock();
        }
    }

    /// Tells whether it is locked.
    public boolean isLocked() {
        return line.isLocked();
    }

    /// Returns a clause that locks, for a [io.millrace.select.Select]: if it is chosen the caller
    /// has to unlock.
    public <R> Clause<R> onLock(Supplier<? extends R> then) {
        return new LockClause<>(line, then);
    }

    /// Makes a condition: a place to wait, with the mutex let go, until what it guards has changed.
    public Condition condition() {
        return new Condition(this, new Name(Kind.CONDITION));
    }

    /// As [#condition()], with a name for thread dumps, messages and views.
    public Condition condition(String name) {
        return new Condition(this, new Name(Kind.CONDITION, name));
    }

    /// Locks whatever happens; an interrupt stays pending.
    void lockAnyway() {
        if (!line.tryTake()) {
            line.takeAnyway("lock");
        }
    }

    /// Unlocks unless it is not locked.
    boolean tryUnlock() {
        return line.release();
    }

    @Override
    public MutexStats stats() {
        return line.stats(name.get());
    }

    @Override
    public String toString() {
        return name.toString();
    }

    private static final class LockClause<R> extends LineClause<R> {
        private final MutexLine line;

        LockClause(MutexLine line, Supplier<? extends R> then) {
            super(line, then);
            this.line = line;
        }

        @Override
        public boolean mayBeReady() {
            return !line.isLocked();
        }

        @Override
        public @Nullable Waiter poll(Waiter mine) {
            return pollLocked(mine);
        }

        @Override
        public @Nullable Waiter pollLocked(Waiter mine) {
            return line.tryTake() ? Waiter.NOBODY : null;
        }
    }
}
