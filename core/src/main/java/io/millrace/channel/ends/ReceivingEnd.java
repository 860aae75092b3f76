package io.millrace.channel.ends;

import io.millrace.channel.Closed;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.select.Clause;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The receiving end of a channel whose sender is told at once when it is hung up: one that has
/// nothing to send at the moment would not hear of it otherwise.
///
/// @param <T> the type of the values
public abstract class ReceivingEnd<T> implements Receiver<T> {
    private final Receiver<T> channel;

    /// Makes an end of `channel`.
    protected ReceivingEnd(Receiver<T> channel) {
        this.channel = channel;
    }

    /// Cancels the channel and tells the sender. A stream that is closed does so, too.
    @Override
    public abstract boolean cancel();

    @Override
    public abstract boolean cancel(Throwable cause);

    @Override
    public final T receive() throws InterruptedException {
        return channel.receive();
    }

    @Override
    public final @Nullable T receiveOrNull() throws InterruptedException {
        return channel.receiveOrNull();
    }

    @Override
    public final Received<T> tryReceive() {
        return channel.tryReceive();
    }

    @Override
    public final Received<T> tryReceive(Duration timeout) throws InterruptedException {
        return channel.tryReceive(timeout);
    }

    @Override
    public final List<T> receiveSome(int most) throws InterruptedException {
        return channel.receiveSome(most);
    }

    @Override
    public final int drainTo(Collection<? super T> target, int most) {
        return channel.drainTo(target, most);
    }

    @Override
    public final boolean isDrained() {
        return channel.isDrained();
    }

    @Override
    public final Iterator<T> iterator() {
        return channel.iterator();
    }

    @Override
    public Stream<T> stream() {
        return channel.stream().onClose(this::cancel);
    }

    @Override
    public final <R> Clause<R> onReceive(Function<? super T, ? extends R> then) {
        return channel.onReceive(then);
    }

    @Override
    public final <R> Clause<R> onReceive(
            Function<? super T, ? extends R> then, Function<? super Closed, ? extends R> closed) {
        return channel.onReceive(then, closed);
    }

    @Override
    public final String toString() {
        return channel.toString();
    }
}
