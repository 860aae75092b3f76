package io.millrace.bench.rival;

import io.millrace.bench.Breaker;
import io.millrace.bench.Item;
import io.millrace.bench.Limiter;
import io.millrace.bench.Shield;
import io.millrace.guard.Bulkhead;
import io.millrace.guard.Call;
import io.millrace.guard.CircuitBreaker;
import io.millrace.guard.CircuitOpenException;
import io.millrace.guard.Guard;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.guard.Retry;
import java.time.Duration;
import java.util.concurrent.Callable;

/// The guards of Millrace.
final class MillraceGuards {
    private MillraceGuards() {}

    static Limiter limiter(int permits, Duration period) {
        return new Bucket(RateLimiter.of(Rate.of(permits, period), permits));
    }

    static Breaker breaker(int window) {
        var rules = CircuitBreaker.builder().openFor(Duration.ofHours(1));
        if (window == 0) {
            rules.consecutiveFailures(5);
        } else {
            rules.lastCalls(window).minimumCalls(window).failureRate(50);
        }
        return new Circuit(rules.build());
    }

    static Shield retry(int attempts) {
        return new Around(Retry.of(attempts));
    }

    static Shield bulkhead(int places) {
        return new Around(Bulkhead.of(places));
    }

    private static Callable<Item> through(Guard guard, Callable<Item> call) {
        Call<Item, Exception> mine = call::call;
        return () -> guard.call(mine);
    }

    private static final class Bucket extends Limiter {
        private final RateLimiter limiter;

        Bucket(RateLimiter limiter) {
            this.limiter = limiter;
        }

        @Override
        public boolean tryTake() {
            return limiter.tryAcquire();
        }
    }

    private static final class Circuit extends Breaker {
        private final CircuitBreaker breaker;

        Circuit(CircuitBreaker breaker) {
            this.breaker = breaker;
        }

        @Override
        public Callable<Item> around(Callable<Item> call) {
            return through(breaker, call);
        }

        @Override
        public void open() {
            breaker.open();
        }

        @Override
        public boolean tryEnter() {
            return breaker.tryAcquire().isPresent();
        }

        @Override
        public boolean isRefusal(Exception thrown) {
            return thrown instanceof CircuitOpenException;
        }
    }

    private static final class Around extends Shield {
        private final Guard guard;

        Around(Guard guard) {
            this.guard = guard;
        }

        @Override
        public Callable<Item> around(Callable<Item> call) {
            return through(guard, call);
        }
    }
}
