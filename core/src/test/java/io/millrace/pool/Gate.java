package io.millrace.pool;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.fixture.Eventually;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Holds jobs up until it is opened.
final class Gate {
    private static final Duration LONG = Duration.ofHours(1);

    private final Channel<Boolean> open = Channel.unbounded();
    private final AtomicInteger inside = new AtomicInteger(); // ever

    /// Waits for the gate to open, or gives up when it is told to.
    void pass() throws InterruptedException {
        inside.incrementAndGet();
        open.receiveOrNull();
    }

    /// Waits for the gate to open, whatever it is told.
    void passStubbornly() {
        inside.incrementAndGet();
        while (true) {
            try {
                if (!(open.tryReceive(LONG) instanceof Received.Empty)) {
                    return;
                }
            } catch (InterruptedException e) {
                // It does not listen.
            }
        }
    }

    /// Lets one through.
    void letOne() {
        open.trySend(true);
    }

    /// Lets everybody through, from now on.
    void open() {
        open.close();
    }

    int arrived() {
        return inside.get();
    }

    /// Waits until so many have come to the gate, ever.
    void awaitArrived(int count) {
        Eventually.until(count + " have come to the gate", () -> inside.get() >= count);
    }
}
