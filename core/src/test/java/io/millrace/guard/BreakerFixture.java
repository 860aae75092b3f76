package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.fixture.ManualClock;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/// What the tests of circuit breakers share: their own time, and calls that end as is needed.
abstract class BreakerFixture {
    static final Duration MINUTE = Duration.ofMinutes(1);

    final ManualClock clock = ManualClock.install();

    @AfterEach
    void give_the_clock_back() {
        clock.close();
    }

    static void succeed(CircuitBreaker breaker) throws Exception {
        assertEquals("fine", breaker.call(() -> "fine"));
    }

    static void fail(CircuitBreaker breaker) {
        assertThrows(
                IOException.class,
                () ->
                        breaker.call(() -> {
                            throw new IOException("down");
                        }));
    }

    static CircuitOpenException reject(CircuitBreaker breaker) {
        return assertThrows(
                CircuitOpenException.class,
                () ->
                        breaker.call(() -> {
                            throw new AssertionError("called");
                        }));
    }
}
