package io.millrace.pipeline;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Iterates over the elements of a [Pipeline], which runs on threads of its own meanwhile.
///
/// ```java
/// try (PipelineIterator<String> lines = pipeline.iterator()) {
///     while (lines.hasNext() && !lines.next().isEmpty()) { ... }
/// }
/// ```
///
/// **Waiting.** [#hasNext] starts the pipeline when it is first called, waits for an element, and
/// keeps it for [#next]; so the pipeline is at most two elements ahead, one here and one that its
/// last stage holds out. **Cancellation.** An interrupt makes either throw
/// [java.util.concurrent.CancellationException] with the interrupt flag set again, since an
/// iterator cannot throw [InterruptedException]. [#close] cancels whatever runs and waits for it;
/// after the last element there is nothing to close. **Ordering and memory.** What was done for an
/// element before it came out happens-before its return. **Errors.** A pipeline that fails makes
/// either throw [java.util.concurrent.CompletionException], with the first cause, and what else
/// failed suppressed in it.
///
/// An iterator is used by one thread at a time.
///
/// @param <T> the type of the elements
public final class PipelineIterator<T> implements Iterator<T>, AutoCloseable {
    private final String name;
    private final Stage<T> last;
    private @Nullable Detached<T> run;
    private @Nullable T ahead;
    private boolean ended;

    PipelineIterator(String name, Stage<T> last) {
        this.name = name;
        this.last = last;
    }

    static <T> Stream<T> stream(String name, Stage<T> last) {
        var iterator = new PipelineIterator<>(name, last);
        return StreamSupport.stream(new Elements<>(iterator), false).onClose(iterator::close);
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            Detached<T> mine = run;
            if (mine == null) {
                mine = new Detached<>(name, last);
                run = mine;
            }
            ahead = mine.next();
            ended = ahead == null;
        }
        return ahead != null;
    }

    @Override
    public T next() {
        T value = hasNext() ? ahead : null;
        if (value == null) {
            throw new NoSuchElementException("pipeline '" + name + "' has ended");
        }
        ahead = null;
        return value;
    }

    /// Ends the iteration, and with it the pipeline. Does nothing if it has ended.
    @Override
    public void close() {
        ended = true;
        ahead = null;
        if (run != null) {
            run.close();
        }
    }

    private static final class Elements<T> extends Spliterators.AbstractSpliterator<T> {
        private final PipelineIterator<T> iterator;

        Elements(PipelineIterator<T> iterator) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.iterator = iterator;
        }

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            if (!iterator.hasNext()) {
                return false;
            }
            action.accept(iterator.next());
            return true;
        }
    }
}
