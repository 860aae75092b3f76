package io.millrace.guard;

import java.time.Duration;

/// Thrown where a call was given up because it took longer than its [Timeout] allows. Not a
/// cancellation: to a [CircuitBreaker] or a [Retry] further out it is a failure.
public final class CallTimedOutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Duration limit;

    CallTimedOutException(Duration limit) {
        super("the call took longer than " + limit);
        this.limit = limit;
    }

    /// Returns how long the call was allowed to take.
    public Duration limit() {
        return limit;
    }
}
