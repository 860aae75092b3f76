package io.millrace.sync;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.sync.ReadWriteLine.Access;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A lock for many readers or one writer.
///
/// ```java
/// String name = names.withRead(() -> map.get(id));
/// names.withWrite(() -> map.put(id, name));
/// ```
///
/// A [Preference] says who goes first when both wait; without one it is first come, first served.
/// The locks do not belong to threads: any thread may unlock. So they are not reentrant: a reader
/// that reads again may find a writer waiting before it, and wait for itself. A writer may become a
/// reader ([#downgrade]). A reader cannot become a writer, since two that tried would wait for each
/// other: unlock, lock to write, and look again.
///
/// **Waiting.** The lock methods wait until nobody stands in the way, and until those have been
/// served who go first. **Cancellation.** An interrupt, pending or coming, makes them throw, and
/// the thread has not locked; if it was handed the lock first they return, and the interrupt stays
/// pending. A writer that gives up lets the readers go on that waited behind it. **Ordering and
/// memory.** By the preference. What a thread did before it unlocked writing happens-before
/// whatever is done after the next lock; what it did before it unlocked reading happens-before
/// whatever is done after the next lock to write. **Errors.** Unlocking what is not locked like
/// that throws, and changes nothing.
public final class ReadWriteMutex implements Observable {
    private final Name name;
    private final ReadWriteLine line;

    /// Makes a fair one that is not locked.
    public ReadWriteMutex() {
        this(Preference.FAIR);
    }

    /// Makes one that is not locked.
    public ReadWriteMutex(Preference preference) {
        this(preference, new Name(Kind.READ_WRITE_MUTEX));
    }

    /// As [#ReadWriteMutex(Preference)], with a name for thread dumps, messages and views.
    public ReadWriteMutex(Preference preference, String name) {
        this(preference, new Name(Kind.READ_WRITE_MUTEX, name));
    }

    private ReadWriteMutex(Preference preference, Name name) {
        this.name = name;
        line = new ReadWriteLine(this, Objects.requireNonNull(preference, "preference"));
        Watch.register(this);
    }

    /// Locks for reading.
    ///
    /// @throws InterruptedException if the thread is interrupted; it has not locked
    public void lockRead() throws InterruptedException {
        lock("lockRead", Access.READ);
    }

    /// Locks for writing.
    ///
    /// @throws InterruptedException if the thread is interrupted; it has not locked
    public void lockWrite() throws InterruptedException {
        lock("lockWrite", Access.WRITE);
    }

    private void lock(String doing, Access access) throws InterruptedException {
        Line.checkInterrupt();
        if (!line.tryTake(access)) {
            line.take(doing, access);
        }
    }

    /// Locks for reading if that takes no waiting: nobody writes, and nobody waits who goes first.
    public boolean tryLockRead() {
        return line.tryTake(Access.READ);
    }

    /// Locks for writing if that takes no waiting: nobody has it, and nobody waits who goes first.
    public boolean tryLockWrite() {
        return line.tryTake(Access.WRITE);
    }

    /// Locks for reading, waiting for at most `timeout`; zero or less is no time at all.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException if the thread is interrupted; it has not locked
    public boolean tryLockRead(Duration timeout) throws InterruptedException {
        return tryLock("lockRead", Access.READ, timeout);
    }

    /// Locks for writing, waiting for at most `timeout`; zero or less is no time at all.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException if the thread is interrupted; it has not locked
    public boolean tryLockWrite(Duration timeout) throws InterruptedException {
        return tryLock("lockWrite", Access.WRITE, timeout);
    }

    private boolean tryLock(String doing, Access access, Duration timeout)
            throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        Line.checkInterrupt();
        return line.tryTake(access)
                || (timeout.isPositive() && line.takeUntil(doing, access, Line.deadline(timeout)));
    }

    /// Ends one reading. Any thread may do this.
    ///
    /// @throws IllegalStateException if it is not locked for reading
    public void unlockRead() {
        if (!line.release(Access.READ)) {
            throw new IllegalStateException(
                    "unlockRead of " + this + ", which is not locked for reading");
        }
    }

    /// Ends the writing. Any thread may do this.
    ///
    /// @throws IllegalStateException if it is not locked for writing
    public void unlockWrite() {
        if (!line.release(Access.WRITE)) {
            throw new IllegalStateException(
                    "unlockWrite of " + this + ", which is not locked for writing");
        }
    }

    /// Turns the lock for writing into one for reading, so that no other writer comes in between:
    /// to be ended by [#unlockRead]. Other readers may come in at once.
    ///
    /// @throws IllegalStateException if it is not locked for writing
    public void downgrade() {
        if (!line.downgrade()) {
            throw new IllegalStateException(
                    "downgrade of " + this + ", which is not locked for writing");
        }
    }

    /// Locks for reading, calls `body` and unlocks, whatever `body` does.
    ///
    /// @return what `body` returned
    /// @throws X what `body` threw
    /// @throws InterruptedException if the thread is interrupted before it has locked; `body` was
    ///   not called
    public <R extends @Nullable Object, X extends Throwable> R withRead(
            ScopedValue.CallableOp<? extends R, X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        lockRead();
        try {
            return body.call();
        } finally {
            unlockRead();
        }
    }

    /// As the other, for a body that returns nothing.
    ///
    /// @throws X what `body` threw
    /// @throws InterruptedException if the thread is interrupted before it has locked; `body` was
    ///   not called
    public <X extends Throwable> void withRead(RunnableOp<X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        lockRead();
        try {
            body.run();
        } finally {
            unlockRead();
        }
    }

    /// Locks for writing, calls `body` and unlocks, whatever `body` does.
    ///
    /// @return what `body` returned
    /// @throws X what `body` threw
    /// @throws InterruptedException if the thread is interrupted before it has locked; `body` was
    ///   not called
    public <R extends @Nullable Object, X extends Throwable> R withWrite(
            ScopedValue.CallableOp<? extends R, X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        lockWrite();
        try {
            return body.call();
        } finally {
            unlockWrite();
        }
    }

    /// As the other, for a body that returns nothing.
    ///
    /// @throws X what `body` threw
    /// @throws InterruptedException if the thread is interrupted before it has locked; `body` was
    ///   not called
    public <X extends Throwable> void withWrite(RunnableOp<X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        lockWrite();
        try {
            body.run();
        } finally {
            unlockWrite();
        }
    }

    /// Returns who goes first.
    public Preference preference() {
        return line.preference();
    }

    /// Returns how many have it locked for reading.
    public long readers() {
        return line.readers();
    }

    /// Tells whether it is locked for writing.
    public boolean isWriting() {
        return line.isWriting();
    }

    /// Returns a clause that locks for reading, for a [io.millrace.select.Select]: if it is chosen
    /// the caller has to unlock.
    public <R> Clause<R> onLockRead(Supplier<? extends R> then) {
        return new LockClause<>(line, Access.READ, then);
    }

    /// Returns a clause that locks for writing, for a [io.millrace.select.Select]: if it is chosen
    /// the caller has to unlock.
    public <R> Clause<R> onLockWrite(Supplier<? extends R> then) {
        return new LockClause<>(line, Access.WRITE, then);
    }

    @Override
    public ReadWriteMutexStats stats() {
        return line.stats(name.get());
    }

    @Override
    public String toString() {
        return name.toString();
    }

    private static final class LockClause<R> extends LineClause<R> {
        private final ReadWriteLine line;
        private final Access access;

        LockClause(ReadWriteLine line, Access access, Supplier<? extends R> then) {
            super(line, then);
            this.line = line;
            this.access = access;
        }

        @Override
        public Object offer() {
            return access;
        }

        @Override
        public boolean isOffering() {
            return true;
        }

        @Override
        public boolean mayBeReady() {
            return line.mayTake(access);
        }

        @Override
        public @Nullable Waiter pollLocked(Waiter mine) {
            return line.takeLocked(access) ? Waiter.NOBODY : null;
        }

        @Override
        public void enqueue(Waiter mine) {
            line.join(access, mine);
        }
    }
}
