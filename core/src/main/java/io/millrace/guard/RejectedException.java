package io.millrace.guard;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Thrown by a guard that did not make the call: nothing was tried, so nothing has failed.
///
/// A [CircuitBreaker] further out counts it neither way, and a [Retry] does not take it for a
/// failed attempt.
public abstract class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long retryAfterNanos; // below 0 if not known

    RejectedException(@Nullable String message, long retryAfterNanos) {
        super(message);
        this.retryAfterNanos = retryAfterNanos;
    }

    /// Returns after which time it is worth trying again, if that is known.
    public Optional<Duration> retryAfter() {
        return retryAfterNanos < 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(retryAfterNanos));
    }
}
