package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.State;
import java.time.Duration;

/// Thrown where a call was not made because its circuit breaker was open.
public final class CircuitOpenException extends RejectedException {
    private static final long serialVersionUID = 1;

    private final String breaker;
    private final State state;

    /// @param current the breaker's state, which may be another than that which refused
    CircuitOpenException(String breaker, BreakerState current, long now) {
        super(null, current.retryAfter(now));
        this.breaker = breaker;
        state = current.state();
    }

    /// Returns which breaker refused the call, and why. Made when it is asked for: most refusals
    /// are caught and never read, and they come in great numbers.
    @Override
    public String getMessage() {
        return CircuitBreaker.toString(breaker)
                + switch (state) {
                    case CLOSED -> " was open a moment ago";
                    case OPEN -> " is open for another " + retryAfter().orElse(Duration.ZERO);
                    case HALF_OPEN -> " has admitted all its probes";
                    case ISOLATED -> " is isolated, until somebody closes it";
                };
    }

    /// Returns the state in which the breaker was.
    public State state() {
        return state;
    }
}
