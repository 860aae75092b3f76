package io.millrace.sync;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A number of permits that threads acquire and release: so many at a time may use something.
///
/// ```java
/// var connections = new Semaphore(10);
/// try (var _ = connections.hold()) {
///     ...
/// }
/// ```
///
/// A request may be for several permits at once, for work that weighs more; it gets all of them or
/// none. Permits belong to nobody: any thread may release them. Small requests do not pass a large
/// one that waits, which would starve it otherwise; a request for none passes everybody.
///
/// **Waiting.** [#acquire], [#hold] and [#tryAcquire(int, Duration)] wait until the permits are
/// there and everybody who came before has been served or has left. A request for more than the
/// [size][#size] would wait for ever, and is refused at once. **Cancellation.** An interrupt,
/// pending or coming, makes them throw, and the thread holds nothing; if the permits were handed to
/// it first it returns, and the interrupt stays pending. Whoever gives up lets those behind it go
/// on. **Ordering and memory.** First come, first served. What a thread did before it released
/// permits happens-before whatever the one that acquires them does afterwards. **Errors.** A
/// release of more than is held throws, and changes nothing.
public final class Semaphore implements Observable {
    private final Name name;
    private final PermitLine line;

    /// Makes a semaphore, all of whose permits can be acquired.
    ///
    /// @throws IllegalArgumentException if `size` is negative
    public Semaphore(int size) {
        this(size, new Name(Kind.SEMAPHORE));
    }

    /// As [#Semaphore(int)], with a name for thread dumps, messages and views.
    public Semaphore(int size, String name) {
        this(size, new Name(Kind.SEMAPHORE, name));
    }

    private Semaphore(int size, Name name) {
        requireSize("a semaphore of", size);
        this.name = name;
        line = new PermitLine(this, size);
        Watch.register(this);
    }

    /// Acquires one permit.
    ///
    /// @throws InterruptedException if the thread is interrupted; it holds nothing
    /// @throws IllegalArgumentException as [#acquire(int)] does
    public void acquire() throws InterruptedException {
        Line.checkInterrupt();
        line.take("acquire", 1);
    }

    /// Acquires `permits` permits at once.
    ///
    /// @throws InterruptedException if the thread is interrupted; it holds nothing
    /// @throws IllegalArgumentException if `permits` is negative or more than the size, also if the
    ///   size goes below it meanwhile
    public void acquire(int permits) throws InterruptedException {
        requireCount("acquire", permits);
        Line.checkInterrupt();
        line.take("acquire", permits);
    }

    /// Acquires one permit if it is there and nobody waits for one.
    public boolean tryAcquire() {
        return line.tryTake(1);
    }

    /// Acquires `permits` permits if they are there and nobody waits. More than the size are never
    /// there.
    ///
    /// @throws IllegalArgumentException if `permits` is negative
    public boolean tryAcquire(int permits) {
        requireCount("tryAcquire", permits);
        return line.tryTake(permits);
    }

    /// Acquires one permit, waiting for at most `timeout`.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException if the thread is interrupted; it holds nothing
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return tryAcquire(1, timeout);
    }

    /// Acquires `permits` permits, waiting for at most `timeout`; zero or less is no time at all.
    ///
    /// @return false if the time was over first, or if `permits` is more than the size
    /// @throws InterruptedException if the thread is interrupted; it holds nothing
    /// @throws IllegalArgumentException if `permits` is negative
    public boolean tryAcquire(int permits, Duration timeout) throws InterruptedException {
        requireCount("tryAcquire", permits);
        Objects.requireNonNull(timeout, "timeout");
        Line.checkInterrupt();
        return line.tryTake(permits)
                || (timeout.isPositive()
                        && line.takeUntil("acquire", permits, Line.deadline(timeout)));
    }

    /// Releases one permit.
    ///
    /// @throws IllegalStateException if none is held
    public void release() {
        line.give(1);
    }

    /// Releases `permits` permits.
    ///
    /// @throws IllegalStateException if fewer are held; none is released
    /// @throws IllegalArgumentException if `permits` is negative
    public void release(int permits) {
        requireCount("release", permits);
        line.give(permits);
    }

    /// Acquires one permit, to be released by closing the result: `try (var _ = s.hold())`.
    ///
    /// @throws InterruptedException as [#acquire()] does
    public Permits hold() throws InterruptedException {
        acquire();
        return new Permits(this, 1);
    }

    /// Acquires `permits` permits, to be released by closing the result.
    ///
    /// @throws InterruptedException as [#acquire(int)] does
    /// @throws IllegalArgumentException as [#acquire(int)] does
    public Permits hold(int permits) throws InterruptedException {
        acquire(permits);
        return new Permits(this, permits);
    }

    /// Changes how many permits there are.
    ///
    /// More serve those who wait at once. Fewer take nothing from anybody: what can be acquired
    /// goes below zero until enough have been released. A request that waits for more than the new
    /// size is refused when its turn comes.
    ///
    /// @throws IllegalArgumentException if `size` is negative
    public void resize(int size) {
        requireSize("resize", size);
        line.resize(size);
    }

    /// Returns how many permits there are.
    public int size() {
        return line.size();
    }

    /// Returns how many permits can be acquired; below zero if the size went below what is held.
    public int available() {
        return (int) line.available();
    }

    /// Returns a clause that acquires one permit, for a [io.millrace.select.Select].
    public <R> Clause<R> onAcquire(Supplier<? extends R> then) {
        return onAcquire(1, then);
    }

    /// Returns a clause that acquires `permits` permits. It stands in line like everybody else; if
    /// the select chooses another clause it leaves without having got any. Chosen for more than the
    /// size, it makes the await throw what [#acquire(int)] throws.
    ///
    /// @throws IllegalArgumentException if `permits` is negative
    public <R> Clause<R> onAcquire(int permits, Supplier<? extends R> then) {
        requireCount("onAcquire", permits);
        return new AcquireClause<>(line, permits, then);
    }

    @Override
    public SemaphoreStats stats() {
        line.lock();
        var stats =
                new SemaphoreStats(
                        name.get(),
                        line.size(),
                        line.available(),
                        line.receivers(),
                        line.waited(),
                        line.gaveUp());
        line.unlock();
        return stats;
    }

    @Override
    public String toString() {
        return name.toString();
    }

    private static void requireCount(String what, int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException(
                    what + "(" + permits + "): the number of permits must not be negative");
        }
    }

    private static void requireSize(String what, int size) {
        if (size < 0) {
            throw new IllegalArgumentException(
                    what + "(" + size + "): the number of permits must not be negative");
        }
    }

    /// Permits that are held until this is closed. May be closed by any thread, and again.
    public static final class Permits implements AutoCloseable {
        private static final VarHandle HELD;

        static {
            try {
                HELD = MethodHandles.lookup().findVarHandle(Permits.class, "held", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Semaphore semaphore;
        private volatile int held; // by HELD; 0 once it was closed

        private Permits(Semaphore semaphore, int held) {
            this.semaphore = semaphore;
            this.held = held;
        }

        /// Returns how many permits this holds; none once it was closed.
        public int held() {
            return held;
        }

        /// Releases the permits if they are still held.
        @Override
        public void close() {
            int mine = (int) HELD.getAndSet(this, 0);
            if (mine != 0) {
                semaphore.release(mine);
            }
        }
    }

    private static final class AcquireClause<R> extends LineClause<R> {
        private final PermitLine line;
        private final Integer permits;

        AcquireClause(PermitLine line, Integer permits, Supplier<? extends R> then) {
            super(line, then);
            this.line = line;
            this.permits = permits;
        }

        @Override
        public Object offer() {
            return permits;
        }

        @Override
        public boolean isOffering() {
            return true;
        }

        @Override
        public boolean mayBeReady() {
            return line.mayTake(permits);
        }

        @Override
        public @Nullable Waiter pollLocked(Waiter mine) {
            mine.ended = permits > line.size();
            return mine.ended || line.takeLocked(permits) ? Waiter.NOBODY : null;
        }

        @Override
        public R finish(Waiter mine) {
            if (mine.ended) {
                throw line.tooMany(permits);
            }
            return super.finish(mine);
        }
    }
}
