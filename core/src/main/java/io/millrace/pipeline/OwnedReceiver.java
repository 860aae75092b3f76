package io.millrace.pipeline;

import io.millrace.channel.Closed;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.context.Context;
import io.millrace.select.Clause;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The receiving end of a pipeline that runs in somebody's scope: hanging up ends the pipeline at
/// once, not only when it next sends.
final class OwnedReceiver<T> implements Receiver<T> {
    private final Receiver<T> channel;
    private final Context.Cancellable run;

    OwnedReceiver(Receiver<T> channel, Context.Cancellable run) {
        this.channel = channel;
        this.run = run;
    }

    @Override
    public boolean cancel() {
        boolean first = channel.cancel();
        run.cancel();
        return first;
    }

    @Override
    public boolean cancel(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        boolean first = channel.cancel(cause);
        run.cancel(cause);
        return first;
    }

    @Override
    public Stream<T> stream() {
        return channel.stream().onClose(this::cancel);
    }

    @Override
    public T receive() throws InterruptedException {
        return channel.receive();
    }

    @Override
    public @Nullable T receiveOrNull() throws InterruptedException {
        return channel.receiveOrNull();
    }

    @Override
    public Received<T> tryReceive() {
        return channel.tryReceive();
    }

    @Override
    public Received<T> tryReceive(Duration timeout) throws InterruptedException {
        return channel.tryReceive(timeout);
    }

    @Override
    public List<T> receiveSome(int most) throws InterruptedException {
        return channel.receiveSome(most);
    }

    @Override
    public int drainTo(Collection<? super T> target, int most) {
        return channel.drainTo(target, most);
    }

    @Override
    public boolean isDrained() {
        return channel.isDrained();
    }

    @Override
    public Iterator<T> iterator() {
        return channel.iterator();
    }

    @Override
    public <R> Clause<R> onReceive(Function<? super T, ? extends R> then) {
        return channel.onReceive(then);
    }

    @Override
    public <R> Clause<R> onReceive(
            Function<? super T, ? extends R> then, Function<? super Closed, ? extends R> closed) {
        return channel.onReceive(then, closed);
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
