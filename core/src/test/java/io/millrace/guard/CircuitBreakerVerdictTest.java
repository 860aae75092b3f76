package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Conformance;
import io.millrace.guard.CircuitBreaker.State;
import io.millrace.guard.CircuitBreaker.Verdict;
import java.net.SocketTimeoutException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// Which calls a circuit breaker takes for failures, and which count neither way.
class CircuitBreakerVerdictTest extends BreakerFixture {

    @Test
    @Conformance("O167")
    void an_ignored_kind_of_exception_counts_neither_way() {
        var lenient =
                CircuitBreaker.builder()
                        .consecutiveFailures(2)
                        .ignore(IllegalStateException.class)
                        .build();
        for (int i = 0; i < 10; i++) {
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            lenient.call(() -> {
                                throw new IllegalStateException();
                            }));
        }
        fail(lenient);
        assertThrows(
                IllegalStateException.class,
                () ->
                        lenient.call(() -> {
                            throw new IllegalStateException();
                        }));
        assertEquals(State.CLOSED, lenient.state());
        fail(lenient);
        assertEquals(State.OPEN, lenient.state(), "nor did they restart the count");
        assertEquals(11, lenient.stats().ignored());
    }

    @Test
    @Conformance("O169")
    void a_cancelled_or_interrupted_call_counts_neither_way() throws Exception {
        var sensitive = CircuitBreaker.builder().consecutiveFailures(1).build();
        assertThrows(
                InterruptedException.class,
                () ->
                        sensitive.call(() -> {
                            throw new InterruptedException();
                        }));
        assertThrows(
                CancellationException.class,
                () ->
                        sensitive.call(() -> {
                            throw new CancellationException();
                        }));
        assertThrows(
                IllegalStateException.class,
                () ->
                        sensitive.call(() -> {
                            throw new IllegalStateException(new InterruptedException());
                        }));
        var ended = Context.background().withCancel();
        ended.cancel();
        assertThrows(
                ContextEndedException.class,
                () -> sensitive.call(() -> ended.call(() -> "not called")));
        assertEquals(State.CLOSED, sensitive.state());
        assertEquals(4, sensitive.stats().ignored());
        assertThrows(
                SocketTimeoutException.class,
                () ->
                        sensitive.call(() -> {
                            throw new SocketTimeoutException("the callee's fault");
                        }));
        assertEquals(State.OPEN, sensitive.state());
    }

    @Test
    void what_a_guard_further_in_rejects_counts_neither_way() {
        var sensitive = CircuitBreaker.builder().consecutiveFailures(1).build();
        var empty = RateLimiter.builder(Rate.perSecond(1)).initial(0).build();
        assertThrows(
                RateLimitedException.class, () -> sensitive.around(empty).call(() -> "not called"));
        assertEquals(State.CLOSED, sensitive.state());
    }

    @Test
    void a_result_can_be_a_failure() throws Exception {
        var http =
                CircuitBreaker.builder()
                        .consecutiveFailures(2)
                        .failedResult(status -> status instanceof Integer code && code >= 500)
                        .build();
        assertEquals(503, http.call(() -> 503));
        assertEquals(200, http.call(() -> 200));
        assertEquals(503, http.call(() -> 503));
        assertEquals(503, http.call(() -> 503));
        assertEquals(State.OPEN, http.state());
    }

    @Test
    void a_classifier_decides_and_one_that_throws_makes_a_failure() {
        var odd =
                CircuitBreaker.builder()
                        .consecutiveFailures(1)
                        .classify(e -> {
                            if (e.getMessage() == null) {
                                throw new IllegalArgumentException("no message");
                            }
                            return Verdict.SUCCESS;
                        })
                        .build();
        fail(odd);
        assertEquals(State.CLOSED, odd.state());
        var thrown =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                odd.call(() -> {
                                    throw new IllegalStateException();
                                }));
        assertEquals("no message", thrown.getSuppressed()[0].getMessage());
        assertEquals(State.OPEN, odd.state());
    }
}
