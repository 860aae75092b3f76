package io.millrace.time;

import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 *   accept(v) -> arrive(v, now) -> held back ... release -> ready ... taken
 *                      |               |                      |
 *                      +------------ dropped: by a newer one, or cancelled
 *
 * S1  accepted == taken + dropped + one each if something is held, and ready.
 * S2  What is ready was accepted before what is held.
 * S3  Closed  =>  nothing is held.
 */
/// What a debounce and a throttle have in common: the values, those who wait, and the end.
abstract class ValueShaper<T> extends TimedSource<T> implements Shaper<T> {
    private final String kind;
    private final String name;
    private @Nullable T held; // this and the following under lock
    private @Nullable T ready;
    private long readyAt; // since when
    private long accepted;
    private long taken;
    private long dropped;
    private boolean closed;

    ValueShaper(String kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /// Decides about a value that has just come: [#hold], [#letThrough] or [#drop] it. Requires:
    /// lock held, [#pass] called.
    abstract void arrive(T value, long now);

    /// Brings the state up to now: [releases][#release] what is to be let through by now. Requires:
    /// lock held.
    abstract void pass(long now);

    /// Returns when the value that is held back is to be let through. Requires: lock held, a value
    /// held.
    abstract long releaseAt();

    /// Forgets that a value came, as [#flush] and [#cancel] demand. Requires: lock held.
    abstract void settleDown();

    /// Is told that a value was taken. Requires: lock held.
    abstract void gave(long now);

    final void hold(T value) {
        if (held != null) {
            dropped++;
        }
        held = value;
    }

    final void letThrough(T value, long now) {
        if (ready != null) {
            dropped++;
        }
        ready = value;
        readyAt = now;
    }

    final void drop() {
        dropped++;
    }

    final boolean isReady() {
        return ready != null;
    }

    /// Lets through what is held.
    ///
    /// @return whether anything was
    final boolean release(long at) {
        T value = held;
        if (value == null) {
            return false;
        }
        held = null;
        letThrough(value, at);
        return true;
    }

    @Override
    public void accept(T value) {
        Objects.requireNonNull(value, "value");
        lock();
        boolean open = !closed;
        Waiter woken = null;
        if (open) {
            long now = Door.now();
            accepted++;
            pass(now);
            arrive(value, now);
            woken = serve(now);
        }
        unlockAndSettle(woken);
        if (!open) {
            throw new SourceClosedException(name + " was closed: it takes no more values");
        }
    }

    @Override
    public boolean flush() {
        lock();
        long now = Door.now();
        pass(now);
        boolean flushed = release(now);
        settleDown();
        Waiter woken = serve(now);
        unlockAndSettle(woken);
        return flushed;
    }

    @Override
    public boolean cancel() {
        lock();
        int lost = count();
        dropped += lost;
        held = null;
        ready = null;
        settleDown();
        unlockAndSettle(null);
        return lost > 0;
    }

    @Override
    public void close() {
        lock();
        long now = Door.now();
        pass(now);
        release(now);
        settleDown();
        closed = true;
        Waiter woken = serve(now);
        Waiter told = endAll(); // whoever still waits found nothing
        unlock();
        completeAll(told);
        completeAll(woken);
        settle();
        Watch.unregister(this);
    }

    @Override
    public T await() throws InterruptedException {
        return value(next()).orElseThrow(this::isClosed);
    }

    @Override
    public @Nullable T awaitOrNull() throws InterruptedException {
        return value(next()).orElse(null);
    }

    @Override
    public Optional<T> tryAwait() {
        return valueOrNone(nextNow());
    }

    @Override
    public Optional<T> tryAwait(Duration timeout) throws InterruptedException {
        return valueOrNone(next(Door.nanos(Objects.requireNonNull(timeout, "timeout"))));
    }

    private Optional<T> valueOrNone(@Nullable Waiter given) {
        if (given == null) {
            return Optional.empty();
        }
        return Optional.of(value(given).orElseThrow(this::isClosed));
    }

    /// Returns the value that was given, or empty for the end.
    @SuppressWarnings("unchecked") // only this source writes there
    private Optional<T> value(Waiter given) {
        return Optional.ofNullable((T) given.item);
    }

    @Override
    public <R> Clause<R> onValue(Function<? super T, ? extends R> then) {
        return new TimedClause<>(this, Objects.requireNonNull(then, "then"), true);
    }

    private SourceClosedException isClosed() {
        return new SourceClosedException(
                name + " was closed and nothing is left: leave the loop, or use awaitOrNull()");
    }

    @Override
    public ShaperStats stats() {
        lock();
        long in = accepted;
        long out = taken;
        long lost = dropped;
        int inside = count();
        boolean ended = closed;
        int waiting = receivers();
        unlock();
        return new ShaperStats(kind, name, ended, in, out, lost, inside, waiting);
    }

    private int count() {
        return (held == null ? 0 : 1) + (ready == null ? 0 : 1);
    }

    @Override
    final @Nullable T peek(long now) {
        pass(now);
        return ready;
    }

    @Override
    final void take(T value, long now) {
        ready = null;
        taken++;
        gave(now);
    }

    @Override
    final boolean isComing() {
        return ready != null || held != null;
    }

    @Override
    final boolean isEnded() {
        return closed && ready == null;
    }

    @Override
    final long due() {
        return ready != null ? readyAt : releaseAt();
    }

    @Override
    final boolean mayBeReady() {
        return closed || ready != null || (held != null && releaseAt() - Door.now() <= 0);
    }

    @Override
    final String doing() {
        return kind;
    }

    @Override
    public String toString() {
        return name;
    }
}
