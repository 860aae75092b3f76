package io.millrace.time;

import io.millrace.select.Clause;
import io.millrace.waiting.Case;
import io.millrace.waiting.Door;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Waiter;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The clause of a select that waits for a timer, a tick or a value.
///
/// @param isSource whether it keeps a select going: see [Case#isSource]
record TimedClause<E, R>(
        TimedSource<E> source, Function<? super E, ? extends R> then, boolean isSource)
        implements Clause<R>, Case<R> {

    @Override
    public ShortLock lock() {
        return source;
    }

    @Override
    public boolean mayBeReady() {
        return source.mayBeReady();
    }

    @Override
    public @Nullable Waiter poll(Waiter mine) {
        source.lock();
        try {
            return pollLocked(mine);
        } finally {
            source.unlock();
        }
    }

    @Override
    public @Nullable Waiter pollLocked(Waiter mine) {
        boolean taken = source.receivers() == 0 && source.takeInto(mine, Door.now()); // E2
        return taken ? Waiter.NOBODY : null;
    }

    @Override
    public void enqueue(Waiter mine) {
        source.addReceiver(mine);
    }

    @Override
    public boolean isTimed() {
        return true;
    }

    @Override
    public void setAlarm() {
        source.settle();
    }

    @Override
    public void leave(Waiter mine) {
        source.giveUp(mine, false);
    }

    @Override
    public @Nullable R finish(Waiter mine) {
        if (mine.ended) {
            return null;
        }
        @SuppressWarnings("unchecked") // only the source writes here
        E event = (E) Objects.requireNonNull(mine.item);
        return Objects.requireNonNull(then.apply(event), "a select handler returned null");
    }
}
