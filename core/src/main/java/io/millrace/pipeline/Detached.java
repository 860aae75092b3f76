package io.millrace.pipeline;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.context.Context;
import io.millrace.waiting.Door;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A run on a thread of its own, whose elements are pulled: behind iterators and streams, which
/// have no scope that they could run in. Used by one thread.
final class Detached<T> {
    private final String name;
    private final Channel<T> elements;
    private final Context.Cancellable context = Context.current().withCancel();
    private final Thread thread;

    Detached(String name, Stage<T> last) {
        this.name = name;
        elements = Channel.<T>builder().name(name + "/elements").build();
        thread = Door.start(null, name, () -> run(last));
    }

    private void run(Stage<T> last) {
        try (context) {
            context.<@Nullable Void, Exception>call(() -> {
                Run.execute(name, last, new Cut.ChannelSink<>(elements));
                return null;
            });
            elements.close();
        } catch (Throwable e) {
            elements.fail(e);
        }
    }

    /// Returns the next element, waiting for it; null at the end, when nothing runs any more.
    ///
    /// @throws CompletionException if the pipeline failed, with the first cause
    /// @throws CancellationException if this thread is interrupted; its flag is set again
    @Nullable T next() {
        try {
            T value = elements.receiveOrNull();
            if (value == null) {
                Door.join(thread);
            }
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException("interrupted while waiting for " + name);
            cancelled.initCause(e);
            throw cancelled;
        } catch (ChannelClosedException e) {
            Door.join(thread);
            throw failure(e);
        }
    }

    private static CompletionException failure(ChannelClosedException e) {
        Throwable report = e.getCause() == null ? e : e.getCause();
        Throwable cause = report instanceof ExecutionException ? report.getCause() : report;
        var failure = new CompletionException(report.getMessage(), cause);
        for (Throwable more : report.getSuppressed()) {
            failure.addSuppressed(more);
        }
        return failure;
    }

    /// Cancels the run if it has not ended, and waits until nothing of it runs.
    void close() {
        elements.cancel();
        context.cancel();
        Door.join(thread);
    }
}
