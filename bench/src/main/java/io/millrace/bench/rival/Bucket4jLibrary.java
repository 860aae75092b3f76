package io.millrace.bench.rival;

import io.github.bucket4j.Bucket;
import io.millrace.bench.Library;
import io.millrace.bench.Limiter;
import java.time.Duration;

/// Bucket4j's bucket inside one process, with what it does if not told otherwise: without a lock,
/// and by the clock of milliseconds.
public final class Bucket4jLibrary implements Library {

    @Override
    public Limiter limiter(int permits, Duration period) {
        return new Local(
                Bucket.builder()
                        .addLimit(limit -> limit.capacity(permits).refillGreedy(permits, period))
                        .build());
    }

    private static final class Local extends Limiter {
        private final Bucket bucket;

        Local(Bucket bucket) {
            this.bucket = bucket;
        }

        @Override
        public boolean tryTake() {
            return bucket.tryConsume(1);
        }
    }
}
