package io.millrace.channel;

import io.millrace.channel.ChannelStats.State;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A channel on which nothing ever happens.
final class NeverChannel<T> implements Channel<T> {
    private final Signal room = new Signal(this); // never fired
    private final Signal value = new Signal(this); // never fired

    private static final class NeverClause<R> extends Signal.SignalCase<R> implements Clause<R> {
        private final @Nullable Supplier<?> offer;

        NeverClause(Signal never, @Nullable Supplier<?> offer) {
            super(never);
            this.offer = offer;
        }

        @Override
        public boolean isOffering() {
            return offer != null;
        }

        @Override
        public @Nullable Object offer() {
            return offer == null
                    ? null
                    : Objects.requireNonNull(
                            offer.get(), "the value supplier of a send clause returned null");
        }

        @Override
        public R finish(Waiter mine) {
            throw new AssertionError("a clause of Channel.never() was chosen");
        }
    }

    @Override
    public void send(T value) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        room.await("send");
    }

    @Override
    public Sent trySend(T value) {
        Objects.requireNonNull(value, "value");
        return Sent.FULL;
    }

    @Override
    public Sent trySend(T value, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        awaitNothing(room, "send", timeout);
        return Sent.FULL;
    }

    @Override
    public int sendSome(List<? extends T> values) throws InterruptedException {
        for (Object value : values) {
            Objects.requireNonNull(value, "value");
        }
        if (!values.isEmpty()) {
            send(values.getFirst());
        }
        return 0;
    }

    @Override
    public void sendAll(List<? extends T> values) throws InterruptedException {
        sendSome(values);
    }

    @Override
    public List<T> receiveSome(int most) throws InterruptedException {
        if (most < 1) {
            throw new IllegalArgumentException("receiveSome(" + most + "): must be at least 1");
        }
        return List.of(receive());
    }

    @Override
    public int drainTo(Collection<? super T> target, int most) {
        Objects.requireNonNull(target, "target");
        return 0;
    }

    @Override
    public T receive() throws InterruptedException {
        value.await("receive");
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
        awaitNothing(value, "receive", timeout);
        return Received.Empty.instance();
    }

    private static void awaitNothing(Signal never, String doing, Duration timeout)
            throws InterruptedException {
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
    public BlockingQueue<T> asBlockingQueue() {
        return new QueueView<>(this, Contents.NONE);
    }

    @Override
    public <R> Clause<R> onReceive(Function<? super T, ? extends R> then) {
        Objects.requireNonNull(then, "then");
        return new NeverClause<>(value, null);
    }

    @Override
    public <R> Clause<R> onReceive(
            Function<? super T, ? extends R> then, Function<? super Closed, ? extends R> closed) {
        Objects.requireNonNull(closed, "closed");
        return onReceive(then);
    }

    @Override
    public <R> Clause<R> onSend(Supplier<? extends T> value, Supplier<? extends R> then) {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(then, "then");
        return new NeverClause<>(room, value);
    }

    @Override
    public <R> Clause<R> onSend(
            Supplier<? extends T> value,
            Supplier<? extends R> then,
            Function<? super Closed, ? extends R> closed) {
        Objects.requireNonNull(closed, "closed");
        return onSend(value, then);
    }

    @Override
    public String name() {
        return "never";
    }

    @Override
    public ChannelStats stats() {
        return new ChannelStats(name(), State.OPEN, 0, 0, room.waiting(), value.waiting(), 0, 0, 0);
    }

    @Override
    public String toString() {
        return "channel 'never'";
    }
}
