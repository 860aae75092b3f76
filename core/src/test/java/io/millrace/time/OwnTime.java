package io.millrace.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A clock that the test moves, the test's threads, and those that the library starts. When it is
/// closed no deadline may be left behind (M2 in `Alarmed`), and no thread.
final class OwnTime implements AutoCloseable {
    final ManualClock clock = ManualClock.install();
    final StartedThreads threads = StartedThreads.install();
    final Crew crew = new Crew();

    static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    void advance(double seconds) {
        clock.advance(seconds(seconds));
    }

    double elapsed() {
        return clock.elapsed().toNanos() / 1e9;
    }

    int deadlines() {
        return Door.timers().pending();
    }

    /// Waits until the timers' thread has done all that is due.
    void awaitRung() {
        var rung = new CountDownLatch(1);
        Door.timers().set(Door.now(), rung::countDown);
        try {
            rung.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            crew.close();
            assertEquals(0, deadlines(), "deadlines left behind");
        } finally {
            threads.awaitNone(clock);
            threads.close();
            clock.close();
        }
    }
}
