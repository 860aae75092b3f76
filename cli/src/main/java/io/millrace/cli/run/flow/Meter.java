package io.millrace.cli.run.flow;

import io.millrace.context.Context;
import io.millrace.select.Select;
import io.millrace.sync.Mutex;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/*
 *   nobody is held    A look is good for a while: consumers pass without one.
 *   somebody is held  All line up. The first looks again after each step, and passes; then the next, a step later:
 *                     what one job takes is to be seen before another is started.
 */
/// Lets jobs pass while something about the machine is well. Used by all consumers.
final class Meter {
    private final Limit limit;
    private final BooleanSupplier isWell;
    private final long goodNanos;
    private final Duration step;
    private final Mutex line;

    private volatile boolean well; // as of the last look
    private volatile long lookedAt; // when that was

    /// Makes a meter.
    ///
    /// @param isWell looks; it takes microseconds
    /// @param good for how long a look is good
    /// @param step how long after a look that found it unwell to look again
    Meter(Limit limit, BooleanSupplier isWell, Duration good, Duration step) {
        this.limit = limit;
        this.isWell = isWell;
        this.goodNanos = good.toNanos();
        this.step = step;
        this.line = new Mutex("jobs held by " + limit);
    }

    /// Waits until all is well, or until `stop` ends.
    ///
    /// @return whether a job may be started
    boolean await(Holds holds, Context stop) throws InterruptedException {
        if (!line.isLocked() && (isWellLately() || look())) {
            return true;
        }
        holds.begin(limit);
        try {
            return awaitInLine(stop);
        } finally {
            holds.end(limit);
        }
    }

    private boolean isWellLately() {
        return well && System.nanoTime() - lookedAt < goodNanos;
    }

    private boolean look() {
        boolean found = isWell.getAsBoolean();
        lookedAt = System.nanoTime();
        well = found;
        return found;
    }

    private boolean awaitInLine(Context stop) throws InterruptedException {
        boolean first =
                Select.<Boolean>of(stop.onDone(() -> false), line.onLock(() -> true)).await();
        if (!first) {
            return false;
        }
        try {
            Select<Boolean> next =
                    Select.of(stop.onDone(() -> false), Select.after(step, () -> true));
            while (next.await()) {
                if (look()) {
                    return true;
                }
            }
            return false;
        } finally {
            line.unlock();
        }
    }
}
