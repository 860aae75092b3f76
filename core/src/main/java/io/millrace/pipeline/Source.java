package io.millrace.pipeline;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats;
import io.millrace.channel.Receiver;
import io.millrace.pipeline.Cut.Feeders;
import io.millrace.task.Producer;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes the [Pipeline]s that elements come out of.
///
/// Nothing is opened, read or asked for before a terminal operation. A pipeline may be run many
/// times, unless its source says otherwise. What a run has opened it closes, however it ends.
///
/// **Waiting. Cancellation. Ordering and memory. Errors.** As [Pipeline] says. What the source
/// throws fails the pipeline. A source that is waited for, a receiver, a file, a producer, is
/// interrupted when nobody wants any more. **Bound.** Each holds one element, in hand, and what it
/// says beside.
public final class Source {
    private Source() {}

    /// A pipeline of these elements.
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    public static <T> Pipeline<T> of(T... elements) {
        List<T> copy = List.of(elements);
        return named("elements", copy);
    }

    /// A pipeline of no elements.
    public static <T> Pipeline<T> empty() {
        return new Pipeline<>(new Origin<>("empty", 0, "", (sink, run) -> {}));
    }

    /// A pipeline of what `elements` has, or makes, when it is run.
    public static <T> Pipeline<T> from(Iterable<? extends T> elements) {
        Objects.requireNonNull(elements, "elements");
        return named("iterable", elements);
    }

    private static <T> Pipeline<T> named(String label, Iterable<? extends T> elements) {
        return new Pipeline<>(new Origin<>(label, (sink, run) -> pull(elements.iterator(), sink)));
    }

    private static <T> void pull(Iterator<? extends T> from, Sink<? super T> sink)
            throws Exception {
        boolean wants = true;
        while (wants && from.hasNext()) {
            wants = sink.push(Objects.requireNonNull(from.next(), "an element of the source"));
        }
    }

    /// A pipeline of what the stream has that `streams` supplies to each run; it is closed at the
    /// end.
    public static <T> Pipeline<T> fromStream(Supplier<? extends Stream<? extends T>> streams) {
        Objects.requireNonNull(streams, "streams");
        return new Pipeline<>(
                new Origin<>(
                        "stream",
                        (sink, run) -> {
                            try (Stream<? extends T> stream =
                                    Objects.requireNonNull(streams.get(), "the stream")) {
                                pull(stream.iterator(), sink);
                            }
                        }));
    }

    /// A pipeline of what comes out of `receiver`. When the pipeline leaves before the end, because
    /// nobody wants any more, or because it fails, the receiver is [cancelled][Receiver#cancel()],
    /// so that whoever sends to it is freed. Runs share what comes.
    public static <T> Pipeline<T> from(Receiver<? extends T> receiver) {
        Objects.requireNonNull(receiver, "receiver");
        return new Pipeline<>(
                new Origin<>(
                        "receiver",
                        (sink, run) -> {
                            boolean whole = false;
                            try {
                                whole = receive(receiver, sink);
                            } finally {
                                if (!whole) {
                                    receiver.cancel();
                                }
                            }
                        }));
    }

    /// As [#from(Receiver)], but leaves the receiver open: others go on receiving what the pipeline
    /// has not taken.
    public static <T> Pipeline<T> sharing(Receiver<? extends T> receiver) {
        Objects.requireNonNull(receiver, "receiver");
        return new Pipeline<>(
                new Origin<>("shared receiver", (sink, run) -> receive(receiver, sink)));
    }

    private static <T> boolean receive(Receiver<? extends T> receiver, Sink<? super T> sink)
            throws Exception {
        for (T value = receiver.receiveOrNull(); value != null; value = receiver.receiveOrNull()) {
            if (!sink.push(value)) {
                return false;
            }
        }
        return true;
    }

    /// A pipeline of what `body` sends. It runs in a task of its own: returning ends the pipeline
    /// cleanly, throwing fails it. When nobody wants any more, the task is interrupted, and its
    /// next send throws [io.millrace.channel.ChannelClosedException], which it may let pass.
    ///
    /// **Bound.** `capacity` elements in the buffer, one in the body's hand, one in that of the
    /// stage behind.
    ///
    /// @param capacity 0 for a rendezvous
    /// @throws IllegalArgumentException if `capacity` is negative
    public static <T> Pipeline<T> produce(int capacity, Producer<T> body) {
        Pipeline.requireCapacity("produce", capacity, 0);
        Objects.requireNonNull(body, "body");
        Stage<T> producer = new Producing<>(body);
        return new Pipeline<>(
                new Origin<>(
                        "producer",
                        capacity + 2L,
                        capacity + " in the buffer, 1 in the body's hand, 1 in hand",
                        (sink, run) -> {
                            try (var feeders =
                                    new Feeders<T>(run, "producer", capacity, List.of(producer))) {
                                Cut.drain(feeders.channel, sink);
                            }
                        }));
    }

    /// A pipeline of what `next` returns, again and again, without end: see [Pipeline#take] and
    /// [Pipeline#takeWhile].
    public static <T> Pipeline<T> generate(Callable<? extends T> next) {
        Objects.requireNonNull(next, "next");
        return new Pipeline<>(
                new Origin<>(
                        "generator",
                        (sink, run) -> {
                            boolean wants = true;
                            while (wants) {
                                wants =
                                        sink.push(
                                                Objects.requireNonNull(
                                                        next.call(), "what was generated"));
                            }
                        }));
    }

    /// A pipeline of the numbers from `from` on, up to but without `to`.
    public static Pipeline<Long> range(long from, long to) {
        return new Pipeline<>(
                new Origin<>(
                        "range(" + from + ", " + to + ")",
                        (sink, run) -> {
                            for (long i = from; i < to; i++) {
                                if (!sink.push(i)) {
                                    return;
                                }
                            }
                        }));
    }

    /// A pipeline of the lines of a file in UTF-8, without their ends. The reader's own buffer,
    /// some thousand characters, comes beside the line in hand.
    public static Pipeline<String> lines(Path file) {
        Objects.requireNonNull(file, "file");
        return new Pipeline<>(
                new Origin<>(
                        "lines(" + file + ")",
                        (sink, run) -> {
                            try (BufferedReader in = Files.newBufferedReader(file)) {
                                boolean wants = true;
                                while (wants && in.readLine() instanceof String line) {
                                    wants = sink.push(line);
                                }
                            }
                        }));
    }

    /// A pipeline of what `publisher` publishes to each run, which subscribes to it.
    ///
    /// **Bound.** `buffer` elements are asked for at first, and one more for each that the stage
    /// behind has taken.
    ///
    /// @throws IllegalArgumentException if `buffer` is less than 1
    public static <T> Pipeline<T> fromPublisher(Flow.Publisher<? extends T> publisher, int buffer) {
        Objects.requireNonNull(publisher, "publisher");
        Pipeline.requireCapacity("fromPublisher", buffer, 1);
        return new Pipeline<>(
                new Origin<>(
                        "publisher",
                        buffer + 1L,
                        buffer + " in the buffer, 1 in hand",
                        (sink, run) -> Subscribed.pull(publisher, buffer, sink, run)));
    }

    /// A pipeline of the elements of all of these, as they come: each runs in a task of its own. It
    /// ends when all have ended, and fails when one fails.
    ///
    /// **Bound.** One element in hand, beside what each of them holds.
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    public static <T> Pipeline<T> merge(Pipeline<? extends T>... pipelines) {
        return merge(List.of(pipelines));
    }

    /// As [#merge(Pipeline...)].
    public static <T> Pipeline<T> merge(List<? extends Pipeline<? extends T>> pipelines) {
        return new Pipeline<>(new Joints.Merge<>(stages(pipelines)));
    }

    /// A pipeline of the elements of the first of these, then those of the second, and so on. One
    /// begins when the one before it has ended.
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    public static <T> Pipeline<T> concat(Pipeline<? extends T>... pipelines) {
        return new Pipeline<>(new Joints.Concat<>(stages(List.of(pipelines))));
    }

    static <T> List<Stage<T>> stages(List<? extends Pipeline<? extends T>> pipelines) {
        return pipelines.stream().map(pipeline -> Source.<T>widened(pipeline.last())).toList();
    }

    /// Returns the stage as one of a wider type: elements only come out of it.
    @SuppressWarnings("unchecked")
    static <T> Stage<T> widened(Stage<? extends T> stage) {
        return (Stage<T>) stage;
    }

    /// Runs a producer's body, whose sends go straight to the channel of the run.
    private static final class Producing<T> extends Stage<T> {
        private final Producer<T> body;

        Producing(Producer<T> body) {
            this.body = body;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // this very channel, or another's end is a failure
        void run(Run run, Sink<? super T> sink) throws Exception {
            @SuppressWarnings("unchecked") // its channel is the only sink that it is given
            var out = (Channel<T>) ((Cut.ChannelSink<T>) sink).channel();
            try {
                body.produce(out);
            } catch (ChannelClosedException e) {
                boolean left =
                        e.closed().channel() == out
                                && out.stats().state() == ChannelStats.State.CANCELLED;
                if (!left) {
                    throw e;
                }
            }
        }

        @Override
        String label() {
            return "body";
        }

        @Override
        long holds() {
            return 1;
        }
    }
}
