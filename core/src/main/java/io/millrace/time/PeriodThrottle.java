package io.millrace.time;

import java.util.concurrent.atomic.AtomicLong;

/*
 *   values     a  b   c                    d             edge BOTH; each is taken at once
 *   shut      |--------|--------|         |--------|
 *   out        a       c                   d
 *
 * H1  Shut from when a value was taken, for a period; with the trailing edge alone also from when the first value came.
 * H2  Something is held  =>  shut, and it is let through at openAt.
 */
/// A throttle: whether the next value has to wait, and until when.
final class PeriodThrottle<T> extends ValueShaper<T> implements Throttle<T> {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long period;
    private final Edge edge;
    private boolean shut; // this and the following under lock
    private long openAt;

    PeriodThrottle(ThrottleBuilder<T> builder) {
        super(
                "throttle",
                builder.name != null ? builder.name : "throttle-" + NUMBERS.incrementAndGet());
        period = builder.period;
        edge = builder.edge;
    }

    @Override
    void arrive(T value, long now) {
        if (!shut && !edge.leads() && !isReady()) {
            shutFor(now);
        }
        if (!shut) {
            letThrough(value, now);
        } else if (edge.trails()) {
            hold(value);
        } else {
            drop();
        }
    }

    @Override
    void pass(long now) {
        if (shut && openAt - now <= 0) {
            shut = false;
            release(openAt);
        }
    }

    @Override
    void gave(long now) {
        shutFor(now);
    }

    private void shutFor(long now) {
        shut = true;
        openAt = now + period;
    }

    @Override
    long releaseAt() {
        return openAt;
    }

    @Override
    void settleDown() {} // what was let through shuts it when it is taken
}
