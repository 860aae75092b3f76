package io.millrace.guard;

import io.millrace.waiting.Door;
import io.millrace.waiting.Host;

/// A clock that one thread moves, and timers that never ring: the test decides alone what happens
/// when. Who waits until some time finds it come at once.
final class StillHost extends Host implements AutoCloseable {
    private long now = Long.MAX_VALUE - 1_000_000; // so that times overflow
    private final Host before;

    private StillHost() {
        before = Door.use(this);
    }

    static StillHost install() {
        return new StillHost();
    }

    void advance(long nanos) {
        now += nanos;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void parkUntil(Object blocker, long deadline) {
        now += Math.max(0, deadline - now);
    }

    @Override
    public Thread startDaemon(String name, Runnable body) {
        return Thread.ofPlatform().unstarted(body);
    }

    @Override
    public void close() {
        Door.use(before);
    }
}
