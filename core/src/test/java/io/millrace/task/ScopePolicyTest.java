package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.context.Context;
import io.millrace.fixture.Conformance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What the policies do with failures, and what cancels a scope from outside.
class ScopePolicyTest extends ScopeFixture {

    // ---- failures

    @Test
    @Conformance({"I113", "I114", "I118"})
    void fail_fast_cancels_the_others_with_the_failure_as_cause() throws Exception {
        try (var scope = Scope.open()) {
            var others = new ArrayList<Task<Object>>();
            for (int i = 0; i < 10; i++) {
                others.add(scope.go(ScopeFixture::never));
            }
            Task<Object> failing = scope.go("failing", this::fail);
            var e = assertThrows(ExecutionException.class, scope::join);
            assertSame(failure, e.getCause());
            assertEquals("task 'failing' failed: " + failure, e.getMessage());
            assertSame(failure, scope.context().cause().orElseThrow());
            assertEquals(0, e.getSuppressed().length);
            for (Task<Object> other : others) {
                assertEquals(new Outcome.Cancelled<>(failure), other.outcome());
            }
            assertEquals(new Outcome.Failure<>(failure), failing.outcome());
        }
    }

    @Test
    @Conformance("I113")
    void collect_all_lets_every_task_end_and_suppresses_the_later_failures_in_the_report()
            throws Exception {
        try (var scope = open(Policy.COLLECT_ALL)) {
            var expected = new ArrayList<Throwable>();
            for (int i = 0; i < 5; i++) {
                var mine = new IllegalStateException("failure " + i);
                expected.add(mine);
                Task<Object> task =
                        scope.go(() -> {
                            throw mine;
                        });
                task.outcome(); // so that they fail in this order
            }
            Task<String> fine = scope.go(() -> "fine");
            var e = assertThrows(ExecutionException.class, scope::join);
            assertSame(expected.getFirst(), e.getCause());
            assertEquals(expected.subList(1, 5), List.of(e.getSuppressed()));
            assertTrue(e.getMessage().contains("and 4 more"), e.getMessage());
            assertEquals("fine", fine.await());
            assertFalse(scope.context().isDone());
        }
    }

    @Test
    void a_hundred_failures_are_kept_and_all_are_counted() throws Exception {
        try (var scope = open(Policy.COLLECT_ALL)) {
            for (int i = 0; i < 1_000; i++) {
                scope.go(() -> {
                    throw new IllegalStateException("on purpose");
                });
            }
            var e = assertThrows(ExecutionException.class, scope::join);
            assertEquals(Ledger.MOST_FAILURES - 1, e.getSuppressed().length);
            assertTrue(e.getMessage().contains("and 999 more"), e.getMessage());
            assertEquals(1_000, scope.stats().failed());
        }
    }

    @Test
    void one_exception_thrown_by_all_tasks_is_not_suppressed_in_its_own_report() throws Exception {
        try (var scope = open(Policy.COLLECT_ALL)) {
            for (int i = 0; i < 3; i++) {
                scope.go(this::fail);
            }
            var e = assertThrows(ExecutionException.class, scope::join);
            assertSame(failure, e.getCause());
            assertEquals(0, e.getSuppressed().length);
        }
    }

    @Test
    void first_success_cancels_the_others_and_forgets_the_failures() throws Exception {
        try (var scope = open(Policy.FIRST_SUCCESS)) {
            scope.go(this::fail).outcome();
            Task<Object> slow = scope.go(ScopeFixture::never);
            Task<String> fast = scope.go(() -> "fast");
            scope.join();
            assertEquals("fast", fast.await());
            assertInstanceOf(Outcome.Cancelled.class, slow.outcome());
            assertTrue(scope.context().isDone());
        }
        try (var scope = open(Policy.FIRST_SUCCESS)) { // not even close reports them
            scope.go(this::fail);
            threads.awaitNone();
            scope.go(() -> "fast").outcome();
        }
    }

    @Test
    void first_success_reports_the_failures_if_no_task_succeeds() throws Exception {
        try (var scope = open(Policy.FIRST_SUCCESS)) {
            scope.go(this::fail).outcome();
            scope.go(() -> {
                throw new IllegalStateException("second");
            });
            var e = assertThrows(ExecutionException.class, scope::join);
            assertSame(failure, e.getCause());
            assertEquals("second", e.getSuppressed()[0].getMessage());
        }
    }

    @Test
    @Conformance("I118")
    void an_error_is_a_failure_and_keeps_the_stack_of_its_task() throws Exception {
        var error = new AssertionError("on purpose");
        try (var scope = Scope.open()) {
            Task<Object> task = scope.go(() -> throwFromHere(error));
            var e = assertThrows(ExecutionException.class, task::await);
            assertSame(error, e.getCause());
            assertTrue(
                    Arrays.stream(error.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("throwFromHere")));
        }
    }

    private static Object throwFromHere(Error error) {
        error.fillInStackTrace();
        throw error;
    }

    @Test
    void an_overflow_of_the_stack_is_a_failure_like_any_other() throws Exception {
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> deeper(0));
            var e = assertThrows(ExecutionException.class, task::await);
            assertInstanceOf(StackOverflowError.class, e.getCause());
        }
    }

    private static int deeper(int depth) {
        return deeper(depth + 1) + 1;
    }

    // ---- cancelling

    @Test
    void cancelling_on_purpose_is_no_failure() throws Exception {
        try (var scope = Scope.open()) {
            Task<Object> task = scope.go(ScopeFixture::never);
            scope.cancel();
            scope.join();
            var e = assertThrows(CancellationException.class, task::await);
            assertInstanceOf(CancellationException.class, e.getCause());
            assertEquals(new ScopeStats(scope.name(), 1, 0, 0, 0, 1), scope.stats());
        }
    }

    @Test
    void cancelling_with_a_cause_is_reported_with_that_cause() throws Exception {
        try (var scope = Scope.open()) {
            scope.go(ScopeFixture::never);
            scope.cancel(failure);
            var e = assertThrows(ExecutionException.class, scope::join);
            assertSame(failure, e.getCause());
        }
    }

    @Test
    void cancelling_after_all_tasks_have_ended_changes_nothing() throws Exception {
        try (var scope = Scope.open()) {
            Task<String> task = scope.go(() -> "done");
            task.outcome();
            scope.cancel(failure);
            scope.join();
            assertEquals("done", task.await());
        }
    }

    @Test
    void a_cancelled_context_above_ends_the_tasks_and_is_reported() throws Exception {
        try (var above = Context.background().withCancel();
                var scope = Scope.open(above)) {
            scope.go(ScopeFixture::never);
            above.cancel(failure);
            var e = assertThrows(ExecutionException.class, scope::join);
            assertSame(failure, e.getCause());
        }
    }

    @Test
    void a_scope_under_an_ended_context_runs_nothing() throws Exception {
        try (var above = Context.background().withCancel()) {
            above.cancel(failure);
            try (var scope = Scope.open(above)) {
                var ran = new AtomicInteger();
                Task<Integer> task = scope.go(ran::incrementAndGet);
                assertTrue(task.isDone());
                assertEquals(new Outcome.Cancelled<>(failure), task.outcome());
                var e = assertThrows(ExecutionException.class, scope::join);
                assertSame(failure, e.getCause());
                assertEquals(0, ran.get());
                assertEquals(0, threads.count());
            }
        }
    }
}
