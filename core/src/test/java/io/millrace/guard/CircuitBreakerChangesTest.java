package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.guard.CircuitBreaker.Change;
import io.millrace.guard.CircuitBreaker.Permission;
import io.millrace.guard.CircuitBreaker.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// Who is told of a circuit breaker's changes, and in which order.
class CircuitBreakerChangesTest extends BreakerFixture {
    private final List<String> told = new ArrayList<>();
    private final CircuitBreaker breaker =
            CircuitBreaker.builder()
                    .consecutiveFailures(3)
                    .onChange(change -> told.add(change.from() + ">" + change.to()))
                    .build();

    @Test
    @Conformance("O168")
    void each_change_is_told_once_and_in_order() throws Exception {
        for (int i = 0; i < 3; i++) {
            fail(breaker);
        }
        reject(breaker);
        clock.advance(MINUTE);
        fail(breaker);
        clock.advance(MINUTE);
        succeed(breaker);
        breaker.open();
        breaker.isolate();
        breaker.isolate();
        breaker.close();
        breaker.close();
        assertEquals(
                List.of(
                        "CLOSED>OPEN",
                        "OPEN>HALF_OPEN",
                        "HALF_OPEN>OPEN",
                        "OPEN>HALF_OPEN",
                        "HALF_OPEN>CLOSED",
                        "CLOSED>OPEN",
                        "OPEN>ISOLATED",
                        "ISOLATED>CLOSED"),
                told);
        assertEquals(4, breaker.stats().opened());
    }

    @Test
    @Conformance("O168")
    void changes_by_many_threads_are_told_in_order() {
        var changes = new ConcurrentLinkedQueue<Change>();
        var told = CircuitBreaker.builder().consecutiveFailures(1).onChange(changes::add).build();
        try (var crew = new Crew()) {
            for (int i = 0; i < 4; i++) {
                crew.go(() -> {
                    for (int j = 0; j < 5_000; j++) {
                        told.tryAcquire().ifPresent(Permission::failure);
                        told.close();
                    }
                });
            }
            crew.join();
        }
        State last = State.CLOSED;
        for (Change change : changes) {
            assertEquals(last, change.from());
            last = change.to();
        }
        assertEquals(told.state(), last);
        assertEquals(
                told.stats().opened(),
                changes.stream().filter(change -> change.to() == State.OPEN).count());
    }

    @Test
    void a_listener_may_change_the_state_and_one_that_throws_does_no_harm() {
        var seen = new ArrayList<String>();
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> seen.add(e.getMessage()));
        var forced =
                CircuitBreaker.builder()
                        .consecutiveFailures(1)
                        .onChange(change -> {
                            if (change.to() == State.OPEN) {
                                change.breaker().isolate();
                            }
                            throw new IllegalStateException(change.why());
                        })
                        .onChange(change -> seen.add(change.to().toString()))
                        .build();
        fail(forced);
        assertEquals(List.of("1 failures in a row", "OPEN", "by hand", "ISOLATED"), seen);
    }
}
