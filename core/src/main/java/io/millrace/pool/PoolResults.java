package io.millrace.pool;

import io.millrace.channel.Receiver;
import io.millrace.channel.ends.ReceivingEnd;
import io.millrace.context.tree.RoutineCancellation;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The receiving end of a channel that tells somebody when it is hung up: a pool that has nothing
/// to send at the moment would not hear of it otherwise.
final class PoolResults<R> extends ReceivingEnd<R> {
    private final Receiver<R> channel;
    private final Consumer<Throwable> onCancel;

    PoolResults(Receiver<R> channel, Consumer<Throwable> onCancel) {
        super(channel);
        this.channel = channel;
        this.onCancel = onCancel;
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
    public Stream<R> stream() {
        return channel.stream()
                .onClose(() ->
                        onCancel.accept(
                                new RoutineCancellation(
                                        "the stream of " + channel + " was closed")));
    }
}
