package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.context.Key;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Starting, joining, nesting, and the figures.
class ScopeTest extends ScopeFixture {

    @Test
    @Conformance({"I112", "I119"})
    void without_failures_join_returns_and_close_cancels_the_context() throws Exception {
        Context context;
        try (var scope = Scope.open()) {
            context = scope.context();
            scope.join(); // of no task: at once
            Task<Integer> one = scope.go(() -> 1);
            Task<Integer> two = scope.go("two", () -> 2);
            scope.join();
            assertEquals(3, one.await() + two.await());
            assertFalse(context.isDone());
            Task<Integer> three = scope.go(() -> 3); // a joined scope goes on
            scope.join();
            assertEquals(3, three.await());
        }
        assertTrue(context.isDone());
    }

    @Test
    void a_join_with_a_limit_returns_when_the_time_is_over_and_the_tasks_go_on() throws Exception {
        Channel<Integer> stop = Channel.rendezvous();
        try (var scope = Scope.open()) {
            assertTrue(scope.join(Duration.ZERO));
            scope.go(stop::receive);
            assertFalse(scope.join(Duration.ZERO));
            assertFalse(scope.join(Duration.ofNanos(1)));
            assertEquals(1, scope.stats().running());
            stop.send(1);
            assertTrue(scope.join(Duration.ofHours(1)));
            scope.go(this::fail);
            var e = assertThrows(ExecutionException.class, () -> scope.join(Duration.ofHours(1)));
            assertSame(failure, e.getCause());
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> scope.join(Duration.ZERO));
        }
    }

    @Test
    void run_returns_the_bodys_result_once_all_tasks_have_ended() throws Exception {
        var ended = new AtomicInteger();
        String result =
                Scope.run(scope -> {
                    for (int i = 0; i < 10; i++) {
                        scope.go(ended::incrementAndGet);
                    }
                    return "result";
                });
        assertEquals("result", result);
        assertEquals(10, ended.get());
    }

    @Test
    void run_throws_what_its_body_throws_and_cancels_the_tasks() {
        var cancelled = new CompletableFuture<Throwable>();
        var e =
                assertThrows(
                        IOException.class,
                        () ->
                                Scope.run(scope -> {
                                    scope.context()
                                            .afterCancel(
                                                    Runnable::run, () -> cancelled.complete(null));
                                    scope.go(ScopeFixture::never);
                                    throw failure;
                                }));
        assertSame(failure, e);
        assertTrue(cancelled.isDone());
    }

    @Test
    void tasks_start_tasks_and_join_waits_for_all_of_them() throws Exception {
        try (var scope = Scope.open()) {
            var ended = new AtomicInteger();
            spawn(scope, ended, 7);
            scope.join();
            assertEquals(255, ended.get());
            assertEquals(List.of(), threads.alive());
        }
    }

    private static void spawn(Scope scope, AtomicInteger ended, int depth) {
        scope.go(() -> {
            if (depth > 0) {
                spawn(scope, ended, depth - 1);
                spawn(scope, ended, depth - 1);
            }
            ended.incrementAndGet();
        });
    }

    @Test
    void a_task_that_starts_another_while_join_waits_is_waited_for() throws Exception {
        try (var scope = Scope.open()) {
            Thread owner = Thread.currentThread();
            var last = new AtomicInteger();
            scope.go(() -> {
                StartedThreads.awaitParked(owner); // in join
                scope.go(last::incrementAndGet);
            });
            scope.join();
            assertEquals(1, last.get());
        }
    }

    @Test
    void scopes_nest_and_a_failure_travels_outwards() throws Exception {
        try (var outer = Scope.open()) {
            Task<String> task =
                    outer.go(() -> {
                        try (var inner = Scope.open()) {
                            inner.go(ScopeFixture::never);
                            inner.go(this::fail);
                            inner.join();
                            return "no";
                        }
                    });
            var e = assertThrows(ExecutionException.class, outer::join);
            var within = assertInstanceOf(ExecutionException.class, e.getCause());
            assertSame(failure, within.getCause());
            assertTrue(task.isDone());
        }
    }

    @Test
    void cancelling_an_outer_scope_cancels_the_scopes_that_its_tasks_have_opened()
            throws Exception {
        try (var outer = Scope.open()) {
            var started = new CountDownLatch(10);
            Task<Object> task =
                    outer.go(() -> {
                        try (var inner = Scope.open()) {
                            for (int i = 0; i < 10; i++) {
                                inner.go(() -> {
                                    started.countDown();
                                    return never();
                                });
                            }
                            inner.join();
                            return "no";
                        }
                    });
            started.await();
            outer.cancel();
            outer.join();
            assertInstanceOf(Outcome.Cancelled.class, task.outcome());
            assertEquals(List.of(), threads.alive());
        }
    }

    @Test
    void tasks_run_in_the_scopes_context_with_its_values() throws Exception {
        Key<String> user = Key.of("user", String.class);
        try (var scope = Scope.open(Context.background().with(user, "ann"))) {
            Task<Context> task = scope.go(Context::current);
            Context inside = task.await();
            assertEquals("ann", inside.get(user).orElseThrow());
            assertNotSame(scope.context(), inside); // its own, below the scope's
            assertSame(Context.background(), Context.current());
        }
    }

    @Test
    @Conformance("I120")
    void when_join_returns_no_thread_of_a_task_is_alive() throws Exception {
        for (int round = 0; round < 200; round++) {
            try (var scope = Scope.open()) {
                for (int i = 0; i < 20; i++) {
                    scope.go(() -> "quick");
                }
                scope.join();
                assertTrue(threads.noneAlive());
            }
        }
    }

    @Test
    void a_hundred_thousand_tasks_run_and_are_counted() throws Exception {
        var sum = new AtomicLong();
        try (var scope = Scope.builder().name("many").open()) {
            for (int i = 0; i < 100_000; i++) {
                int mine = i;
                scope.go(() -> sum.addAndGet(mine));
            }
            scope.join();
            assertEquals(99_999L * 100_000 / 2, sum.get());
            assertEquals(new ScopeStats("many", 100_000, 0, 100_000, 0, 0), scope.stats());
        }
    }

    @Test
    void the_figures_of_a_scope_add_up_at_any_time() throws Exception {
        try (var scope = Scope.builder().name("sums").policy(Policy.COLLECT_ALL).open()) {
            var go = new CountDownLatch(1);
            for (int i = 0; i < 30; i++) {
                int mine = i;
                scope.go(() -> {
                    go.await();
                    if (mine % 3 == 0) {
                        throw failure;
                    }
                    return mine;
                });
            }
            Task<Object> cancelled = scope.go(ScopeFixture::never);
            assertEquals(new ScopeStats("sums", 31, 31, 0, 0, 0), scope.stats());
            go.countDown();
            cancelled.cancel();
            Eventually.until(
                    "all end",
                    () -> {
                        ScopeStats now = scope.stats();
                        assertEquals(
                                now.started(),
                                now.running() + now.succeeded() + now.failed() + now.cancelled());
                        return now.running() == 0;
                    });
            assertThrows(ExecutionException.class, scope::join);
            assertEquals(new ScopeStats("sums", 31, 0, 20, 10, 1), scope.stats());
            assertEquals("scope", scope.stats().kind());
        }
    }

    @Test
    void tasks_and_their_threads_are_named_after_their_scope() throws Exception {
        try (var scope = Scope.builder().name("mill").open()) {
            Task<String> first = scope.go(() -> Thread.currentThread().getName());
            Task<String> named = scope.go("wheel", () -> Thread.currentThread().getName());
            assertEquals("mill/1", first.await());
            assertEquals("mill/1", first.name());
            assertEquals("wheel", named.await());
            assertEquals("task 'wheel'", named.toString());
            assertEquals("scope 'mill'", scope.toString());
            assertTrue(threads.all().stream().allMatch(Thread::isVirtual));
        }
        try (var scope = Scope.open()) {
            assertTrue(scope.name().matches("scope-\\d+"), scope.name());
        }
    }

    @Test
    void a_task_may_return_null() throws Exception {
        try (var scope = Scope.open()) {
            Task<Object> task = scope.go(() -> null);
            Task<Void> action = scope.go(() -> {});
            assertNull(task.await());
            assertNull(action.await());
            assertEquals(new Outcome.Success<>(null), task.outcome());
        }
    }
}
