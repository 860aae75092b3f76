package io.millrace.channel;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A channel in the words of a [BlockingQueue]; [Channel#asBlockingQueue] says what they mean.
///
/// It has no state of its own: what adds and takes are the channel's public operations, what looks
/// goes to the [Contents].
final class QueueView<T> extends AbstractQueue<T> implements BlockingQueue<T> {
    private final Channel<T> channel;
    private final Contents contents;

    QueueView(Channel<T> channel, Contents contents) {
        this.channel = channel;
        this.contents = contents;
    }

    // ---- adding

    @Override
    public void put(T value) throws InterruptedException {
        channel.send(value);
    }

    @Override
    public boolean offer(T value) {
        return taken(channel.trySend(value));
    }

    @Override
    public boolean offer(T value, long timeout, TimeUnit unit) throws InterruptedException {
        return taken(channel.trySend(value, duration(timeout, unit)));
    }

    @Override
    public boolean add(T value) {
        if (!offer(value)) {
            throw new IllegalStateException(
                    channel + " is full (capacity " + channel.stats().capacity() + ")");
        }
        return true;
    }

    private boolean taken(Sent result) {
        return switch (result) {
            case SENT, DROPPED -> true;
            case FULL -> false;
            case CLOSED -> throw new ChannelClosedException(ended());
        };
    }

    /// Returns why nothing can be added. Requires: the channel has ended.
    private Closed ended() {
        return channel instanceof AbstractChannel<T> known
                ? known.closed()
                : new Closed(channel, null);
    }

    private static Duration duration(long timeout, TimeUnit unit) {
        return Duration.ofNanos(unit.toNanos(timeout));
    }

    // ---- taking

    @Override
    public T take() throws InterruptedException {
        return channel.receive();
    }

    @Override
    public @Nullable T poll() {
        return channel.tryReceive() instanceof Received.Value<T>(T value) ? value : null;
    }

    @Override
    public @Nullable T poll(long timeout, TimeUnit unit) throws InterruptedException {
        return switch (channel.tryReceive(duration(timeout, unit))) {
            case Received.Value<T>(T value) -> value;
            case Received.Empty<T> _ -> null;
            case Received.Ended<T>(Closed closed) -> throw new ChannelClosedException(closed);
        };
    }

    @Override
    public int drainTo(Collection<? super T> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a collection that merely equals this is none of ours
    public int drainTo(Collection<? super T> target, int most) {
        Objects.requireNonNull(target, "target");
        if (target == this) {
            throw new IllegalArgumentException("drainTo(" + channel + ") into itself");
        }
        return channel.drainTo(target, most);
    }

    @Override
    public void clear() {
        for (int left = size(); left > 0 && poll() != null; left--) {
            // received, and forgotten
        }
    }

    // ---- looking

    @Override
    public @Nullable T peek() {
        Object first = contents.first();
        return first == null ? null : value(first);
    }

    @Override
    public int size() {
        return channel.stats().size();
    }

    @Override
    public int remainingCapacity() {
        ChannelStats stats = channel.stats();
        if (stats.state() != ChannelStats.State.OPEN) {
            return 0;
        }
        return stats.capacity() == ChannelBuilder.UNBOUNDED
                ? Integer.MAX_VALUE
                : stats.capacity() - stats.size();
    }

    @Override
    public boolean contains(@Nullable Object wanted) {
        return indexOf(wanted, contents.values()) >= 0;
    }

    @Override
    public boolean remove(@Nullable Object wanted) {
        while (true) {
            Object[] values = contents.values();
            int index = indexOf(wanted, values);
            if (index < 0) {
                return false;
            }
            if (removeAt(index, values)) {
                return true;
            }
            // Somebody else has received it; there may be another that equals it.
        }
    }

    private static int indexOf(@Nullable Object wanted, Object[] values) {
        for (int i = 0; wanted != null && i < values.length; i++) {
            if (wanted.equals(values[i])) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("ReferenceEquality") // as Contents.remove counts them
    private boolean removeAt(int index, Object[] values) {
        int behind = 0;
        for (int i = index + 1; i < values.length; i++) {
            if (values[i] == values[index]) {
                behind++;
            }
        }
        return contents.remove(values[index], behind);
    }

    @Override
    public @Nullable Object[] toArray() {
        return contents.values();
    }

    @Override
    @SuppressWarnings("NullAway") // as for every collection, what lies behind the values is null
    public <E extends @Nullable Object> E[] toArray(E[] target) {
        return Arrays.asList(contents.values()).toArray(target);
    }

    @Override
    public Iterator<T> iterator() {
        return new Values(contents.values());
    }

    /// Splits a copy. The one that collections have by default trusts the size to stay as it is.
    @Override
    public Spliterator<T> spliterator() {
        return Spliterators.spliterator(
                contents.values(), Spliterator.ORDERED | Spliterator.NONNULL);
    }

    @SuppressWarnings("unchecked") // only values of T are ever buffered
    private T value(Object buffered) {
        return (T) buffered;
    }

    /// Walks through a copy, and removes from the channel.
    private final class Values implements Iterator<T> {
        private final Object[] values;
        private int next;
        private int last = -1; // that next() returned and remove() has not removed

        Values(Object[] values) {
            this.values = values;
        }

        @Override
        public boolean hasNext() {
            return next < values.length;
        }

        @Override
        public T next() {
            if (next == values.length) {
                throw new NoSuchElementException(
                        "all " + values.length + " values were returned, of " + channel);
            }
            last = next++;
            return value(values[last]);
        }

        @Override
        public void remove() {
            if (last < 0) {
                throw new IllegalStateException("remove() wants a next() before it");
            }
            removeAt(last, values);
            last = -1;
        }
    }
}
