package io.millrace.pipeline;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats;
import io.millrace.channel.Receiver;
import io.millrace.channel.Sender;
import io.millrace.pipeline.PipelineStats.StageStats;
import io.millrace.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A buffer, with what is before it in a task of its own: `buffer(16)`.
final class Cut<T> extends Stage<T> {
    private final Stage<T> input;
    private final int capacity;

    Cut(Stage<T> input, int capacity) {
        super(input);
        this.input = input;
        this.capacity = capacity;
    }

    Stage<T> input() {
        return input;
    }

    int capacity() {
        return capacity;
    }

    @Override
    String label() {
        return "buffer(" + capacity + ")";
    }

    @Override
    long holds() {
        return capacity + 1L;
    }

    @Override
    String where() {
        return capacity + " in the buffer, 1 in hand";
    }

    @Override
    void run(Run run, Sink<? super T> sink) throws Exception {
        pump(run, label(), capacity, List.of(input), sink);
    }

    /// Runs inputs in tasks of their own, and pushes what they send.
    static <T> void pump(
            Run run, String label, int capacity, List<Stage<T>> inputs, Sink<? super T> sink)
            throws Exception {
        try (var feeders = new Feeders<T>(run, label, capacity, inputs)) {
            drain(feeders.channel, sink);
        }
        sink.end();
    }

    /// Pushes what comes out of a channel of the run's own, until the end or until nobody wants
    /// more.
    static <T> void drain(Receiver<T> from, Sink<? super T> sink) throws Exception {
        var checked = new CheckedSink<T>(sink);
        T value = Run.next(from);
        while (value != null && checked.push(value)) {
            value = Run.next(from);
        }
    }

    /// The tasks that run a stage's inputs, and the channel that they send to. Closing cancels what
    /// still runs (P4).
    static final class Feeders<T> implements AutoCloseable {
        final Channel<T> channel;
        private final Run run;
        private final List<Task<?>> tasks;
        private final Supplier<StageStats> meter;

        Feeders(Run run, String label, int capacity, List<Stage<T>> inputs) {
            this.run = run;
            channel = run.channel(label, capacity);
            meter = () -> figures(label, channel);
            run.show(meter);
            var left = new AtomicInteger(inputs.size());
            tasks = new ArrayList<>(inputs.size());
            for (Stage<T> input : inputs) {
                tasks.add(
                        run.go(
                                input.label(),
                                channel,
                                false,
                                () -> {
                                    input.run(run, new ChannelSink<>(channel));
                                    if (left.decrementAndGet() == 0) {
                                        channel.close();
                                    }
                                }));
            }
        }

        @Override
        public void close() {
            channel.cancel();
            for (Task<?> task : tasks) {
                task.cancel();
            }
            run.hide(meter);
        }
    }

    private static StageStats figures(String label, Channel<?> channel) {
        ChannelStats is = channel.stats();
        return new StageStats(label, is.sent(), is.received(), is.size(), 0, 0);
    }

    /// The end of a segment: sends to a channel of the run's own.
    static final class ChannelSink<T> implements Sink<T> {
        private final Sender<T> channel;

        Sender<T> channel() {
            return channel;
        }

        ChannelSink(Sender<T> channel) {
            this.channel = channel;
        }

        @Override
        public boolean push(T value) throws InterruptedException {
            try {
                channel.send(value);
                return true;
            } catch (ChannelClosedException e) { // by whoever is behind: it has left
                return false;
            }
        }
    }
}
