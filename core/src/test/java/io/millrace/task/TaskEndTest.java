package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.context.Context;
import io.millrace.fixture.Eventually;
import io.millrace.select.Select;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// What a task's end means for those around it.
class TaskEndTest {

    @Test
    void a_task_that_has_ended_cannot_be_cancelled_any_more() throws Exception {
        try (var scope = Scope.open()) {
            Task<String> task = scope.go(() -> "done");
            assertEquals("done", task.await());
            assertFalse(task.cancel());
            assertEquals(new Outcome.Success<>("done"), task.outcome());
            scope.join();
        }
    }

    @Test
    void a_context_derived_in_a_task_outlives_it_and_ends_with_the_scope() throws Exception {
        Context.Cancellable left;
        try (var scope = Scope.open()) {
            left = scope.<Context.Cancellable>go(() -> Context.current().withCancel()).await();
            assertFalse(left.isDone());
            scope.join();
            assertFalse(left.isDone());
        }
        assertTrue(left.isDone());
    }

    @Test
    void a_context_derived_from_an_ended_tasks_context_hangs_on_to_the_scope() throws Exception {
        Context.Cancellable late;
        try (var scope = Scope.open()) {
            Context ofTask = scope.<Context>go(() -> Context.current()).await();
            late = ofTask.withTimeout(Duration.ofHours(1));
            assertFalse(late.isDone());
            scope.join();
        }
        assertTrue(late.isDone());
    }

    @Test
    void the_cause_that_came_first_is_reported_although_the_scope_is_cancelled_on_purpose_later() {
        var cause = new IOException("the first");
        try (var scope = Scope.open()) {
            scope.go(() -> Channel.never().receive());
            scope.cancel(cause);
            scope.cancel();
            var report = assertThrows(ExecutionException.class, scope::join);
            assertSame(cause, report.getCause());
        }
    }

    @Test
    void the_failure_of_a_producer_comes_before_those_that_follow_from_it() throws Exception {
        for (int round = 0; round < 300; round++) {
            try (var scope = Scope.builder().policy(Policy.COLLECT_ALL).open()) {
                Receiver<Integer> values =
                        scope.produce(
                                0,
                                out -> {
                                    throw new IOException("the root");
                                });
                scope.go(() -> values.receive());
                var report = assertThrows(ExecutionException.class, scope::join);
                assertInstanceOf(IOException.class, report.getCause());
            }
        }
    }

    @Test
    void a_task_in_a_socket_read_is_cancelled_and_has_not_failed() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept();
                var scope = Scope.open()) {
            var thread = new Thread[1];
            Task<Integer> task =
                    scope.go(() -> {
                        thread[0] = Thread.currentThread();
                        return accepted.getInputStream().read();
                    });
            Eventually.until(
                    "the task reads",
                    () -> thread[0] != null && thread[0].getState() == Thread.State.WAITING);
            scope.cancel();
            scope.join();
            assertInstanceOf(Outcome.Cancelled.class, task.outcome());
            assertTrue(client.isConnected());
        }
    }

    @Test
    void a_deadline_ends_tasks_that_never_wait_on_every_carrier() {
        try (var context = Context.background().withTimeout(Duration.ofMillis(100));
                var scope = Scope.open(context)) {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                scope.go(() -> {
                    while (true) {
                        Context.current().check();
                    }
                });
            }
            var report = assertThrows(ExecutionException.class, scope::join);
            assertInstanceOf(java.util.concurrent.TimeoutException.class, report.getCause());
        }
    }

    @Test
    void a_clause_of_a_task_retires_even_if_its_handler_throws() throws Exception {
        try (var scope = Scope.open()) {
            Task<String> task = scope.go(() -> "done");
            Select<String> select =
                    Select.of(
                            task.onDone(outcome -> {
                                throw new IllegalStateException("on purpose");
                            }));
            assertThrows(IllegalStateException.class, select::await);
            assertNull(select.awaitOrNull());
            scope.join();
        }
    }

    @Test
    void one_select_hears_of_tasks_that_had_ended_and_of_one_that_had_not() throws Exception {
        var release = new CountDownLatch(1);
        try (var scope = Scope.open()) {
            Task<Integer> one = scope.go(() -> 1);
            Task<Integer> two = scope.go(() -> 2);
            Task<Integer> three =
                    scope.go(() -> {
                        release.await();
                        return 3;
                    });
            one.outcome();
            two.outcome();
            Select<Outcome<Integer>> next =
                    Select.of(
                            one.onDone(outcome -> outcome),
                            two.onDone(outcome -> outcome),
                            three.onDone(outcome -> outcome));
            assertEquals(
                    Set.of(new Outcome.Success<>(1), new Outcome.Success<>(2)),
                    Set.of(next.await(), next.await()));
            release.countDown();
            assertEquals(new Outcome.Success<>(3), next.await());
            scope.join();
        }
    }

    @Test
    void whoever_asks_for_the_end_while_the_task_ends_hears_of_it() throws Exception {
        try (var scope = Scope.open()) {
            for (int round = 0; round < 5_000; round++) {
                var start = new CyclicBarrier(2);
                Task<Integer> task =
                        scope.go(() -> {
                            start.await();
                            return 1;
                        });
                start.await();
                assertEquals(1, task.await());
                assertTrue(task.isDone());
            }
            scope.join();
        }
    }

    @Test
    void a_scope_forgets_the_tasks_that_have_ended_while_others_run() throws Exception {
        var release = new CountDownLatch(1);
        try (var scope = Scope.open()) {
            scope.go(() -> {
                release.await();
            });
            for (int i = 0; i < 100 * Ledger.ENOUGH; i++) {
                scope.go(() -> "done").await();
            }
            int kept = scope.ledger().terminating();
            assertTrue(kept <= 2 * Ledger.ENOUGH, () -> "kept " + kept);
            release.countDown();
            scope.join();
            assertEquals(0, scope.ledger().terminating());
        }
    }

    @Test
    void a_task_finds_the_same_context_each_time_and_below_it_what_it_derives() throws Exception {
        try (var scope = Scope.open()) {
            Task<Context> task =
                    scope.go(() -> {
                        assertSame(Context.current(), Context.current());
                        return Context.current().withCancel();
                    });
            Context below = task.await();
            scope.cancel();
            assertTrue(below.isDone());
        }
    }

    @Test
    void a_task_has_ended_for_everybody_when_its_scope_is_joined() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            try (var scope = Scope.open()) {
                Task<Integer> one = scope.go(() -> 1);
                Task<Integer> two = scope.go(() -> 2);
                scope.join();
                assertTrue(one.isDone());
                assertTrue(two.isDone());
                assertEquals(2, scope.stats().succeeded());
            }
        }
    }

    @Test
    void a_factory_that_starts_its_threads_itself_does_not_upset_the_books() {
        try (var scope = Scope.builder().threads(body -> Thread.startVirtualThread(body)).open()) {
            assertThrows(IllegalThreadStateException.class, () -> scope.go(() -> "never mind"));
            Eventually.until("nothing runs", () -> scope.stats().running() == 0);
            assertEquals(1, scope.stats().started());
        }
    }

    @Test
    void a_task_is_not_cancelled_without_a_cause() throws Exception {
        try (var scope = Scope.open()) {
            Task<Object> task = scope.go(() -> Channel.never().receive());
            assertThrows(NullPointerException.class, () -> task.cancel(null));
            assertFalse(task.isDone());
        }
    }

    @Test
    void a_producer_that_closes_its_channel_and_goes_on_sending_fails() throws Exception {
        try (var scope = Scope.open()) {
            Receiver<Integer> numbers =
                    scope.produce(
                            4,
                            out -> {
                                out.send(1);
                                out.close();
                                out.send(2); // nobody hung up
                            });
            assertEquals(1, numbers.receive());
            assertThrows(ChannelClosedException.class, numbers::receive);
            assertThrows(ExecutionException.class, scope::join);
        }
    }
}
