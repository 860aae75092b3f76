package io.millrace.cli.run.flow;

import io.millrace.cli.run.report.Durations;
import io.millrace.context.Context;
import io.millrace.guard.CircuitBreaker;
import io.millrace.guard.CircuitBreaker.Change;
import io.millrace.guard.CircuitBreaker.Permission;
import io.millrace.guard.CircuitBreaker.State;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * B1  Who is refused waits until the breaker's own time is over, or it changes: whichever comes first. It looks at
 *     `unchanged` before it asks, and a change ends what `unchanged` was before: it misses none.
 * B2  A leave that is given back may have been the one to probe. That is no change of the breaker, but those who wait are
 *     told: one of them probes instead.
 */
/// A circuit breaker for whose leave one waits. Used by all consumers.
final class Breaker {
    private final BreakerRule rule;
    private final CircuitBreaker breaker;
    private final Consumer<String> tell;
    private final AtomicReference<Context.Cancellable> unchanged = // B1
            new AtomicReference<>(Context.background().withCancel());

    /// Makes a breaker that is closed.
    ///
    /// @param tell takes a line at each change; must be short
    Breaker(BreakerRule rule, Consumer<String> tell) {
        this.rule = rule;
        this.tell = tell;
        this.breaker =
                CircuitBreaker.builder()
                        .name("jobs")
                        .lastCalls(rule.calls())
                        .minimumCalls(rule.calls())
                        .failureRate(rule.percent())
                        .openFor(rule.open())
                        .onChange(this::changed)
                        .build();
    }

    private void askAgain() {
        unchanged.getAndSet(Context.background().withCancel()).cancel();
    }

    private void changed(Change change) {
        askAgain();
        tell.accept(
                "BREAKER "
                        + switch (change.to()) {
                            case CLOSED -> "closed: it has succeeded";
                            case OPEN, ISOLATED ->
                                    "open for "
                                            + Durations.text((double) rule.open().toNanos(), 2)
                                            + ": "
                                            + why(change);
                            case HALF_OPEN -> "half open: one job is tried";
                        });
    }

    /// The breaker speaks of calls and probes.
    private static String why(Change change) {
        return change.from() == State.HALF_OPEN
                ? "it has failed"
                : change.why().replace("calls", "attempts");
    }

    /// The leave to make one attempt.
    final class Leave {
        private final Permission permission;
        private final Context same = unchanged(); // as of when it was given
        private final boolean probes = breaker.state() == State.HALF_OPEN; // likewise

        Leave(Permission permission) {
            this.permission = permission;
        }

        /// Says how the attempt ended.
        void ended(boolean ok) {
            if (ok) {
                permission.success();
            } else {
                permission.failure();
            }
        }

        /// Says that there was no attempt, or that it counts neither way.
        void giveBack() {
            permission.ignore();
            if (probes && breaker.state() == State.HALF_OPEN) {
                askAgain(); // B2
            }
        }

        /// Tells whether it is worth something still, after a while.
        boolean isStill() {
            State state = breaker.state();
            return state == State.CLOSED || (state == State.HALF_OPEN && !same.isDone());
        }
    }

    private Context unchanged() {
        return Objects.requireNonNull(unchanged.get());
    }

    /// Waits for the leave to make one attempt, or until `stop` ends: then there is none.
    @Nullable Leave await(Holds holds, Context stop) throws InterruptedException {
        Leave leave = leaveOrNull();
        if (leave != null) {
            return leave;
        }
        holds.begin(Limit.BREAKER);
        try {
            while (true) {
                Context same = unchanged(); // B1
                leave = leaveOrNull();
                if (leave != null || !change(same, stop)) {
                    return leave;
                }
            }
        } finally {
            holds.end(Limit.BREAKER);
        }
    }

    private @Nullable Leave leaveOrNull() {
        return breaker.tryAcquire().map(Leave::new).orElse(null);
    }

    /// Waits until it is worth asking again.
    ///
    /// @return false if nothing is to be started any more
    private boolean change(Context same, Context stop) throws InterruptedException {
        Duration wait = breaker.retryAfter().orElse(rule.open());
        return Select.<Boolean>of(
                        stop.onDone(() -> false),
                        same.onDone(() -> true),
                        Select.after(wait, () -> true))
                .await();
    }
}
