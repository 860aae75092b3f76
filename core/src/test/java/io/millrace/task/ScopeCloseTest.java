package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.StartedThreads;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Ending a scope: by whom, when, and what is thrown then.
class ScopeCloseTest extends ScopeFixture {

    @Test
    void close_cancels_what_runs_and_waits_for_it() throws Exception {
        var started = new CountDownLatch(3);
        var cleaned = new AtomicInteger();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                scope.go(() -> {
                    started.countDown();
                    try {
                        never();
                    } finally {
                        for (int j = 0; j < 1_000; j++) {
                            Thread.yield();
                        }
                        cleaned.incrementAndGet();
                    }
                });
            }
            started.await();
        }
        assertEquals(3, cleaned.get());
        assertEquals(List.of(), threads.alive());
    }

    @Test
    void a_task_that_ignores_interrupts_holds_close_up() throws Exception {
        var release = new AtomicBoolean();
        try (var crew = new Crew()) {
            var owner =
                    crew.go(() -> {
                        try (var scope = Scope.builder().name("held").open()) {
                            scope.go(() -> spinUntil(release));
                        }
                        return "closed";
                    });
            StartedThreads.awaitParked(owner.thread());
            assertEquals("scope 'held'", owner.blocker().toString());
            assertFalse(owner.isDone());
            release.set(true);
            assertEquals("closed", owner.get());
        }
    }

    private static void spinUntil(AtomicBoolean release) {
        while (!release.get()) {
            Thread.yield();
        }
    }

    @Test
    void a_failure_that_nobody_received_is_thrown_by_close() {
        var scope = Scope.open();
        scope.go("failing", this::fail);
        threads.awaitNone();
        var e = assertThrows(CompletionException.class, scope::close);
        assertSame(failure, e.getCause());
        assertEquals(
                "task 'failing' failed, and nobody asked for its outcome: " + failure,
                e.getMessage());
        scope.close(); // told once
    }

    @Test
    void a_failure_that_somebody_received_is_not_thrown_again() throws Exception {
        try (var scope = Scope.open()) {
            assertThrows(ExecutionException.class, scope.go(this::fail)::await);
        }
        try (var scope = Scope.open()) {
            scope.go(this::fail).outcome();
        }
        try (var scope = Scope.open()) {
            scope.go(this::fail);
            assertThrows(ExecutionException.class, scope::join);
        }
        try (var scope = Scope.builder().policy(Policy.COLLECT_ALL).open()) { // by another task
            Task<Object> failing = scope.go(this::fail);
            assertEquals(
                    new Outcome.Success<>(new Outcome.Failure<>(failure)),
                    scope.go(() -> failing.outcome()).outcome());
        }
    }

    @Test
    void of_several_failures_close_throws_those_that_nobody_received() throws Exception {
        var scope = Scope.builder().policy(Policy.COLLECT_ALL).open();
        var second = new IllegalStateException("second");
        var third = new IllegalStateException("third");
        scope.go(this::fail).outcome();
        threads.awaitNone();
        scope.go(() -> {
            throw second;
        });
        threads.awaitNone();
        scope.go(() -> {
            throw third;
        });
        threads.awaitNone();
        var e = assertThrows(CompletionException.class, scope::close);
        assertSame(second, e.getCause());
        assertEquals(List.of(third), List.of(e.getSuppressed()));
    }

    @Test
    void an_unreceived_failure_is_suppressed_in_what_the_body_throws() {
        var own = new IllegalArgumentException("the body's own");
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> {
                            try (var scope = Scope.open()) {
                                scope.go(this::fail);
                                threads.awaitNone();
                                throw own;
                            }
                        });
        assertSame(own, e);
        assertSame(failure, e.getSuppressed()[0].getCause());
    }

    @Test
    void nothing_starts_in_a_closed_scope() {
        var scope = Scope.builder().name("over").open();
        scope.close();
        scope.close();
        var e = assertThrows(IllegalStateException.class, () -> scope.go(() -> "no"));
        assertEquals("scope 'over' is closed: start tasks before it ends", e.getMessage());
        assertThrows(IllegalStateException.class, () -> scope.produce(1, out -> {}));
        assertEquals(0, scope.stats().started());
    }

    @Test
    void a_scope_is_joined_and_closed_by_the_thread_that_opened_it() throws Exception {
        try (var scope = Scope.builder().name("mine").open();
                var crew = new Crew()) {
            var e = crew.go(() -> scope.join()).failure(WrongThreadException.class);
            assertTrue(e.getMessage().startsWith("join of scope 'mine' by another thread"));
            Crew.Action close = scope::close;
            crew.go(close).failure(WrongThreadException.class);
            Task<Void> task = scope.go(() -> scope.join());
            assertInstanceOf(
                    WrongThreadException.class,
                    assertThrows(ExecutionException.class, task::await).getCause());
        }
    }

    @Test
    void tasks_may_be_started_by_any_thread_until_close_and_none_after() throws Exception {
        for (int round = 0; round < 300; round++) {
            var scope = Scope.open();
            var ran = new AtomicInteger();
            var started = new AtomicInteger();
            var start = new CyclicBarrier(2);
            try (var crew = new Crew()) {
                crew.go(() -> {
                    start.await();
                    try {
                        for (int i = 0; i < 100; i++) {
                            scope.go(ran::incrementAndGet);
                            started.incrementAndGet();
                        }
                    } catch (IllegalStateException closed) {
                        assertTrue(closed.getMessage().contains("is closed"));
                    }
                });
                start.await();
                scope.close();
                int runs = ran.get();
                crew.join();
                assertEquals(runs, ran.get(), "a task ran after close");
            }
            ScopeStats stats = scope.stats();
            assertEquals(started.get(), stats.started());
            assertEquals(stats.started(), stats.succeeded() + stats.cancelled());
            assertEquals(0, stats.running());
        }
    }

    @Test
    void an_interrupted_join_leaves_the_tasks_to_close() throws Exception {
        try (var crew = new Crew()) {
            var cancelled = new AtomicBoolean();
            var owner =
                    crew.go(() -> {
                        try (var scope = Scope.open()) {
                            scope.context().afterCancel(Runnable::run, () -> cancelled.set(true));
                            scope.go(ScopeFixture::never);
                            scope.join();
                        }
                    });
            StartedThreads.awaitParked(owner.thread());
            assertFalse(cancelled.get());
            owner.interrupt();
            owner.failure(InterruptedException.class);
            assertTrue(cancelled.get());
            assertFalse(owner.endedInterrupted());
        }
    }

    @Test
    void join_throws_if_an_interrupt_is_pending_even_if_nothing_runs() {
        try (var scope = Scope.open()) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, scope::join);
            assertFalse(Thread.interrupted());
        }
    }

    @Test
    void an_interrupt_during_close_stays_pending() throws Exception {
        try (var crew = new Crew()) {
            var release = new AtomicBoolean();
            var owner =
                    crew.go(() -> {
                        try (var scope = Scope.open()) {
                            scope.go(() -> spinUntil(release));
                        }
                        return "closed";
                    });
            StartedThreads.awaitParked(owner.thread());
            owner.interrupt();
            release.set(true);
            assertEquals("closed", owner.get());
            assertTrue(owner.endedInterrupted());
        }
    }

    @Test
    void an_interrupt_from_before_close_stays_pending() {
        Thread.currentThread().interrupt();
        try (var scope = Scope.open()) {
            scope.go(ScopeFixture::never);
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void platform_threads_of_a_factory_have_the_names_of_their_tasks_and_are_joined()
            throws Exception {
        ThreadFactory factory = Thread.ofPlatform().daemon().factory();
        try (var scope = Scope.builder().name("platform").threads(factory).open()) {
            Task<Thread> task = scope.go(Thread::currentThread);
            assertFalse(task.await().isVirtual());
            assertEquals("platform/1", task.await().getName());
            scope.go(ScopeFixture::never);
        }
        assertEquals(List.of(), threads.alive());
    }

    @Test
    void a_factory_that_gives_no_thread_fails_the_task_and_tells_its_starter() throws Exception {
        ThreadFactory refusing = body -> null;
        try (var scope = Scope.builder().name("poor").threads(refusing).open()) {
            var e = assertThrows(IllegalStateException.class, () -> scope.go("first", () -> 1));
            assertTrue(e.getMessage().contains("first"), e.getMessage());
            assertEquals(new ScopeStats("poor", 1, 0, 0, 1, 0), scope.stats());
            assertSame(e, scope.context().cause().orElseThrow());
        } // and close does not tell it again
        var error = new OutOfMemoryError("unable to create native thread, on purpose");
        ThreadFactory failing =
                body -> {
                    throw error;
                };
        try (var scope = Scope.builder().threads(failing).open()) {
            assertSame(error, assertThrows(OutOfMemoryError.class, () -> scope.go(() -> 1)));
            assertSame(error, assertThrows(ExecutionException.class, scope::join).getCause());
        }
    }
}
