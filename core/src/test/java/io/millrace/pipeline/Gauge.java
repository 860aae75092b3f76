package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.channel.Channel;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Action;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Tells how many numbers have been pulled out of it, so that a test sees how much a pipeline holds
/// while whoever consumes it is stopped.
final class Gauge implements Iterable<Integer> {
    private final AtomicInteger pulled = new AtomicInteger();

    Pipeline<Integer> source() {
        return Source.from(this);
    }

    int pulled() {
        return pulled.get();
    }

    @Override
    public Iterator<Integer> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return pulled.getAndIncrement();
            }
        };
    }

    /// Runs `pipeline` with a consumer that never returns from its first element, until nothing
    /// moves any more, and checks how many numbers were pulled by then.
    void holds(long expected, Pipeline<?> pipeline) {
        holds(expected, pipeline.describe(), () -> pipeline.forEach(value -> stop()));
    }

    /// Never returns, unless the thread is interrupted.
    static void stop() throws InterruptedException {
        Channel.never().receive();
    }

    /// As [#holds(long, Pipeline)], with a consumer of any kind, which is to [stop][#stop], and to
    /// give up when it is interrupted.
    void holds(long expected, String what, Action consuming) {
        try (var started = StartedThreads.install();
                var crew = new Crew()) {
            Crew.Member<?> consumer =
                    crew.go(() -> {
                        consuming.run();
                        return null;
                    });
            consumer.awaitParked();
            Eventually.until(expected + " are pulled", () -> pulled() >= expected);
            Eventually.until(
                    "all are parked",
                    () ->
                            consumer.isParked()
                                    && started.alive().stream().allMatch(Gauge::isParked));
            assertEquals(expected, pulled(), what);
            consumer.interrupt();
            consumer.failure(InterruptedException.class);
            Eventually.until("nothing runs", () -> started.alive().isEmpty());
        }
    }

    static boolean isParked(Thread thread) {
        return LockSupport.getBlocker(thread) != null
                && switch (thread.getState()) {
                    case WAITING, TIMED_WAITING -> true;
                    default -> false;
                };
    }
}
