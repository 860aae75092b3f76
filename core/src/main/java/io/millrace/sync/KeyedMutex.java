package io.millrace.sync;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// A mutex for each key, that exists only while somebody uses it.
///
/// ```java
/// accounts.withLock(account.id(), () -> account.withdraw(10));
/// ```
///
/// Threads with different keys do not disturb each other; a key that nobody has locked or waits for
/// takes no memory. Like a [Mutex] it does not belong to a thread, and is not reentrant. Whoever
/// needs two keys must lock them in an order that all agree on.
///
/// **Waiting. Cancellation. Ordering and memory.** As for [Mutex], for each key by itself.
/// **Errors.** Unlocking a key that is not locked throws, and changes nothing.
///
/// @param <K> the type of the keys, as in a hash map
public final class KeyedMutex<K> implements Observable {
    private final Name name;
    private final ConcurrentMap<K, Entry> entries = new ConcurrentHashMap<>();

    /// The mutex of one key. It leaves the map with its last user, and is not used again.
    private static final class Entry {
        private static final VarHandle USERS;

        static {
            try {
                USERS = MethodHandles.lookup().findVarHandle(Entry.class, "users", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        final MutexLine line;
        private volatile int users = 1; // by USERS: who has it locked, and who waits; 0 for good

        Entry(Object owner) {
            line = new MutexLine(owner);
        }

        /// Becomes a user, unless the last one has left.
        boolean enter() {
            for (int seen = users; seen > 0; seen = users) {
                if (USERS.compareAndSet(this, seen, seen + 1)) {
                    return true;
                }
            }
            return false;
        }

        /// Returns whether that was the last user.
        boolean leave() {
            return (int) USERS.getAndAdd(this, -1) == 1;
        }
    }

    /// Makes a keyed mutex in which nothing is locked.
    public KeyedMutex() {
        this(new Name(Kind.KEYED_MUTEX));
    }

    /// As [#KeyedMutex()], with a name for thread dumps, messages and views.
    public KeyedMutex(String name) {
        this(new Name(Kind.KEYED_MUTEX, name));
    }

    private KeyedMutex(Name name) {
        this.name = name;
        Watch.register(this);
    }

    /// Locks `key`.
    ///
    /// @throws InterruptedException if the thread is interrupted; it has not locked
    public void lock(K key) throws InterruptedException {
        Objects.requireNonNull(key, "key");
        Line.checkInterrupt();
        Entry entry = enter(key);
        boolean locked = entry.line.tryTake();
        try {
            if (!locked) {
                entry.line.take("lock");
                locked = true;
            }
        } finally {
            leaveUnless(locked, key, entry);
        }
    }

    /// Locks `key` if it is not locked.
    public boolean tryLock(K key) {
        Entry entry = enter(Objects.requireNonNull(key, "key"));
        boolean locked = entry.line.tryTake();
        leaveUnless(locked, key, entry);
        return locked;
    }

    /// Locks `key`, waiting for at most `timeout`; zero or less is no time at all.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException if the thread is interrupted; it has not locked
    public boolean tryLock(K key, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(timeout, "timeout");
        Line.checkInterrupt();
        Entry entry = enter(key);
        boolean locked = entry.line.tryTake();
        try {
            if (!locked && timeout.isPositive()) {
                locked = entry.line.takeUntil("lock", Line.deadline(timeout));
            }
        } finally {
            leaveUnless(locked, key, entry);
        }
        return locked;
    }

    /// Unlocks `key`. Any thread may do this.
    ///
    /// @throws IllegalStateException if it is not locked
    public void unlock(K key) {
        Entry entry = entries.get(Objects.requireNonNull(key, "key"));
        if (entry == null || !entry.line.release()) {
            throw new IllegalStateException(
                    "unlock of key " + key + " of " + this + ", which is not locked");
        }
        leaveUnless(false, key, entry);
    }

    /// Locks `key`, calls `body` and unlocks, whatever `body` does.
    ///
    /// @return what `body` returned
    /// @throws X what `body` threw
    /// @throws InterruptedException if the thread is interrupted before it has locked; `body` was
    ///   not called
    public <R extends @Nullable Object, X extends Throwable> R withLock(
            K key, ScopedValue.CallableOp<? extends R, X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        lock(key);
        try {
            return body.call();
        } finally {
            unlock(key);
        }
    }

    /// As the other, for a body that returns nothing.
    ///
    /// @throws X what `body` threw
    /// @throws InterruptedException if the thread is interrupted before it has locked; `body` was
    ///   not called
    public <X extends Throwable> void withLock(K key, RunnableOp<X> body)
            throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        lock(key);
        try {
            body.run();
        } finally {
            unlock(key);
        }
    }

    /// Tells whether `key` is locked.
    public boolean isLocked(K key) {
        Entry entry = entries.get(Objects.requireNonNull(key, "key"));
        return entry != null && entry.line.isLocked();
    }

    private Entry enter(K key) {
        while (true) {
            Entry entry = entries.get(key);
            if (entry == null) {
                var fresh = new Entry(this);
                entry = entries.putIfAbsent(key, fresh);
                if (entry == null) {
                    return fresh;
                }
            }
            if (entry.enter()) {
                return entry;
            }
            entries.remove(key, entry); // its last user is about to
        }
    }

    private void leaveUnless(boolean locked, K key, Entry entry) {
        if (!locked && entry.leave()) {
            entries.remove(key, entry);
        }
    }

    @Override
    public KeyedMutexStats stats() {
        int keys = 0;
        int waiting = 0;
        for (Entry entry : entries.values()) {
            keys++;
            waiting += entry.line.receivers();
        }
        return new KeyedMutexStats(name.get(), keys, waiting);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
