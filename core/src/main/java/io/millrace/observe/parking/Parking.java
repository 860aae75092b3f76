package io.millrace.observe.parking;

import java.util.function.LongSupplier;

/// One thread, parked. No record: two threads that look alike are two.
public final class Parking {
    final String thread = Thread.currentThread().getName();
    final String doing;
    final Object blocker;
    private final LongSupplier clock;
    private final long since;

    Parking(String doing, Object blocker, LongSupplier clock) {
        this.doing = doing;
        this.blocker = blocker;
        this.clock = clock;
        this.since = clock.getAsLong();
    }

    /// Returns for how long the thread has been parked.
    long nanos() {
        return clock.getAsLong() - since;
    }
}
