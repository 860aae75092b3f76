package io.millrace.bench.rival;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RateLimiter;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import io.millrace.bench.Breaker;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Limiter;
import io.millrace.bench.Shield;
import java.time.Duration;
import java.util.concurrent.Callable;

/// Failsafe: its limiter of fixed windows, its breaker and its bulkhead by themselves, which is
/// faster than through its executor; its retry through its executor, as it must be.
public final class FailsafeLibrary implements Library {

    @Override
    public Limiter limiter(int permits, Duration period) {
        return new Bursts(RateLimiter.<Item>burstyBuilder(permits, period).build());
    }

    @Override
    public Breaker breaker(int window) {
        var rules = CircuitBreaker.<Item>builder().withDelay(Duration.ofHours(1));
        return new Circuit(
                (window == 0
                                ? rules.withFailureThreshold(5)
                                : rules.withFailureThreshold(window / 2, window))
                        .build());
    }

    @Override
    public Shield retry(int attempts) {
        return new Again(
                Failsafe.with(RetryPolicy.<Item>builder().withMaxAttempts(attempts).build()));
    }

    @Override
    public Shield bulkhead(int places) {
        return new Places(Bulkhead.<Item>of(places));
    }

    private static final class Bursts extends Limiter {
        private final RateLimiter<Item> limiter;

        Bursts(RateLimiter<Item> limiter) {
            this.limiter = limiter;
        }

        @Override
        public boolean tryTake() {
            return limiter.tryAcquirePermit();
        }
    }

    private static final class Circuit extends Breaker {
        private final CircuitBreaker<Item> breaker;

        Circuit(CircuitBreaker<Item> breaker) {
            this.breaker = breaker;
        }

        @Override
        public Callable<Item> around(Callable<Item> call) {
            return () -> {
                breaker.acquirePermit();
                Item result;
                try {
                    result = call.call();
                } catch (Exception e) {
                    breaker.recordException(e);
                    throw e;
                }
                breaker.recordResult(result);
                return result;
            };
        }

        @Override
        public void open() {
            breaker.open();
        }

        @Override
        public boolean tryEnter() {
            return breaker.tryAcquirePermit();
        }

        @Override
        public boolean isRefusal(Exception thrown) {
            return thrown instanceof CircuitBreakerOpenException;
        }
    }

    private static final class Again extends Shield {
        private final FailsafeExecutor<Item> executor;

        Again(FailsafeExecutor<Item> executor) {
            this.executor = executor;
        }

        @Override
        public Callable<Item> around(Callable<Item> call) {
            CheckedSupplier<Item> supplier = call::call;
            return () -> executor.get(supplier);
        }
    }

    private static final class Places extends Shield {
        private final Bulkhead<Item> bulkhead;

        Places(Bulkhead<Item> bulkhead) {
            this.bulkhead = bulkhead;
        }

        @Override
        public Callable<Item> around(Callable<Item> call) {
            return () -> {
                if (!bulkhead.tryAcquirePermit()) {
                    throw new IllegalStateException("no place");
                }
                try {
                    return call.call();
                } finally {
                    bulkhead.releasePermit();
                }
            };
        }
    }
}
