package io.millrace.pubsub;

import io.millrace.channel.Channel;
import io.millrace.channel.Closed;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.select.Clause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What readers of a subscription receive from: its channel, of which each element is opened by
/// whoever received it, and whose subscription ends with it.
///
/// @param <E> what is in the channel
/// @param <M> what readers get
final class Reading<E, M> implements Receiver<M> {

    /// What the subscription does for its readers.
    interface Desk<E, M> {

        /// Opens what was received.
        M open(E received);

        /// Takes back what a reader has received and could not keep.
        void takeBack(M opened);

        /// Is told that a reader hung up.
        void hungUp();
    }

    private final Channel<E> channel;
    private final Desk<E, M> desk;

    Reading(Channel<E> channel, Desk<E, M> desk) {
        this.channel = channel;
        this.desk = desk;
    }

    @Override
    public M receive() throws InterruptedException {
        return desk.open(channel.receive());
    }

    @Override
    public @Nullable M receiveOrNull() throws InterruptedException {
        E received = channel.receiveOrNull();
        return received == null ? null : desk.open(received);
    }

    @Override
    public Received<M> tryReceive() {
        return opened(channel.tryReceive());
    }

    @Override
    public Received<M> tryReceive(Duration timeout) throws InterruptedException {
        return opened(channel.tryReceive(timeout));
    }

    private Received<M> opened(Received<E> received) {
        return switch (received) {
            case Received.Value<E>(var value) -> new Received.Value<>(desk.open(value));
            case Received.Ended<E>(var closed) -> new Received.Ended<>(closed);
            case Received.Empty<E> _ -> new Received.Empty<>();
        };
    }

    @Override
    public List<M> receiveSome(int most) throws InterruptedException {
        var opened = new ArrayList<M>();
        channel.receiveSome(most).forEach(received -> opened.add(desk.open(received)));
        return opened;
    }

    @Override
    public int drainTo(Collection<? super M> target, int most) {
        Objects.requireNonNull(target, "target");
        var received = new ArrayList<E>();
        channel.drainTo(received, most);
        var opened = received.stream().map(desk::open).toList();
        int moved = 0;
        try {
            for (M message : opened) {
                target.add(message);
                moved++;
            }
        } finally { // it may not take them
            opened.subList(moved, opened.size()).forEach(desk::takeBack);
        }
        return moved;
    }

    @Override
    public boolean cancel() {
        try {
            return channel.cancel();
        } finally { // its hook may throw
            desk.hungUp();
        }
    }

    @Override
    public boolean cancel(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        try {
            return channel.cancel(cause);
        } finally { // its hook may throw
            desk.hungUp();
        }
    }

    @Override
    public boolean isDrained() {
        return channel.isDrained();
    }

    @Override
    public Iterator<M> iterator() {
        Iterator<E> received = channel.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return received.hasNext();
            }

            @Override
            public M next() {
                return desk.open(received.next());
            }
        };
    }

    @Override
    public Stream<M> stream() {
        return channel.stream().map(desk::open).onClose(desk::hungUp);
    }

    @Override
    public <R> Clause<R> onReceive(Function<? super M, ? extends R> then) {
        Objects.requireNonNull(then, "then");
        return channel.onReceive(received -> then.apply(desk.open(received)));
    }

    @Override
    public <R> Clause<R> onReceive(
            Function<? super M, ? extends R> then, Function<? super Closed, ? extends R> closed) {
        Objects.requireNonNull(then, "then");
        return channel.onReceive(received -> then.apply(desk.open(received)), closed);
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
