package io.millrace.pipeline;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/*
 *   publisher -- onNext --> [ buffer ] --> the source's segment -- request(1) for each element taken out
 *
 * U1  requested - received + size of the buffer <= buffer: so onNext never waits and finds room, if the publisher keeps
 *     to what was asked of it. One that does not is cancelled, and fails the pipeline.
 * U2  The end of the channel is the end of the subscription: whoever comes first.
 */
/// A subscriber that a segment pulls from.
final class Subscribed<T> implements Flow.Subscriber<T> {
    private final Channel<T> buffer;
    private final int capacity;
    private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

    private Subscribed(Channel<T> buffer, int capacity) {
        this.buffer = buffer;
        this.capacity = capacity;
    }

    static <T> void pull(
            Flow.Publisher<? extends T> publisher, int capacity, Sink<? super T> sink, Run run)
            throws Exception {
        Channel<T> buffer = run.channel("publisher", capacity);
        var subscribed = new Subscribed<T>(buffer, capacity);
        try {
            publisher.subscribe(subscribed);
            subscribed.pull(sink);
        } finally {
            buffer.cancel();
            subscribed.cancel();
        }
    }

    private void pull(Sink<? super T> sink) throws Exception {
        for (T value = next(); value != null; value = next()) {
            request(1);
            if (!sink.push(value)) {
                return;
            }
        }
    }

    private @Nullable T next() throws Exception {
        try {
            return buffer.receiveOrNull();
        } catch (ChannelClosedException e) {
            throw failure(e);
        }
    }

    /// Returns what the publisher gave to onError, as something that can be thrown here.
    private static Exception failure(ChannelClosedException e) {
        return switch (e.getCause()) {
            case Error error -> throw error;
            case Exception exception -> exception;
            case null, default -> e;
        };
    }

    private void request(long more) {
        Subscription known = subscription.get();
        if (known != null) {
            known.request(more);
        }
    }

    private void cancel() {
        Subscription known = subscription.get();
        if (known != null) {
            known.cancel(); // does nothing if it has ended
        }
    }

    // ---- called by the publisher; these throw nothing but what the rules ask for, and do not wait

    @Override
    public void onSubscribe(Subscription given) {
        Objects.requireNonNull(given, "subscription");
        if (!subscription.compareAndSet(null, given)) {
            given.cancel();
            return;
        }
        if (buffer.isClosed()) { // the pipeline was over before the publisher came to it
            given.cancel();
            return;
        }
        given.request(capacity);
    }

    @Override
    public void onNext(T item) {
        Objects.requireNonNull(item, "item");
        switch (buffer.trySend(item)) {
            case SENT, DROPPED -> {} // a buffer of this kind drops nothing
            case CLOSED -> cancel();
            case FULL -> {
                cancel();
                buffer.fail(
                        new IllegalStateException(
                                "the publisher sent more than the "
                                        + capacity
                                        + " elements that it was asked for"));
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        buffer.fail(Objects.requireNonNull(failure, "failure"));
    }

    @Override
    public void onComplete() {
        buffer.close();
    }
}
