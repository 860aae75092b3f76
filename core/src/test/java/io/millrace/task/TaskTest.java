package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import io.millrace.select.Select;
import io.millrace.select.SelectEndedException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TaskTest extends ScopeFixture {
    private final RuntimeException cause = new RuntimeException("the cause");

    /// A task that waits to be cancelled and then throws `e`.
    private static Callable<Object> throwing(Exception e) {
        return () -> {
            try {
                return never();
            } catch (InterruptedException interrupted) {
                throw e;
            }
        };
    }

    @Test
    void cancelling_a_task_ends_it_alone_and_is_no_failure_of_its_scope() throws Exception {
        try (var scope = Scope.open()) {
            Task<Object> task = scope.go(ScopeFixture::never);
            Task<String> other = scope.go(() -> "fine");
            assertTrue(task.cancel(cause));
            assertFalse(task.cancel());
            scope.join();
            assertEquals(new Outcome.Cancelled<>(cause), task.outcome());
            var e = assertThrows(CancellationException.class, task::await);
            assertSame(cause, e.getCause());
            assertEquals("fine", other.await());
            assertFalse(scope.context().isDone());
        }
    }

    @Test
    void a_cancelled_task_that_returns_all_the_same_has_succeeded() throws Exception {
        try (var scope = Scope.open()) {
            Task<String> task =
                    scope.go(() -> {
                        while (!Thread.interrupted()) {
                            Thread.yield();
                        }
                        return "all the same";
                    });
            task.cancel();
            assertEquals("all the same", task.await());
        }
    }

    @Test
    void whatever_a_cancelled_task_throws_to_give_up_counts_as_cancelled() throws Exception {
        List<Exception> givingUp =
                List.of(
                        new InterruptedException(),
                        new CancellationException(),
                        new ContextEndedException(cause),
                        new InterruptedIOException(),
                        new ClosedByInterruptException(),
                        new RuntimeException("wrapped", new InterruptedException()));
        for (Exception e : givingUp) {
            try (var scope = Scope.open()) {
                Task<Object> task = scope.go(throwing(e));
                task.cancel(cause);
                assertEquals(new Outcome.Cancelled<>(cause), task.outcome());
            }
        }
    }

    @Test
    void whatever_else_a_cancelled_task_throws_is_a_failure() throws Exception {
        var one = new RuntimeException("one");
        var two = new RuntimeException("two", one);
        one.initCause(two); // causes that run in circles
        for (Exception e : List.of(failure, one)) {
            try (var scope = Scope.open()) {
                Task<Object> task = scope.go(throwing(e));
                task.cancel(cause);
                assertEquals(new Outcome.Failure<>(e), task.outcome());
            }
        }
    }

    @Test
    void giving_up_without_having_been_cancelled_is_a_failure() throws Exception {
        for (Exception e : List.of(new InterruptedException(), new CancellationException())) {
            try (var scope = Scope.open()) {
                Task<Object> task =
                        scope.go(() -> {
                            throw e;
                        });
                assertEquals(new Outcome.Failure<>(e), task.outcome());
            }
        }
    }

    @Test
    void cancelling_a_task_cancels_what_it_has_derived_from_its_context() throws Exception {
        try (var scope = Scope.open()) {
            var derived = new CompletableFuture<Context>();
            Task<Object> task =
                    scope.go(() -> {
                        derived.complete(Context.current().withCancel());
                        return never();
                    });
            Context below = derived.get();
            task.cancel(cause);
            below.await();
            assertSame(cause, below.cause().orElseThrow());
        }
    }

    @Test
    void a_task_that_waits_for_itself_is_told_so() throws Exception {
        try (var scope = Scope.open()) {
            Channel<Task<Object>> self = Channel.buffered(1);
            Task<Object> task = scope.go("self", () -> self.receive().await());
            self.send(task);
            var e = assertThrows(ExecutionException.class, task::await);
            assertInstanceOf(IllegalStateException.class, e.getCause());
            assertEquals("task 'self' awaits itself", e.getCause().getMessage());
        }
        try (var scope = Scope.open()) {
            Channel<Task<Object>> self = Channel.buffered(1);
            Task<Object> task = scope.go(() -> self.receive().outcome(Duration.ofDays(1)));
            self.send(task);
            assertThrows(ExecutionException.class, task::await);
        }
    }

    @Test
    void waiting_for_a_task_is_interruptible_and_does_nothing_to_the_task() throws Exception {
        try (var scope = Scope.open();
                var crew = new Crew()) {
            var release = new CountDownLatch(1);
            Task<String> task =
                    scope.go(() -> {
                        release.await();
                        return "done";
                    });
            var waiter = crew.go(() -> task.await());
            StartedThreads.awaitParked(waiter.thread());
            assertSame(task, waiter.blocker());
            waiter.interrupt();
            waiter.failure(InterruptedException.class);
            assertFalse(task.isDone());
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, task::outcome);
            release.countDown();
            assertEquals("done", task.await());
            assertTrue(task.isDone());
        }
    }

    @Test
    void waiting_for_a_task_is_given_up_when_the_time_is_over() throws Exception {
        try (var clock = ManualClock.install();
                var scope = Scope.open();
                var crew = new Crew()) {
            Task<Object> task = scope.go(ScopeFixture::never);
            assertEquals(Optional.empty(), task.outcome(Duration.ZERO));
            assertEquals(Optional.empty(), task.outcome(Duration.ofSeconds(-1)));
            var waiter = crew.go(() -> task.outcome(Duration.ofHours(1)));
            var patient = crew.go(() -> task.outcome(Duration.ofSeconds(Long.MAX_VALUE)));
            clock.awaitSleepers(2);
            clock.advance(Duration.ofHours(1));
            assertEquals(Optional.empty(), waiter.get());
            task.cancel(cause);
            assertEquals(Optional.of(new Outcome.Cancelled<>(cause)), patient.get());
        }
    }

    @Test
    void a_select_is_given_each_task_once_in_the_order_of_their_ends() throws Exception {
        try (var scope = Scope.builder().policy(Policy.COLLECT_ALL).open()) {
            var release = new CountDownLatch(1);
            Task<String> slow =
                    scope.go(() -> {
                        release.await();
                        return "slow";
                    });
            Task<String> fast = scope.go(() -> "fast");
            Task<String> failing =
                    scope.go(() -> {
                        throw failure;
                    });
            Select<Object> next =
                    Select.of(
                            slow.onDone(outcome -> outcome),
                            fast.onDone(outcome -> outcome),
                            failing.onDone(outcome -> outcome));
            assertEquals(
                    Set.of(new Outcome.Success<>("fast"), new Outcome.Failure<>(failure)),
                    Set.of(next.await(), next.await()));
            release.countDown();
            assertEquals(new Outcome.Success<>("slow"), next.await());
            assertThrows(SelectEndedException.class, next::await);
        } // the select has received the failure
    }

    @Test
    void a_task_whose_own_scope_heard_of_the_cancellation_first_has_not_failed() throws Exception {
        try (var scope = Scope.open()) {
            Task<Object> passesOn =
                    scope.go(throwing(new ExecutionException("a scope was cancelled", cause)));
            Task<Object> fails = scope.go(throwing(new ExecutionException("another", failure)));
            passesOn.cancel(cause);
            fails.cancel(cause);
            assertEquals(new Outcome.Cancelled<>(cause), passesOn.outcome());
            assertInstanceOf(Outcome.Failure.class, fails.outcome());
        }
    }

    @Test
    void a_task_cancelled_before_its_thread_runs_is_interrupted_there() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            try (var scope = Scope.open()) {
                var reached = new AtomicBoolean();
                Task<Object> task =
                        scope.go(() -> {
                            never();
                            reached.set(true);
                            return "no";
                        });
                task.cancel(cause);
                assertEquals(new Outcome.Cancelled<>(cause), task.outcome());
                assertFalse(reached.get());
            }
        }
    }

    @Test
    void what_a_task_did_is_seen_by_who_awaited_it() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            try (var scope = Scope.open()) {
                int[] plain = {0};
                Task<Integer> task = scope.go(() -> plain[0] = 42);
                task.await();
                assertEquals(42, plain[0]);
            }
        }
    }
}
