package io.millrace.pool;

import io.millrace.channel.Closed;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.context.tree.RoutineCancellation;
import io.millrace.select.Clause;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The receiving end of a channel that tells somebody when it is hung up: a pool that has nothing
/// to send at the moment would not hear of it otherwise.
final class PoolResults<R> implements Receiver<R> {
    private final Receiver<R> channel;
    private final Consumer<Throwable> onCancel;

    PoolResults(Receiver<R> channel, Consumer<Throwable> onCancel) {
        this.channel = channel;
        this.onCancel = onCancel;
    }

    @Override
    public R receive() throws InterruptedException {
        return channel.receive();
    }

    @Override
    public @Nullable R receiveOrNull() throws InterruptedException {
        return channel.receiveOrNull();
    }

    @Override
    public Received<R> tryReceive() {
        return channel.tryReceive();
    }

    @Override
    public Received<R> tryReceive(Duration timeout) throws InterruptedException {
        return channel.tryReceive(timeout);
    }

    @Override
    public List<R> receiveSome(int most) throws InterruptedException {
        return channel.receiveSome(most);
    }

    @Override
    public int drainTo(Collection<? super R> target, int most) {
        return channel.drainTo(target, most);
    }

    @Override
    public boolean cancel() {
        return cancel(new RoutineCancellation("the receiver of " + channel + " has hung up"));
    }

    @Override
    public boolean cancel(Throwable cause) {
        boolean first = channel.cancel(Objects.requireNonNull(cause, "cause"));
        if (first) {
            onCancel.accept(cause);
        }
        return first;
    }

    @Override
    public boolean isDrained() {
        return channel.isDrained();
    }

    @Override
    public Iterator<R> iterator() {
        return channel.iterator();
    }

    @Override
    public Stream<R> stream() {
        return channel.stream()
                .onClose(() ->
                        onCancel.accept(
                                new RoutineCancellation(
                                        "the stream of " + channel + " was closed")));
    }

    @Override
    public <S> Clause<S> onReceive(Function<? super R, ? extends S> then) {
        return channel.onReceive(then);
    }

    @Override
    public <S> Clause<S> onReceive(
            Function<? super R, ? extends S> then, Function<? super Closed, ? extends S> closed) {
        return channel.onReceive(then, closed);
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
