package io.millrace.guard;

import io.millrace.select.Clause;
import io.millrace.waiting.Case;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Waiter;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The clause of a select that takes permits.
record PermitClause<R>(
        RateLimiter limiter, PermitLine line, long permits, Supplier<? extends R> then)
        implements Clause<R>, Case<R> {

    @Override
    public ShortLock lock() {
        return line;
    }

    @Override
    public boolean isOffering() {
        return true;
    }

    @Override
    public Object offer() {
        return new PermitLine.Wish(permits);
    }

    @Override
    public boolean mayBeReady() {
        return line.mayBeReady();
    }

    @Override
    public @Nullable Waiter poll(Waiter mine) {
        return line.poll(mine);
    }

    @Override
    public @Nullable Waiter pollLocked(Waiter mine) {
        return line.pollLocked(mine);
    }

    @Override
    public void enqueue(Waiter mine) {
        line.enqueue(mine);
    }

    @Override
    public boolean isTimed() {
        return true;
    }

    @Override
    public void setAlarm() {
        line.parking();
    }

    @Override
    public void leave(Waiter mine) {
        line.leaveLine(mine);
    }

    @Override
    public R finish(Waiter mine) {
        if (mine.ended) {
            throw limiter.tooMany("onPermits", permits);
        }
        return Objects.requireNonNull(then.get(), "a select handler returned null");
    }
}
