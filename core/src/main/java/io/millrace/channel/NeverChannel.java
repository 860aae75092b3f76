package io.millrace.channel;

import io.millrace.channel.ChannelStats.State;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A channel on which nothing ever happens.
final class NeverChannel<T> implements Channel<T> {
    private final Signal never = new Signal(this);

    private static final class NeverClause<R> extends Signal.SignalCase<R> implements Clause<R> {
        NeverClause(Signal never) {
            super(never);
        }

        @Override
        public R finish(Waiter mine) {
            throw new AssertionError("a clause of Channel.never() was chosen");
        }
    }

    @Override
    public void send(T value) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        never.await("send");
    }

    @Override
    public Sent trySend(T value) {
        Objects.requireNonNull(value, "value");
        return Sent.FULL;
    }

    @Override
    public Sent trySend(T value, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        awaitNothing("send", timeout);
        return Sent.FULL;
    }

    @Override
    public T receive() throws InterruptedException {
        never.await("receive");
        throw new AssertionError("Channel.never() has ended");
    }

    @Override
    public @Nullable T receiveOrNull() throws InterruptedException {
        return receive();
    }

    @Override
    public Received<T> tryReceive() {
        return Received.Empty.instance();
    }

    @Override
    public Received<T> tryReceive(Duration timeout) throws InterruptedException {
        awaitNothing("receive", timeout);
        return Received.Empty.instance();
    }

    private void awaitNothing(String doing, Duration timeout) throws InterruptedException {
        never.awaitUntil(doing, Door.now() + Door.nanos(timeout));
    }

    @Override
    public boolean close() {
        throw cannotEnd("close");
    }

    @Override
    public boolean fail(Throwable cause) {
        throw cannotEnd("fail");
    }

    @Override
    public boolean cancel() {
        throw cannotEnd("cancel");
    }

    @Override
    public boolean cancel(Throwable cause) {
        throw cannotEnd("cancel");
    }

    private static UnsupportedOperationException cannotEnd(String how) {
        return new UnsupportedOperationException(
                how
                        + " of Channel.never(): nothing ever happens on it; use a channel of another kind");
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public boolean isDrained() {
        return false;
    }

    @Override
    public Iterator<T> iterator() {
        return new ChannelIterator<>(this);
    }

    @Override
    public Stream<T> stream() {
        return ChannelIterator.stream(this);
    }

    @Override
    public <R> Clause<R> onReceive(Function<? super T, ? extends R> then) {
        return new NeverClause<>(never);
    }

    @Override
    public <R> Clause<R> onReceive(
            Function<? super T, ? extends R> then, Function<? super Closed, ? extends R> closed) {
        return new NeverClause<>(never);
    }

    @Override
    public <R> Clause<R> onSend(Supplier<? extends T> value, Supplier<? extends R> then) {
        return new NeverClause<>(never);
    }

    @Override
    public <R> Clause<R> onSend(
            Supplier<? extends T> value,
            Supplier<? extends R> then,
            Function<? super Closed, ? extends R> closed) {
        return new NeverClause<>(never);
    }

    @Override
    public String name() {
        return "never";
    }

    @Override
    public ChannelStats stats() {
        return new ChannelStats(name(), State.OPEN, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public String toString() {
        return "channel 'never'";
    }
}
