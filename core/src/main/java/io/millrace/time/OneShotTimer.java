package io.millrace.time;

import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A timer: a time, and whether its fire is still to be given to somebody.
final class OneShotTimer extends TimedSource<OneShotTimer.Fire> implements Timer {

    /// What is given to whoever waits.
    enum Fire {
        FIRE
    }

    private boolean pending; // under lock
    private long due; // under lock

    private OneShotTimer(boolean pending, long due) {
        this.pending = pending;
        this.due = due;
    }

    static OneShotTimer after(Duration delay) {
        long nanos = Door.nanos(Objects.requireNonNull(delay, "delay"));
        return new OneShotTimer(true, Door.now() + nanos);
    }

    static OneShotTimer stopped() {
        return new OneShotTimer(false, 0);
    }

    @Override
    public void await() throws InterruptedException {
        next();
    }

    @Override
    public boolean tryAwait() {
        return nextNow() != null;
    }

    @Override
    public boolean tryAwait(Duration timeout) throws InterruptedException {
        return next(Door.nanos(Objects.requireNonNull(timeout, "timeout"))) != null;
    }

    @Override
    public <R> Clause<R> onFire(Supplier<? extends R> then) {
        Objects.requireNonNull(then, "then");
        return new TimedClause<>(this, fire -> then.get(), false);
    }

    @Override
    public boolean stop() {
        return set(false, 0);
    }

    @Override
    public boolean reset(Duration delay) {
        long nanos = Door.nanos(Objects.requireNonNull(delay, "delay"));
        return set(true, nanos);
    }

    private boolean set(boolean fires, long nanos) {
        lock();
        boolean before = pending;
        pending = fires;
        due = fires ? Door.now() + nanos : 0;
        unlockAndSettle(null);
        return before;
    }

    @Override
    public boolean isPending() {
        lock();
        boolean is = pending;
        unlock();
        return is;
    }

    @Override
    public Duration remaining() {
        lock();
        long nanos = pending ? Math.max(0, due - Door.now()) : 0;
        unlock();
        return Duration.ofNanos(nanos);
    }

    @Override
    @Nullable Fire peek(long now) {
        return pending && due - now <= 0 ? Fire.FIRE : null;
    }

    @Override
    void take(Fire fire, long now) {
        pending = false;
    }

    @Override
    boolean isComing() {
        return pending;
    }

    @Override
    boolean isEnded() {
        return false;
    }

    @Override
    long due() {
        return due;
    }

    @Override
    boolean mayBeReady() {
        return pending && due - Door.now() <= 0;
    }

    @Override
    String doing() {
        return "timer";
    }

    @Override
    public String toString() {
        return "timer"; // always the same: a watch adds up waits by what they are called
    }
}
