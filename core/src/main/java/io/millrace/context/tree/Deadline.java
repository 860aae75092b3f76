package io.millrace.context.tree;

import io.millrace.waiting.Door;
import java.time.Duration;
import java.time.Instant;

/// When a context ends: on the wall clock, to be shown, and on the clock that waits are measured
/// with.
record Deadline(Instant instant, long nanos) {

    static Deadline in(Duration timeout) {
        Instant now = Door.instant();
        long nanos = Door.nanos(timeout);
        return new Deadline(now.plusNanos(nanos), Door.now() + nanos);
    }

    static Deadline at(Instant instant) {
        return new Deadline(
                instant, Door.now() + Door.nanos(Duration.between(Door.instant(), instant)));
    }

    boolean isBefore(Deadline other) {
        return nanos - other.nanos < 0;
    }
}
