package io.millrace.bench.jmh;

import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.millrace.guard.Call;
import io.millrace.guard.Rate;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What does a permit cost, granted or refused, and a call through a breaker that is closed?
///
/// `bench/jmh Guard -prof gc`, and with `-t 2` for two threads that share the guard
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class GuardBenchmark {
    private static final int PLENTY = 1_000_000_000;

    private final io.millrace.guard.RateLimiter millrace =
            io.millrace.guard.RateLimiter.of(Rate.perSecond(PLENTY), PLENTY);
    private final io.millrace.guard.RateLimiter millraceEmpty =
            io.millrace.guard.RateLimiter.builder(Rate.every(Duration.ofDays(1)))
                    .initial(0)
                    .build();
    private final io.github.resilience4j.ratelimiter.RateLimiter resilience = limiter(PLENTY);
    private final io.github.resilience4j.ratelimiter.RateLimiter resilienceEmpty = empty();

    @SuppressWarnings("UnstableApiUsage")
    private final RateLimiter guava = RateLimiter.create(PLENTY);

    @SuppressWarnings("UnstableApiUsage")
    private final RateLimiter guavaEmpty = RateLimiter.create(0.000_01);

    private final Bucket bucket =
            Bucket.builder()
                    .addLimit(l -> l.capacity(PLENTY).refillGreedy(PLENTY, Duration.ofSeconds(1)))
                    .build();
    private final Bucket bucketEmpty =
            Bucket.builder()
                    .addLimit(
                            l -> l.capacity(1).refillGreedy(1, Duration.ofDays(1)).initialTokens(0))
                    .build();

    private final io.millrace.guard.CircuitBreaker breaker =
            io.millrace.guard.CircuitBreaker.create();
    private final io.millrace.guard.CircuitBreaker windowed =
            io.millrace.guard.CircuitBreaker.builder()
                    .lastCalls(100)
                    .minimumCalls(100)
                    .failureRate(50)
                    .build();
    private final CircuitBreaker resilienceBreaker =
            CircuitBreaker.of(
                    "bench", CircuitBreakerConfig.custom().slidingWindowSize(100).build());
    private final Call<Object, RuntimeException> call = () -> this;
    private final Callable<Object> callable = () -> this;

    private static io.github.resilience4j.ratelimiter.RateLimiter limiter(int permits) {
        return io.github.resilience4j.ratelimiter.RateLimiter.of(
                "bench",
                RateLimiterConfig.custom()
                        .limitForPeriod(permits)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }

    private static io.github.resilience4j.ratelimiter.RateLimiter empty() {
        var limiter =
                io.github.resilience4j.ratelimiter.RateLimiter.of(
                        "empty",
                        RateLimiterConfig.custom()
                                .limitForPeriod(1)
                                .limitRefreshPeriod(Duration.ofDays(1))
                                .timeoutDuration(Duration.ZERO)
                                .build());
        limiter.acquirePermission();
        return limiter;
    }

    /// Millrace.
    @Benchmark
    public boolean grantMillrace() {
        return millrace.tryAcquire();
    }

    /// resilience4j.
    @Benchmark
    public boolean grantResilience4j() {
        return resilience.acquirePermission();
    }

    /// Guava.
    @Benchmark
    @SuppressWarnings("UnstableApiUsage")
    public boolean grantGuava() {
        return guava.tryAcquire();
    }

    /// bucket4j.
    @Benchmark
    public boolean grantBucket4j() {
        return bucket.tryConsume(1);
    }

    /// Millrace.
    @Benchmark
    public boolean refuseMillrace() {
        return millraceEmpty.tryAcquire();
    }

    /// resilience4j.
    @Benchmark
    public boolean refuseResilience4j() {
        return resilienceEmpty.acquirePermission();
    }

    /// Guava.
    @Benchmark
    @SuppressWarnings("UnstableApiUsage")
    public boolean refuseGuava() {
        return guavaEmpty.tryAcquire();
    }

    /// bucket4j.
    @Benchmark
    public boolean refuseBucket4j() {
        return bucketEmpty.tryConsume(1);
    }

    /// Millrace, counting failures in a row.
    @Benchmark
    public Object callMillrace() throws InterruptedException {
        return breaker.call(call);
    }

    /// Millrace, with a window of a hundred calls.
    @Benchmark
    public Object callMillraceWindow() throws InterruptedException {
        return windowed.call(call);
    }

    /// resilience4j, with a window of a hundred calls.
    @Benchmark
    public Object callResilience4jWindow() throws Exception {
        return resilienceBreaker.executeCallable(callable);
    }
}
