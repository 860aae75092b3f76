package io.millrace.pipeline;

import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.context.Context;
import io.millrace.pipeline.Cut.Feeders;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A stage that acts when a time has come: its input is in a task of its own, so that it can wait
/// for whichever is first.
final class TimedCut<T, R> extends Stage<R> {
    private final Stage<T> input;
    private final int capacity;
    private final String label;
    private final int most;
    private final Function<Sink<? super R>, TimedSink<T, R>> fusing;

    /// @param most how many elements the sink holds
    TimedCut(
            Stage<T> before,
            String label,
            int most,
            Function<Sink<? super R>, TimedSink<T, R>> fusing) {
        super(before instanceof Cut<T> cut ? cut.input() : before);
        input = before instanceof Cut<T> cut ? cut.input() : before;
        capacity = before instanceof Cut<T> cut ? cut.capacity() : 0;
        this.label = label;
        this.most = most;
        this.fusing = fusing;
    }

    @Override
    String label() {
        return label;
    }

    @Override
    long holds() {
        return (long) capacity + most;
    }

    @Override
    String where() {
        return (capacity == 0 ? "" : capacity + " in the buffer before it, ")
                + most
                + " in the list, the one in hand included";
    }

    @Override
    void run(Run run, Sink<? super R> sink) throws Exception {
        TimedSink<T, R> timed = fusing.apply(sink);
        try (var feeders = new Feeders<T>(run, label, capacity, List.of(input))) {
            pump(feeders.channel, new CheckedSink<T>(timed), timed);
        }
        timed.end();
    }

    private static <T> void pump(Receiver<T> from, Sink<T> checked, TimedSink<T, ?> timed)
            throws Exception {
        boolean wants = true;
        while (wants) {
            if (!timed.isTimed()) {
                T value = Run.next(from);
                if (value == null) {
                    return;
                }
                wants = checked.push(value);
                continue;
            }
            long left = timed.deadline() - Door.now();
            if (left <= 0) {
                wants = timed.elapsed();
            } else if (timed.isFull()) {
                awaitDeadline(left);
            } else {
                switch (from.tryReceive(Duration.ofNanos(left))) {
                    case Received.Value<T>(var value) -> wants = checked.push(value);
                    case Received.Empty<T> _ -> {}
                    case Received.Ended<T>(var closed) -> {
                        if (closed.isClean()) {
                            return;
                        }
                        throw gaveUp(closed.cause());
                    }
                }
            }
        }
    }

    /// Waits for a time, or the end of the context: an interrupt may have been swallowed.
    private static void awaitDeadline(long nanos) throws InterruptedException {
        Context context = Context.current();
        Select.of(context.onDone(() -> true), Select.after(Duration.ofNanos(nanos), () -> true))
                .await();
        context.check();
    }

    private static CancellationException gaveUp(@Nullable Throwable cause) {
        var gaveUp = new CancellationException("a stage before this one has failed");
        gaveUp.initCause(cause);
        return gaveUp;
    }
}
