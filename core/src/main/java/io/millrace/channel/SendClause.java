package io.millrace.channel;

import io.millrace.select.Clause;
import io.millrace.waiting.Case;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Waiter;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The clause of a select that sends to a channel.
record SendClause<T, R>(
        AbstractChannel<T> channel,
        Supplier<? extends T> value,
        Supplier<? extends R> then,
        @Nullable Function<? super Closed, ? extends R> whenClosed)
        implements Clause<R>, Case<R> {

    @Override
    public ShortLock lock() {
        return channel;
    }

    @Override
    public boolean isOffering() {
        return true;
    }

    @Override
    public Object offer() {
        return Objects.requireNonNull(
                value.get(), "the value supplier of a send clause returned null");
    }

    @Override
    public boolean mayBeReady() {
        return channel.maySend();
    }

    @Override
    public long absence() {
        return channel.fullSince();
    }

    @Override
    public boolean isStillAbsent(long stamp) {
        return channel.isFullSince(stamp);
    }

    @Override
    public @Nullable Waiter poll(Waiter mine) {
        return channel.pollSend(mine);
    }

    @Override
    public @Nullable Waiter pollLocked(Waiter mine) {
        return channel.pollSendLocked(mine);
    }

    @Override
    public void enqueue(Waiter mine) {
        channel.addSender(mine);
    }

    @Override
    public void leave(Waiter mine) {
        channel.leave(mine);
    }

    @Override
    public R finish(Waiter mine) {
        if (!mine.ended) {
            if (mine.item != null) {
                channel.undelivered(channel.value(mine.item));
            }
            return Objects.requireNonNull(then.get(), "a select handler returned null");
        }
        if (whenClosed == null) {
            throw new ChannelClosedException(channel.closed());
        }
        return Objects.requireNonNull(
                whenClosed.apply(channel.closed()), "a select handler returned null");
    }
}
