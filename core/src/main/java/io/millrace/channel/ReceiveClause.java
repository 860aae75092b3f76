package io.millrace.channel;

import io.millrace.select.Clause;
import io.millrace.waiting.Case;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Waiter;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The clause of a select that receives from a channel.
record ReceiveClause<T, R>(
        AbstractChannel<T> channel,
        Function<? super T, ? extends R> then,
        @Nullable Function<? super Closed, ? extends R> whenClosed)
        implements Clause<R>, Case<R> {

    @Override
    public ShortLock lock() {
        return channel;
    }

    @Override
    public boolean mayBeReady() {
        return channel.mayReceive();
    }

    @Override
    public long absence() {
        return channel.emptySince();
    }

    @Override
    public boolean isStillAbsent(long stamp) {
        return channel.isEmptySince(stamp);
    }

    @Override
    public @Nullable Waiter poll(Waiter mine) {
        return channel.pollReceive(mine);
    }

    @Override
    public @Nullable Waiter pollLocked(Waiter mine) {
        return channel.pollReceiveLocked(mine);
    }

    @Override
    public void enqueue(Waiter mine) {
        channel.addReceiver(mine);
    }

    @Override
    public void leave(Waiter mine) {
        channel.leave(mine);
    }

    @Override
    public @Nullable R finish(Waiter mine) {
        if (!mine.ended) {
            @SuppressWarnings("unchecked") // only senders of T write here
            T value = (T) Objects.requireNonNull(mine.item);
            return Objects.requireNonNull(then.apply(value), "a select handler returned null");
        }
        Closed closed = channel.closed();
        if (whenClosed != null) {
            return Objects.requireNonNull(
                    whenClosed.apply(closed), "a select handler returned null");
        }
        if (closed.isClean()) {
            return null;
        }
        throw new ChannelClosedException(closed);
    }
}
