package io.millrace.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.StartedThreads;
import io.millrace.select.Select;
import io.millrace.task.Outcome;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ContextCallTest {
    private static final Key<String> USER = Key.of("user", String.class);

    private final RuntimeException cause = new RuntimeException("the cause");
    private final Context.Cancellable context = Context.background().withCancel();

    private static void cancelFromElsewhere(Context.Cancellable context, Throwable why) {
        Thread other = Thread.ofVirtual().start(() -> context.cancel(why));
        while (other.isAlive()) {
            Thread.yield(); // not join(): that would throw once we are interrupted
        }
    }

    @Test
    void a_call_binds_the_context_and_unbinds_it() {
        Context named = context.with(USER, "ann");
        String user =
                named.call(() -> {
                    assertSame(named, Context.current());
                    Context inner = named.with(USER, "bob");
                    assertEquals("bob", inner.call(() -> Context.current().get(USER).get()));
                    return Context.current().get(USER).orElseThrow();
                });
        assertEquals("ann", user);
        assertSame(Context.background(), Context.current());
    }

    @Test
    void a_call_passes_on_results_nulls_and_exceptions() {
        assertNull(context.<Object, RuntimeException>call(() -> null));
        var e = new IOException("on purpose");
        assertSame(
                e,
                assertThrows(
                        IOException.class,
                        () ->
                                context.call(() -> {
                                    throw e;
                                })));
        assertSame(Context.background(), Context.current());
    }

    @Test
    @Conformance("B34")
    void a_call_of_an_ended_context_fails_at_once_and_consumes_nothing() throws Exception {
        context.cancel(cause);
        Channel<String> values = Channel.buffered(1);
        values.send("kept");
        var e = assertThrows(ContextEndedException.class, () -> context.call(values::receive));
        assertSame(cause, e.getCause());
        assertEquals(1, values.stats().size());
        assertThrows(ContextEndedException.class, () -> context.call(() -> values.trySend("no")));
        assertFalse(Thread.interrupted());
    }

    @Test
    @Conformance("B35")
    void whatever_waits_in_a_call_gives_up_with_the_cause() throws Exception {
        Channel<String> empty = Channel.rendezvous();
        Select<String> select = Select.of(empty.onReceive(v -> v));
        Key<Object> unused = Key.of("unused", Object.class);
        ScopedValue.CallableOp<Object, Exception> receive = empty::receive;
        ScopedValue.CallableOp<Object, Exception> send =
                () -> {
                    empty.send("nobody wants this");
                    return "sent";
                };
        ScopedValue.CallableOp<Object, Exception> choose = select::await;
        ScopedValue.CallableOp<Object, Exception> iterate = () -> empty.iterator().hasNext();
        ScopedValue.CallableOp<Object, Exception> never = () -> Channel.never().receive();
        ScopedValue.CallableOp<Object, Exception> await =
                () -> {
                    Context.background().with(unused, 1).await();
                    return "ended";
                };
        ScopedValue.CallableOp<Object, Exception> latch =
                () -> {
                    new CountDownLatch(1).await();
                    return "open";
                };
        for (var op : List.of(receive, send, choose, iterate, never, await, latch)) {
            var own = Context.background().withCancel();
            try (var scope = Scope.open()) {
                var flag = new AtomicBoolean(true);
                var thread = new CompletableFuture<Thread>();
                Task<Object> task =
                        scope.go(
                                "waits",
                                () -> {
                                    thread.complete(Thread.currentThread());
                                    try {
                                        return own.call(op);
                                    } finally {
                                        flag.set(Thread.currentThread().isInterrupted());
                                    }
                                });
                StartedThreads.awaitParked(thread.get());
                own.cancel(cause);
                var e = assertThrows(ExecutionException.class, task::await);
                var ended = assertInstanceOf(ContextEndedException.class, e.getCause());
                assertSame(cause, ended.getCause());
                assertEquals(1, ended.getSuppressed().length);
                assertFalse(flag.get(), "the interrupt outlasted the call");
            }
        }
        assertEquals(0, empty.stats().waitingReceivers());
        assertEquals(0, empty.stats().waitingSenders());
    }

    @Test
    void an_op_that_returns_all_the_same_keeps_its_result_and_the_interrupt_is_gone() {
        String result =
                context.call(() -> {
                    cancelFromElsewhere(context, cause);
                    assertTrue(Thread.currentThread().isInterrupted());
                    return "done";
                });
        assertEquals("done", result);
        assertFalse(Thread.interrupted());
    }

    @Test
    void an_op_may_swallow_the_interrupt() {
        String result =
                context.call(() -> {
                    cancelFromElsewhere(context, cause);
                    assertTrue(Thread.interrupted());
                    return "swallowed";
                });
        assertEquals("swallowed", result);
        assertFalse(Thread.interrupted());
    }

    @Test
    void an_op_that_fails_of_its_own_while_the_context_ends_keeps_its_failure() {
        var own = new IllegalStateException("my own");
        var e =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                context.call(() -> {
                                    cancelFromElsewhere(context, cause);
                                    throw own;
                                }));
        assertSame(own, e);
        assertFalse(Thread.interrupted());
    }

    @Test
    void an_interrupt_that_does_not_come_from_the_context_is_passed_on() {
        assertThrows(
                InterruptedException.class,
                () ->
                        context.call(() -> {
                            Thread.currentThread().interrupt();
                            return Channel.never().receive();
                        }));
        context.call(() -> {
            Thread.currentThread().interrupt();
            return "done";
        });
        assertTrue(Thread.interrupted(), "an interrupt of somebody else was lost");
        Thread.currentThread().interrupt();
        context.call(() -> "done");
        assertTrue(Thread.interrupted(), "an interrupt from before the call was lost");
    }

    @Test
    void an_inner_cancellation_does_not_reach_the_outer_call() {
        var inner = context.withCancel();
        String result =
                context.call(() -> {
                    assertThrows(
                            ContextEndedException.class,
                            () ->
                                    inner.call(() -> {
                                        cancelFromElsewhere(inner, cause);
                                        return Channel.never().receive();
                                    }));
                    assertFalse(Thread.currentThread().isInterrupted());
                    return "goes on";
                });
        assertEquals("goes on", result);
    }

    @Test
    void an_outer_cancellation_during_an_inner_call_stays_pending_for_the_outer_one() {
        var inner = Context.background().withCancel();
        var e =
                assertThrows(
                        ContextEndedException.class,
                        () ->
                                context.call(() -> {
                                    String result =
                                            inner.call(() -> {
                                                cancelFromElsewhere(context, cause);
                                                return "inner";
                                            });
                                    assertEquals("inner", result);
                                    return Channel.never().receive();
                                }));
        assertSame(cause, e.getCause());
        assertFalse(Thread.interrupted());
    }

    @Test
    void when_both_calls_are_cancelled_the_outer_one_is_interrupted_after_the_inner_gave_up() {
        for (boolean outerFirst : new boolean[] {true, false}) {
            var outer = Context.background().withCancel();
            var inner = Context.background().withCancel();
            var e =
                    assertThrows(
                            ContextEndedException.class,
                            () ->
                                    outer.call(() -> {
                                        assertThrows(
                                                ContextEndedException.class,
                                                () ->
                                                        inner.call(() ->
                                                                cancelBoth(
                                                                        outer, inner, outerFirst)));
                                        return Channel.never().receive();
                                    }));
            assertSame(cause, e.getCause());
            assertFalse(Thread.interrupted());
        }
    }

    private Object cancelBoth(
            Context.Cancellable outer, Context.Cancellable inner, boolean outerFirst)
            throws InterruptedException {
        cancelFromElsewhere(outerFirst ? outer : inner, cause);
        cancelFromElsewhere(outerFirst ? inner : outer, cause);
        return Channel.never().receive();
    }

    @Test
    void a_task_that_is_cancelled_in_an_inner_call_that_ends_too_is_still_interrupted()
            throws Exception {
        try (var scope = Scope.open()) {
            var inner = Context.background().withCancel();
            var waiting = new CountDownLatch(1);
            var both = new AtomicBoolean();
            Task<Object> task =
                    scope.go(() -> {
                        inner.call(() -> {
                            waiting.countDown();
                            while (!both.get()) {
                                Thread.yield();
                            }
                            return "done";
                        });
                        return Channel.never().receive();
                    });
            waiting.await();
            task.cancel(cause);
            inner.cancel();
            both.set(true);
            var outcome = assertInstanceOf(Outcome.Cancelled.class, task.outcome());
            assertSame(cause, outcome.cause());
        }
    }

    @Test
    void a_call_that_races_with_its_cancellation_never_leaks_an_interrupt() throws Exception {
        for (int round = 0; round < 3_000; round++) {
            var own = Context.background().withCancel();
            var start = new CyclicBarrier(2);
            Thread canceller =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    start.await();
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                                own.cancel(cause);
                            });
            start.await();
            try {
                own.call(() -> "quick");
            } catch (ContextEndedException e) {
                assertSame(cause, e.getCause());
            }
            assertFalse(Thread.interrupted(), "round " + round);
            canceller.join();
            assertFalse(Thread.interrupted(), "round " + round);
        }
    }

    @Test
    void a_value_that_was_received_is_not_lost_to_a_cancellation() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            var own = Context.background().withCancel();
            Channel<Integer> values = Channel.rendezvous();
            try (var scope = Scope.open()) {
                Task<Integer> receiver = scope.go(() -> own.call(values::receive));
                scope.go(() -> own.cancel(cause));
                boolean sent = values.trySend(42).toString().equals("SENT");
                Outcome<Integer> outcome = receiver.outcome();
                assertEquals(sent, outcome instanceof Outcome.Success<Integer>, () -> "" + outcome);
                assertEquals(sent ? 1 : 0, values.stats().received());
            }
        }
    }

    @Test
    void a_cancellation_exception_of_the_ops_own_is_not_taken_for_the_contexts() {
        var own = new CancellationException("my own");
        assertSame(
                own,
                assertThrows(
                        CancellationException.class,
                        () ->
                                context.call(() -> {
                                    throw own;
                                })));
    }
}
