package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.State;

/// Thrown where a call was not made because its circuit breaker was open.
public final class CircuitOpenException extends RejectedException {
    private static final long serialVersionUID = 1;

    private final State state;

    CircuitOpenException(String message, State state, long retryAfterNanos) {
        super(message, retryAfterNanos);
        this.state = state;
    }

    /// Returns the state in which the breaker was.
    public State state() {
        return state;
    }
}
