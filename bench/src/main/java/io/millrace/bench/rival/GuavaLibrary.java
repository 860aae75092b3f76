package io.millrace.bench.rival;

import com.google.common.util.concurrent.RateLimiter;
import io.millrace.bench.Library;
import io.millrace.bench.Limiter;
import java.time.Duration;

/// Guava's limiter, which counts in floating point and looks at the clock in microseconds.
///
/// It keeps the permits of a second, has none of them at first, and lets one request take what will
/// come later: its first permit is always there.
public final class GuavaLibrary implements Library {

    @Override
    public Limiter limiter(int permits, Duration period) {
        return new Smooth(RateLimiter.create(permits * 1e9 / period.toNanos()));
    }

    private static final class Smooth extends Limiter {
        private final RateLimiter limiter;

        Smooth(RateLimiter limiter) {
            this.limiter = limiter;
        }

        @Override
        public boolean tryTake() {
            return limiter.tryAcquire();
        }
    }
}
