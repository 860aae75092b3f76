package io.millrace.cli.run.flow;

import io.millrace.context.Context;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *   consumer, with a job -> load -> memory -> breaker -> delay -> rate -> starts it
 *                                               ^                   |
 *                                               '-- opened since ---'
 *
 * The permit of the rate comes last: nobody has one and waits for something else, so that those who have waited for the
 * breaker do not start all at once with permits from before.
 *
 * G1  While the breaker is open nothing is started: who got its leave, and waited for the rate while it opened, waits
 *     again. (Its permit is lost. That is not more often than the breaker opens.)
 * G2  Every wait ends at once when the run is to start no more.
 */
/// Where a consumer waits until its job may be started. Used by all consumers.
public final class Gate {

    /// The right to make one attempt.
    public static final class Pass {
        private static final Pass FREE = new Pass(null);

        private final Breaker.@Nullable Leave leave; // null: there is no breaker

        private Pass(Breaker.@Nullable Leave leave) {
            this.leave = leave;
        }

        /// Says that there was no attempt, or that it says nothing about the next.
        public void unused() {
            if (leave != null) {
                leave.giveBack();
            }
        }

        /// Says how the attempt ended.
        public void ended(boolean ok) {
            if (leave != null) {
                leave.ended(ok);
            }
        }
    }

    private final Context stop;
    private final List<Meter> meters = new ArrayList<>();
    private final @Nullable Breaker breaker;
    private final @Nullable RateLimiter delay;
    private final @Nullable RateLimiter rate;
    private final Holds holds = new Holds();

    /// Makes a gate.
    ///
    /// @param stop ends when no more is to be started
    /// @param tell takes a line about each change of the breaker; must be short
    /// @throws IllegalArgumentException if the system does not tell what a limit is about
    public Gate(Limits limits, Context stop, Consumer<String> tell) {
        this.stop = stop;
        if (limits.load() < Double.POSITIVE_INFINITY) {
            Machine.load(); // throws now, rather than in a consumer
            meters.add(
                    new Meter(
                            Limit.LOAD,
                            () -> Machine.load() <= limits.load(),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1)));
        }
        if (limits.memory() > 0) {
            Machine.memory();
            meters.add(
                    new Meter(
                            Limit.MEMORY,
                            () -> Machine.memory() >= limits.memory(),
                            Duration.ofMillis(10),
                            Duration.ofMillis(500)));
        }
        breaker = limits.breaker() == null ? null : new Breaker(limits.breaker(), tell);
        delay = limits.delay() == null ? null : RateLimiter.pacing(Rate.every(limits.delay()));
        rate =
                limits.rate() == null
                        ? null
                        : RateLimiter.of(limits.rate().rate(), limits.rate().burst());
    }

    /// Returns who is held here, and why.
    public Holds holds() {
        return holds;
    }

    /// Waits until an attempt may be made.
    ///
    /// @return null if the run is to start no more
    public @Nullable Pass await() throws InterruptedException {
        for (Meter meter : meters) {
            if (!meter.await(holds, stop)) {
                return null;
            }
        }
        if (breaker == null) {
            return paced() && !stop.isDone() ? Pass.FREE : null;
        }
        while (true) {
            Breaker.Leave leave = breaker.await(holds, stop);
            if (leave == null) {
                return null;
            }
            boolean goes = false;
            try {
                if (!paced()) {
                    return null;
                }
                goes = leave.isStill() && !stop.isDone(); // G1
            } finally {
                if (!goes) {
                    leave.giveBack();
                }
            }
            if (goes) {
                return new Pass(leave);
            }
        }
    }

    private boolean paced() throws InterruptedException {
        return take(delay, Limit.DELAY) && take(rate, Limit.RATE);
    }

    private boolean take(@Nullable RateLimiter limiter, Limit limit) throws InterruptedException {
        if (limiter == null || limiter.tryAcquire()) {
            return true;
        }
        holds.begin(limit);
        try {
            return Select.<Boolean>of(stop.onDone(() -> false), limiter.onPermit(() -> true))
                    .await();
        } finally {
            holds.end(limit);
        }
    }
}
