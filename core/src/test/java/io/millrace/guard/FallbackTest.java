package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.context.ContextEndedException;
import io.millrace.observe.Watch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class FallbackTest {

    private static Call<String, Exception> failing(Exception failure) {
        return () -> {
            throw failure;
        };
    }

    @Test
    void it_stands_in_for_a_failure_and_for_nothing_else() throws Exception {
        var fallback = Fallback.to("instead");
        assertEquals("fine", fallback.call(() -> "fine"));
        assertEquals("instead", fallback.call(failing(new IOException())));
        assertEquals("instead", fallback.call(failing(new IllegalStateException())));
        assertNull(Fallback.<String>to(null).call(failing(new IOException())));
    }

    @Test
    void it_may_depend_on_the_failure() throws Exception {
        var fallback = Fallback.from(e -> "instead of " + e.getMessage());
        assertEquals("instead of x", fallback.call(failing(new IOException("x"))));
    }

    @Test
    void it_stands_in_for_what_was_asked_for() throws Exception {
        var fallback = Fallback.to("instead").when(e -> e instanceof IOException);
        assertEquals("instead", fallback.call(failing(new IOException())));
        assertThrows(
                IllegalStateException.class,
                () -> fallback.call(failing(new IllegalStateException())));
    }

    @Test
    void it_never_stands_in_for_a_caller_that_has_given_up_nor_for_an_error() {
        var fallback = Fallback.to("instead");
        for (Exception givenUp :
                List.of(
                        new InterruptedException(),
                        new CancellationException(),
                        new ContextEndedException(new CancellationException()))) {
            assertSame(
                    givenUp, assertThrows(Exception.class, () -> fallback.call(failing(givenUp))));
        }
        assertThrows(
                StackOverflowError.class,
                () ->
                        fallback.call(() -> {
                            throw new StackOverflowError();
                        }));
    }

    @Test
    void if_it_fails_itself_nothing_is_lost() {
        var failure = new IOException("first");
        var fallback =
                Fallback.<String>from(e -> {
                    throw new IllegalStateException("second");
                });
        var thrown =
                assertThrows(IllegalStateException.class, () -> fallback.call(failing(failure)));
        assertSame(failure, thrown.getSuppressed()[0]);
    }

    @Test
    void it_stands_around_guards() throws Exception {
        var breaker = CircuitBreaker.create();
        var bulkhead = Bulkhead.of(1);
        var fallback = Fallback.to("instead").around(breaker).around(bulkhead);
        assertEquals("fine", fallback.call(() -> "fine"));
        assertEquals(1, breaker.stats().succeeded());
        assertEquals(1, bulkhead.stats().entered());
        breaker.isolate();
        assertEquals("instead", fallback.call(() -> "not called"));
        assertEquals(1, bulkhead.stats().entered());
    }

    @Test
    void if_what_says_when_fails_nothing_is_lost() {
        var failure = new IOException("first");
        var fallback =
                Fallback.to("instead")
                        .when(_ -> {
                            throw new IllegalStateException("second");
                        });
        var thrown =
                assertThrows(IllegalStateException.class, () -> fallback.call(failing(failure)));
        assertSame(failure, thrown.getSuppressed()[0]);
    }

    @Test
    void a_watch_sees_how_often_it_stood_in() throws Exception {
        try (var watch = Watch.open()) {
            Fallback<String> fallback = Fallback.to("substitute");
            Fallback<String> guarded = fallback.when(e -> e instanceof IOException);
            assertEquals("fine", fallback.call(() -> "fine"));
            assertEquals(
                    "substitute",
                    guarded.call(() -> {
                        throw new IOException("on purpose");
                    }));
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            guarded.call(() -> {
                                throw new IllegalStateException("not covered");
                            }));
            var stats = new FallbackStats(fallback.stats().name(), 3, 1);
            assertEquals(stats, guarded.stats());
            assertTrue(watch.snapshot().of(FallbackStats.class).anyMatch(stats::equals));
        }
    }

    @Test
    void a_watch_sees_what_is_left_of_a_budget() throws Exception {
        try (var watch = Watch.open()) {
            var budget = RetryBudget.of(10, 1);
            var retry = Retry.builder().backoff(Backoff.none()).attempts(9).budget(budget).build();
            assertThrows(
                    IOException.class,
                    () ->
                            retry.call(() -> {
                                throw new IOException("on purpose");
                            }));
            var stats = new RetryBudgetStats(budget.stats().name(), 10, 1, 0, 1);
            assertTrue(watch.snapshot().of(RetryBudgetStats.class).anyMatch(stats::equals));
        }
    }
}
