package io.millrace.pipeline;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats.State;
import io.millrace.channel.Receiver;
import io.millrace.channel.Sender;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.task.Scope;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// The sinks of terminal operations.
final class Ending {
    private Ending() {}

    /// Keeps what has been made of the elements so far; null before the first, if there is no
    /// start.
    static final class Fold<T, A> implements Sink<T> {
        private final BiFunction<? super A, ? super T, ? extends A> step;
        private A value;

        Fold(A start, BiFunction<? super A, ? super T, ? extends A> step) {
            this.step = step;
            value = start;
        }

        A value() {
            return value;
        }

        @Override
        public boolean push(T element) {
            value = Objects.requireNonNull(step.apply(value, element), "fold made null");
            return true;
        }
    }

    /// Keeps the first element, and wants no other.
    static final class First<T> implements Sink<T> {
        private @Nullable T first;

        @Nullable T first() {
            return first;
        }

        @Override
        public boolean push(T value) {
            if (first == null) {
                first = value;
            }
            return false;
        }
    }

    /// Puts the elements into a collector's container.
    static final class Collecting<T, A, R> implements Sink<T> {
        private final Collector<? super T, A, R> collector;
        private @Nullable A container;
        private @Nullable R result;

        Collecting(Collector<? super T, A, R> collector) {
            this.collector = collector;
        }

        @SuppressWarnings("NullAway") // a collector may return null, and then so does this
        R result() {
            return result;
        }

        @SuppressWarnings("NullAway") // likewise its container
        private A container() {
            if (container == null) {
                container = collector.supplier().get();
            }
            return container;
        }

        @Override
        public boolean push(T value) {
            collector.accumulator().accept(container(), value);
            return true;
        }

        @Override
        public void end() {
            result = collector.finisher().apply(container());
        }
    }

    /// Sends the elements to a channel that belongs to others.
    static final class Into<T> implements Sink<T> {
        private final Sender<? super T> to;
        private @Nullable ChannelClosedException closed;

        Into(Sender<? super T> to) {
            this.to = to;
        }

        @Override
        public boolean push(T value) throws InterruptedException {
            if (closed == null) {
                try {
                    to.send(value);
                } catch (ChannelClosedException e) {
                    closed = e;
                }
            }
            return closed == null;
        }

        /// Throws if the channel ended before the pipeline.
        void check() {
            if (closed != null) {
                throw closed;
            }
        }
    }

    /// Runs a pipeline in a scope of somebody's, who receives.
    static <T> Receiver<T> receiver(Pipeline<T> pipeline, Scope scope, int capacity) {
        Context.Cancellable run = scope.context().withCancel();
        Receiver<T> channel;
        try {
            channel = scope.produce(capacity, out -> produce(pipeline, run, (Channel<T>) out));
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
        return new OwnedReceiver<>(channel, run);
    }

    @SuppressWarnings("ReferenceEquality") // this very cause
    private static <T> void produce(Pipeline<T> pipeline, Context.Cancellable run, Channel<T> out)
            throws Exception {
        try (run) {
            run.<@Nullable Void, Exception>call(() -> {
                pipeline.into(out);
                return null;
            });
        } catch (ExecutionException | ContextEndedException e) {
            boolean gaveUp = e.getCause() == run.cause().orElse(null);
            if (!gaveUp || out.stats().state() != State.CANCELLED) {
                throw e instanceof ExecutionException report ? failure(report) : e;
            } // else the receiver has hung up
        }
    }

    private static Exception failure(ExecutionException report) {
        return switch (Run.first(report)) {
            case Error e -> throw e;
            case Exception e -> e;
            case Throwable _ -> report;
        };
    }
}
