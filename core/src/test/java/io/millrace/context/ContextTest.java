package io.millrace.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.StartedThreads;
import io.millrace.select.Select;
import io.millrace.select.SelectEndedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ContextTest {
    private static final Key<String> USER = Key.of("user", String.class);

    private final RuntimeException cause = new RuntimeException("the cause");

    @Test
    @Conformance("H97")
    void background_never_ends_and_carries_nothing() {
        Context background = Context.background();
        assertFalse(background.isDone());
        assertEquals(Optional.empty(), background.cause());
        assertEquals(Optional.empty(), background.deadline());
        assertEquals(Optional.empty(), background.get(USER));
        background.check();
        assertSame(background, Context.current());
        assertTrue(background.afterCancel(() -> {}).stop());
    }

    @Test
    @Conformance("H98")
    void a_child_ends_with_its_parent_but_not_the_other_way_round() {
        var parent = Context.background().withCancel();
        var child = parent.withCancel();
        var sibling = parent.withCancel();
        assertTrue(child.cancel(cause));
        assertTrue(child.isDone());
        assertFalse(parent.isDone());
        assertFalse(sibling.isDone());
        assertTrue(parent.cancel());
        assertTrue(sibling.isDone());
        assertSame(parent.cause().orElseThrow(), sibling.cause().orElseThrow());
        assertTrue(parent.cause().orElseThrow() instanceof CancellationException);
        assertSame(cause, child.cause().orElseThrow());
    }

    @Test
    @Conformance("H99")
    void the_first_cause_stands() {
        var context = Context.background().withCancel();
        assertTrue(context.cancel(cause));
        assertFalse(context.cancel(new RuntimeException("too late")));
        assertFalse(context.cancel());
        context.close();
        assertSame(cause, context.cause().orElseThrow());
    }

    @Test
    void close_ends_a_context_and_may_be_repeated() {
        var context = Context.background().withCancel();
        context.close();
        context.close();
        assertTrue(context.isDone());
    }

    @Test
    void check_throws_once_the_context_has_ended_with_its_cause() {
        var context = Context.background().withCancel();
        context.check();
        context.cancel(cause);
        var e = assertThrows(ContextEndedException.class, context::check);
        assertSame(cause, e.getCause());
        assertFalse(e.isTimeout());
        assertTrue(e.getMessage().contains("the cause"), e.getMessage());
    }

    @Test
    @Conformance("H104")
    void the_innermost_value_of_a_key_counts_and_an_unknown_key_gives_nothing() {
        Context outer = Context.background().with(USER, "ann");
        Context inner = outer.withCancel().with(USER, "bob").withCancel();
        assertEquals(Optional.of("bob"), inner.get(USER));
        assertEquals(Optional.of("ann"), outer.get(USER));
        assertEquals(Optional.empty(), inner.get(Key.of("user", String.class)));
        assertEquals("key 'user' of String", USER.toString());
    }

    @Test
    void a_value_of_the_wrong_type_is_refused_where_it_is_set() {
        @SuppressWarnings({"unchecked", "rawtypes"}) // what a caller with raw types does
        Key<Object> raw = (Key) USER;
        assertThrows(ClassCastException.class, () -> Context.background().with(raw, 1));
    }

    @Test
    @Conformance("H105")
    void a_child_of_an_ended_parent_has_ended_with_the_parents_cause() {
        var parent = Context.background().withCancel();
        parent.cancel(cause);
        var child = parent.with(USER, "ann").withCancel();
        assertTrue(child.isDone());
        assertSame(cause, child.cause().orElseThrow());
        var timed = parent.withTimeout(Duration.ofHours(1));
        assertSame(cause, timed.cause().orElseThrow());
    }

    @Test
    @Conformance("H108")
    void a_context_without_cancel_outlives_its_parent_and_has_its_values() {
        var parent = Context.background().with(USER, "ann").withTimeout(Duration.ofHours(1));
        Context detached = parent.withoutCancel();
        var below = detached.withCancel();
        parent.cancel(cause);
        assertFalse(detached.isDone());
        assertFalse(below.isDone());
        assertEquals(Optional.of("ann"), below.get(USER));
        assertEquals(Optional.empty(), detached.deadline());
    }

    @Test
    @Conformance("H109")
    void a_hook_runs_once_on_a_thread_of_its_own() throws Exception {
        try (var started = StartedThreads.install()) {
            var context = Context.background().withCancel();
            var runs = new ConcurrentLinkedQueue<Thread>();
            var ran = new CountDownLatch(1);
            Registration hook =
                    context.afterCancel(() -> {
                        runs.add(Thread.currentThread());
                        ran.countDown();
                    });
            context.cancel();
            ran.await();
            context.cancel();
            assertFalse(hook.stop());
            started.awaitNone();
            assertEquals(1, runs.size());
            assertNotSame(Thread.currentThread(), runs.element());
            assertTrue(runs.element().isVirtual());
            assertEquals("millrace-after-cancel", runs.element().getName());
        }
    }

    @Test
    @Conformance("H109")
    void a_hook_that_was_stopped_never_runs() {
        try (var started = StartedThreads.install()) {
            var context = Context.background().withCancel();
            Registration hook = context.afterCancel(() -> {});
            assertTrue(hook.stop());
            context.cancel();
            assertEquals(0, started.count());
        }
    }

    @Test
    void a_hook_of_an_ended_context_runs_at_once() {
        var context = Context.background().withCancel();
        context.cancel();
        var runs = new AtomicInteger();
        Registration hook = context.afterCancel(Runnable::run, runs::incrementAndGet);
        assertEquals(1, runs.get());
        assertFalse(hook.stop());
    }

    @Test
    void hooks_that_throw_and_executors_that_refuse_do_not_keep_the_others_from_being_told()
            throws Exception {
        var caught = new ConcurrentLinkedQueue<Throwable>();
        Thread canceller =
                Thread.ofPlatform()
                        .unstarted(() -> {
                            var context = Context.background().withCancel();
                            var runs = new AtomicInteger();
                            for (int i = 0; i < 3; i++) {
                                context.afterCancel(Runnable::run, runs::incrementAndGet);
                                context.afterCancel(
                                        Runnable::run,
                                        () -> {
                                            throw new AssertionError("on purpose");
                                        });
                                context.afterCancel(
                                        code -> {
                                            throw new RejectedExecutionException();
                                        },
                                        runs::incrementAndGet);
                            }
                            var child = context.withCancel();
                            assertTrue(context.cancel());
                            assertEquals(3, runs.get());
                            assertTrue(child.isDone());
                        });
        canceller.setUncaughtExceptionHandler((thread, e) -> caught.add(e));
        canceller.start();
        canceller.join();
        assertEquals(6, caught.size(), caught.toString());
    }

    @Test
    void a_hook_may_cancel_close_and_derive() {
        var context = Context.background().withCancel();
        var child = context.withCancel();
        var derived = new ArrayList<Context>();
        context.afterCancel(
                Runnable::run,
                () -> {
                    context.cancel();
                    child.close();
                    derived.add(context.withCancel());
                    context.afterCancel(Runnable::run, () -> derived.add(context));
                });
        context.cancel(cause);
        assertEquals(2, derived.size());
        assertSame(cause, derived.getFirst().cause().orElseThrow());
        assertTrue(child.isDone());
    }

    @Test
    void await_returns_at_the_end_and_all_who_wait_are_told() throws Exception {
        var context = Context.background().withCancel();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 100; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    context.await();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            }));
        }
        threads.forEach(StartedThreads::awaitParked);
        context.cancel();
        for (Thread thread : threads) {
            thread.join();
        }
        context.await();
    }

    @Test
    void await_gives_up_when_interrupted() throws Exception {
        for (Context context : List.of(Context.background(), Context.background().withCancel())) {
            var thrown = new CompletableFuture<Throwable>();
            Thread waiter =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    context.await();
                                    thrown.complete(null);
                                } catch (InterruptedException e) {
                                    thrown.complete(e);
                                }
                            });
            StartedThreads.awaitParked(waiter);
            waiter.interrupt();
            assertTrue(thrown.get() instanceof InterruptedException);
        }
        var ended = Context.background().withCancel();
        ended.cancel();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, ended::await);
        assertFalse(Thread.interrupted());
    }

    @Test
    @Conformance("F82")
    void a_select_is_given_the_cancellation_and_receives_nothing() throws Exception {
        var context = Context.background().withCancel();
        Channel<String> values = Channel.buffered(1);
        Select<Object> select =
                Select.of(values.onReceive(value -> value), context.onDone(why -> why));
        var chosen = new CompletableFuture<Object>();
        Thread waiter =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                chosen.complete(select.await());
                            } catch (InterruptedException e) {
                                chosen.completeExceptionally(e);
                            }
                        });
        StartedThreads.awaitParked(waiter);
        context.cancel(cause);
        assertSame(cause, chosen.get());
        assertEquals(0, values.stats().waitingReceivers());
        values.send("kept");
        assertEquals(1, values.stats().size());
        Select<Object> ready = Select.of(context.onDone(why -> why), values.onReceive(v -> v));
        assertSame(cause, ready.prioritized().await());
        assertEquals(1, values.stats().size());
    }

    @Test
    void an_ended_context_is_chosen_for_ever_but_keeps_no_select_going() throws Exception {
        var context = Context.background().withCancel();
        Channel<String> values = Channel.buffered(1);
        Select<String> select =
                Select.of(values.onReceive(value -> value), context.onDone(() -> "ended"));
        values.close();
        assertThrows(SelectEndedException.class, select::await);
        context.cancel();
        Select<String> alone = Select.of(context.onDone(() -> "ended"));
        assertEquals("ended", alone.await());
        assertEquals("ended", alone.await());
    }

    @Test
    void a_key_of_a_primitive_type_is_one_of_its_wrapper() {
        Key<Integer> key = Key.of("n", int.class);
        assertEquals(Integer.class, key.type());
        assertEquals(1, Context.background().with(key, 1).get(key).orElseThrow());
    }
}
