package io.millrace.bench.rival;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.millrace.bench.Breaker;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Limiter;
import io.millrace.bench.Shield;
import java.time.Duration;
import java.util.concurrent.Callable;

/// Resilience4j: its limiter, which counts in fixed windows and without a lock, and its guards of
/// calls, each by the call that it has decorated once.
///
/// Its breaker always has a window: five failures in a row are all of the latest five. It also
/// takes the time of each call, to tell which are slow.
public final class Resilience4jLibrary implements Library {
    private static final String NAME = "bench";

    @Override
    public Limiter limiter(int permits, Duration period) {
        return new Windows(
                RateLimiter.of(
                        NAME,
                        RateLimiterConfig.custom()
                                .limitForPeriod(permits)
                                .limitRefreshPeriod(period)
                                .timeoutDuration(Duration.ZERO)
                                .build()));
    }

    @Override
    public Breaker breaker(int window) {
        int calls = window == 0 ? 5 : window;
        return new Circuit(
                CircuitBreaker.of(
                        NAME,
                        CircuitBreakerConfig.custom()
                                .slidingWindow(calls, calls, SlidingWindowType.COUNT_BASED)
                                .failureRateThreshold(window == 0 ? 100 : 50)
                                .waitDurationInOpenState(Duration.ofHours(1))
                                .build()));
    }

    @Override
    public Shield retry(int attempts) {
        return new Again(Retry.of(NAME, RetryConfig.custom().maxAttempts(attempts).build()));
    }

    @Override
    public Shield bulkhead(int places) {
        return new Places(
                Bulkhead.of(
                        NAME,
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(places)
                                .maxWaitDuration(Duration.ZERO)
                                .build()));
    }

    private static final class Windows extends Limiter {
        private final RateLimiter limiter;

        Windows(RateLimiter limiter) {
            this.limiter = limiter;
        }

        @Override
        public boolean tryTake() {
            return limiter.acquirePermission();
        }
    }

    private static final class Circuit extends Breaker {
        private final CircuitBreaker breaker;

        Circuit(CircuitBreaker breaker) {
            this.breaker = breaker;
        }

        @Override
        public Callable<Item> around(Callable<Item> call) {
            return CircuitBreaker.decorateCallable(breaker, call);
        }

        @Override
        public void open() {
            breaker.transitionToOpenState();
        }

        @Override
        public boolean tryEnter() {
            return breaker.tryAcquirePermission();
        }

        @Override
        public boolean isRefusal(Exception thrown) {
            return thrown instanceof CallNotPermittedException;
        }
    }

    private static final class Again extends Shield {
        private final Retry retry;

        Again(Retry retry) {
            this.retry = retry;
        }

        @Override
        public Callable<Item> around(Callable<Item> call) {
            return Retry.decorateCallable(retry, call);
        }
    }

    private static final class Places extends Shield {
        private final Bulkhead bulkhead;

        Places(Bulkhead bulkhead) {
            this.bulkhead = bulkhead;
        }

        @Override
        public Callable<Item> around(Callable<Item> call) {
            return Bulkhead.decorateCallable(bulkhead, call);
        }
    }
}
