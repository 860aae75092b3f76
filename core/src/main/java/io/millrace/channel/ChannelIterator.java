package io.millrace.channel;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Receives until the clean end, for loops and streams. Used by one thread.
final class ChannelIterator<T> implements Iterator<T> {
    private final Receiver<T> receiver;
    private @Nullable T ahead; // received by hasNext() for next()
    private boolean ended;

    ChannelIterator(Receiver<T> receiver) {
        this.receiver = receiver;
    }

    static <T> Stream<T> stream(Receiver<T> receiver) {
        return StreamSupport.stream(new Values<>(receiver), false).onClose(receiver::cancel);
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            ahead = receive(receiver);
            ended = ahead == null;
        }
        return ahead != null;
    }

    @Override
    public T next() {
        T value = hasNext() ? ahead : null;
        if (value == null) {
            throw new NoSuchElementException(receiver + " has ended");
        }
        ahead = null;
        return value;
    }

    private static <T> @Nullable T receive(Receiver<T> receiver) {
        try {
            return receiver.receiveOrNull();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cancelled =
                    new CancellationException("interrupted while iterating over " + receiver);
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    private static final class Values<T> extends Spliterators.AbstractSpliterator<T> {
        private final Receiver<T> receiver;

        Values(Receiver<T> receiver) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.receiver = receiver;
        }

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            T value = receive(receiver);
            if (value == null) {
                return false;
            }
            action.accept(value);
            return true;
        }
    }
}
