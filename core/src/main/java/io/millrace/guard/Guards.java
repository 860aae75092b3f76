package io.millrace.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Puts guards around each other.
///
/// ```java
/// Guard guard = Guards.builder()
///         .retry(retry).circuitBreaker(breaker).rateLimiter(limiter)
///         .timeout(timeout).bulkhead(bulkhead)
///         .build();
/// ```
///
/// The builder's order is the same however it is called, the outermost first:
///
/// | guard | stands there, so that |
/// |---|---|
/// | [Fallback] | it stands in for whatever came of all the others |
/// | [Retry] | each attempt goes through all that is further in, and a breaker sees each |
/// | [Hedge] | each of its attempts is a call to everything further in; the retry sees one outcome |
/// | [CircuitBreaker] | nothing is spent, neither a permit nor a place, on a call that is not made |
/// | [RateLimiter] | the wait for a permit is not counted against the call's time |
/// | [Timeout] | the wait for a place is: that is the callee being slow |
/// | [Bulkhead] | a place is held only while the call runs |
///
/// They know of each other: what one of them rejects is a [RejectedException], which counts neither
/// way for a breaker further out, and spends no attempt of a retry. What times out is a failure to
/// both; what is cancelled or interrupted is neither a failure nor tried again.
///
/// For any other order use [#compose].
public final class Guards {
    private Guards() {}

    /// Puts guards around each other, the outermost first. Of none, the result just calls.
    public static Guard compose(Guard... outermostFirst) {
        return compose(List.of(outermostFirst));
    }

    /// As [#compose(Guard...)].
    public static Guard compose(List<? extends Guard> outermostFirst) {
        Guard all = null;
        for (Guard guard : outermostFirst) {
            Objects.requireNonNull(guard, "guard");
            all = all == null ? guard : all.around(guard);
        }
        return all == null ? Direct.CALL : all;
    }

    /// Returns a builder that knows the right order.
    public static Builder builder() {
        return new Builder();
    }

    private enum Direct implements Guard {
        CALL;

        @Override
        public <R extends @Nullable Object, X extends Exception> R call(Call<? extends R, X> call)
                throws X, InterruptedException {
            return Objects.requireNonNull(call, "call").call();
        }
    }

    /// Takes one guard of each kind.
    public static final class Builder {
        private @Nullable Retry retry;
        private @Nullable Hedge hedge;
        private @Nullable CircuitBreaker breaker;
        private @Nullable RateLimiter limiter;
        private @Nullable Timeout timeout;
        private @Nullable Bulkhead bulkhead;

        private Builder() {}

        /// Sets the retry.
        public Builder retry(Retry retry) {
            this.retry = Objects.requireNonNull(retry, "retry");
            return this;
        }

        /// Sets the hedge.
        public Builder hedge(Hedge hedge) {
            this.hedge = Objects.requireNonNull(hedge, "hedge");
            return this;
        }

        /// Sets the circuit breaker.
        public Builder circuitBreaker(CircuitBreaker breaker) {
            this.breaker = Objects.requireNonNull(breaker, "breaker");
            return this;
        }

        /// Sets the rate limiter.
        public Builder rateLimiter(RateLimiter limiter) {
            this.limiter = Objects.requireNonNull(limiter, "limiter");
            return this;
        }

        /// Sets the timeout.
        public Builder timeout(Timeout timeout) {
            this.timeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /// Sets the bulkhead.
        public Builder bulkhead(Bulkhead bulkhead) {
            this.bulkhead = Objects.requireNonNull(bulkhead, "bulkhead");
            return this;
        }

        /// Makes the guard.
        public Guard build() {
            var guards = new ArrayList<Guard>();
            Stream.of(
                            Optional.<Guard>ofNullable(retry),
                            Optional.<Guard>ofNullable(hedge),
                            Optional.<Guard>ofNullable(breaker),
                            Optional.<Guard>ofNullable(limiter),
                            Optional.<Guard>ofNullable(timeout),
                            Optional.<Guard>ofNullable(bulkhead))
                    .forEach(guard -> guard.ifPresent(guards::add));
            return compose(guards);
        }

        /// Makes the guard, with a fallback around it.
        public <T extends @Nullable Object> Fallback<T> build(Fallback<T> fallback) {
            return Objects.requireNonNull(fallback, "fallback").around(build());
        }
    }
}
