package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import io.millrace.guard.CircuitBreaker.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GuardsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /// Notes when it is gone through.
    private record Noting(String name, List<String> notes) implements Guard {
        @Override
        public <R, X extends Exception> R call(Call<? extends R, X> call)
                throws X, InterruptedException {
            notes.add("into " + name);
            R result = call.call();
            notes.add("out of " + name);
            return result;
        }
    }

    @Test
    void guards_are_composed_from_the_outermost_to_the_innermost() throws Exception {
        var notes = new ArrayList<String>();
        var a = new Noting("a", notes);
        var b = new Noting("b", notes);
        var c = new Noting("c", notes);
        var expected =
                List.of("into a", "into b", "into c", "call", "out of c", "out of b", "out of a");
        for (Guard all :
                List.of(
                        Guards.compose(a, b, c),
                        a.around(b).around(c),
                        a.around(b.around(c)),
                        Guards.compose(Guards.compose(), a, b.around(c)))) {
            notes.clear();
            all.call(() -> notes.add("call"));
            assertEquals(expected, notes);
        }
        assertEquals("called", Guards.compose().call(() -> "called"));
    }

    @Test
    void the_type_of_what_a_call_throws_is_kept() throws Exception {
        Guard guard = Guards.compose(Retry.of(1), CircuitBreaker.create());
        try {
            guard.call(GuardsTest::throwing);
        } catch (IOException e) { // the compiler knows that it is thrown
            assertEquals("down", e.getMessage());
        }
        assertEquals(1, guard.<Integer, RuntimeException>call(() -> 1));
    }

    private static String throwing() throws IOException {
        throw new IOException("down");
    }

    @Test
    void the_order_is_the_same_however_the_builder_is_called() throws Exception {
        var breaker = CircuitBreaker.builder().consecutiveFailures(2).build();
        var limiter = RateLimiter.of(Rate.perSecond(1), 10);
        var bulkhead = Bulkhead.of(1);
        var retry = Retry.builder().attempts(5).backoff(Backoff.none()).build();
        Fallback<String> guard =
                Guards.builder()
                        .bulkhead(bulkhead)
                        .timeout(Timeout.of(SECOND))
                        .rateLimiter(limiter)
                        .circuitBreaker(breaker)
                        .retry(retry)
                        .build(Fallback.to("instead"));
        var calls = new AtomicInteger();
        assertEquals(
                "instead",
                guard.call(() -> {
                    calls.incrementAndGet();
                    throw new IOException();
                }));
        assertEquals(2, calls.get(), "the retry stops when the breaker opens");
        assertEquals(2, breaker.stats().failed());
        assertEquals(1, breaker.stats().rejected());
        assertEquals(2, limiter.stats().granted(), "a call that is not made takes no permit");
        assertEquals(2, bulkhead.stats().entered());
        assertEquals("instead", guard.call(() -> "not called"));
        assertEquals(2, calls.get());
    }

    @Test
    void what_a_limiter_or_a_bulkhead_rejects_is_no_failure_of_what_is_called() throws Exception {
        var breaker = CircuitBreaker.builder().consecutiveFailures(1).build();
        var retries = new AtomicInteger();
        var retry =
                Retry.builder()
                        .backoff(Backoff.none())
                        .onRetry(_ -> retries.incrementAndGet())
                        .build();
        var none = RateLimiter.builder(Rate.zero()).initial(0).build();
        var full = Bulkhead.of(1);
        try (var _ = full.acquire()) {
            for (Guard inner : List.of(none, full)) {
                assertThrows(
                        RejectedException.class,
                        () -> Guards.compose(retry, breaker, inner).call(() -> "not called"));
            }
        }
        assertEquals(State.CLOSED, breaker.state());
        assertEquals(2, breaker.stats().ignored());
        assertEquals(0, retries.get());
    }

    @Test
    void a_timeout_is_a_failure_and_is_tried_again() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            var breaker = CircuitBreaker.builder().consecutiveFailures(3).build();
            Guard guard =
                    Guards.builder()
                            .retry(Retry.builder().attempts(2).backoff(Backoff.none()).build())
                            .circuitBreaker(breaker)
                            .timeout(Timeout.of(SECOND))
                            .build();
            var calls = new AtomicInteger();
            var caller =
                    crew.go(() ->
                            guard.call(() -> {
                                if (calls.incrementAndGet() == 1) {
                                    Channel.never().receive();
                                }
                                return "second";
                            }));
            caller.awaitParked();
            clock.advance(SECOND);
            assertEquals("second", caller.get());
            assertEquals(1, breaker.stats().failed());
        }
    }

    @Test
    void a_retry_can_wait_for_permits_and_for_the_breaker() throws Exception {
        try (var _ = StillHost.install()) {
            var breaker = CircuitBreaker.builder().consecutiveFailures(1).openFor(SECOND).build();
            var limiter = RateLimiter.of(Rate.every(SECOND), 1);
            Guard guard =
                    Guards.builder()
                            .retry(
                                    Retry.builder()
                                            .attempts(2)
                                            .within(Duration.ofMinutes(1))
                                            .backoff(Backoff.none())
                                            .waitWhenRejected()
                                            .build())
                            .circuitBreaker(breaker)
                            .rateLimiter(limiter)
                            .build();
            assertTrue(limiter.tryAcquire());
            var calls = new AtomicInteger();
            assertEquals(
                    "second",
                    guard.call(() -> {
                        if (calls.incrementAndGet() == 1) {
                            throw new IOException();
                        }
                        return "second";
                    }));
            assertEquals(2, calls.get());
            assertEquals(State.CLOSED, breaker.state());
        }
    }
}
