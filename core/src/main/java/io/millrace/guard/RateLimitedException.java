package io.millrace.guard;

/// Thrown where a call was not made because its rate limiter had no permit for it.
public final class RateLimitedException extends RejectedException {
    private static final long serialVersionUID = 1;

    RateLimitedException(String message, long retryAfterNanos) {
        super(message, retryAfterNanos);
    }
}
