package io.millrace.guard;

import io.millrace.guard.RateLine.Answer;
import io.millrace.select.Clause;
import io.millrace.waiting.Case;
import io.millrace.waiting.Door;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Waiter;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The clause of a select that takes permits.
record PermitClause<R>(RateLimiter limiter, RateLine line, long permits, Supplier<? extends R> then)
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
        return new Wish(permits);
    }

    @Override
    public boolean mayBeReady() {
        return line.receivers() == 0;
    }

    @Override
    public @Nullable Waiter poll(Waiter mine) { // one that goes on to wait has not been refused
        Answer answer = line.takeAtOnce(permits);
        if (answer != null) {
            return answer == Answer.GRANTED ? Waiter.NOBODY : null;
        }
        line.lock();
        Waiter partner = pollLocked(mine);
        line.unlock();
        return partner;
    }

    @Override
    public @Nullable Waiter pollLocked(Waiter mine) {
        if (!line.isThere(permits, Door.now())) {
            return null;
        }
        line.grant(permits);
        return Waiter.NOBODY;
    }

    @Override
    public void enqueue(Waiter mine) {
        line.join(mine);
    }

    @Override
    public boolean isTimed() {
        return true;
    }

    @Override
    public void setAlarm() {
        line.joined();
    }

    @Override
    public void leave(Waiter mine) {
        line.leaveFor(mine);
    }

    @Override
    public R finish(Waiter mine) {
        if (mine.ended) {
            throw limiter.tooMany("onPermits", permits);
        }
        return Objects.requireNonNull(then.get(), "a select handler returned null");
    }
}
