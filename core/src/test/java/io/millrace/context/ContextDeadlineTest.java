package io.millrace.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Scope;
import io.millrace.waiting.Door;
import io.millrace.waiting.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContextDeadlineTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final ManualClock clock = ManualClock.install();
    private final StartedThreads threads = StartedThreads.install();

    @BeforeEach
    void nothing_is_left_of_another_test() {
        assertEquals(0, Door.timers().pending());
    }

    @AfterEach
    void no_timer_and_no_thread_is_left() {
        threads.awaitNone(clock);
        assertEquals(0, Door.timers().pending());
        threads.close();
        clock.close();
    }

    @Test
    @Conformance("H100")
    void a_context_ends_when_its_time_is_over_and_not_before() throws Exception {
        Instant end = Door.instant().plus(SECOND);
        var context = Context.background().withTimeout(SECOND);
        assertEquals(end, context.deadline().orElseThrow());
        clock.advance(SECOND.minusNanos(1));
        assertFalse(context.isDone());
        clock.advance(Duration.ofNanos(1));
        context.await();
        var why = assertInstanceOf(DeadlineExceededException.class, context.cause().orElseThrow());
        assertEquals(end, why.deadline());
        assertFalse(CancellationException.class.isInstance(why));
        assertTrue(assertThrows(ContextEndedException.class, context::check).isTimeout());
    }

    @Test
    void a_deadline_is_an_instant() throws Exception {
        Instant end = Door.instant().plusSeconds(60);
        var context = Context.background().withDeadline(end);
        assertEquals(end, context.deadline().orElseThrow());
        clock.advance(Duration.ofSeconds(60));
        context.await();
    }

    @Test
    @Conformance("H101")
    void of_two_deadlines_the_earlier_one_is_reported_and_applies() throws Exception {
        var parent = Context.background().withTimeout(SECOND);
        var child = parent.withTimeout(Duration.ofHours(1));
        assertEquals(parent.deadline(), child.deadline());
        assertEquals(1, Door.timers().pending());
        var sooner = parent.withTimeout(Duration.ofMillis(500));
        assertEquals(2, Door.timers().pending());
        clock.advance(Duration.ofMillis(500));
        sooner.await();
        assertFalse(parent.isDone());
        clock.advance(Duration.ofMillis(500));
        child.await();
        assertSame(parent.cause().orElseThrow(), child.cause().orElseThrow());
    }

    @Test
    void the_deadline_is_known_further_down() {
        try (var parent = Context.background().withTimeout(SECOND)) {
            Key<String> key = Key.of("key", String.class);
            assertEquals(
                    parent.deadline(), parent.withCancel().with(key, "x").withCancel().deadline());
            try (var scope = Scope.open(parent)) {
                assertEquals(parent.deadline(), scope.context().deadline());
            }
        }
    }

    @Test
    @Conformance("H102")
    void a_deadline_that_has_passed_ends_the_context_before_it_is_returned() {
        var contexts =
                List.of(
                        Context.background().withTimeout(Duration.ZERO),
                        Context.background().withTimeout(SECOND.negated()),
                        Context.background().withTimeout(Duration.ofSeconds(Long.MIN_VALUE)),
                        Context.background().withDeadline(Door.instant()),
                        Context.background().withDeadline(Instant.MIN));
        for (Context context : contexts) {
            assertInstanceOf(DeadlineExceededException.class, context.cause().orElseThrow());
        }
        assertEquals(0, threads.count());
    }

    @Test
    void a_deadline_beyond_all_time_does_not_overflow() {
        for (Context.Cancellable context :
                List.of(
                        Context.background().withTimeout(Duration.ofSeconds(Long.MAX_VALUE)),
                        Context.background().withTimeout(Duration.ofNanos(Long.MAX_VALUE)),
                        Context.background().withDeadline(Instant.MAX))) {
            clock.advance(Duration.ofDays(365));
            assertFalse(context.isDone());
            context.close();
        }
    }

    @Test
    @Conformance("H103")
    void a_context_that_is_cancelled_early_stays_cancelled_and_its_timer_is_gone() {
        var context = Context.background().withTimeout(SECOND);
        assertEquals(1, Door.timers().pending());
        context.cancel();
        assertEquals(0, Door.timers().pending());
        clock.advance(SECOND);
        assertInstanceOf(CancellationException.class, context.cause().orElseThrow());
    }

    @Test
    void the_timers_below_a_cancelled_parent_are_gone() {
        var parent = Context.background().withCancel();
        for (int i = 0; i < 1_000; i++) {
            parent.withTimeout(SECOND.plusMillis(i)).withTimeout(SECOND.minusMillis(i % 100));
        }
        assertTrue(Door.timers().pending() >= 1_000);
        parent.cancel();
        assertEquals(0, Door.timers().pending());
    }

    @Test
    void an_ended_parent_sets_no_timer() {
        var parent = Context.background().withCancel();
        parent.cancel();
        parent.withTimeout(SECOND);
        assertEquals(0, threads.count());
    }

    @Test
    @Conformance("G96")
    void deadlines_set_in_any_order_pass_in_the_order_of_time() throws Exception {
        var random = new Random(7);
        var contexts = new ArrayList<Context>();
        var ended = new ConcurrentLinkedQueue<Instant>();
        for (int i = 0; i < 500; i++) {
            var context =
                    Context.background().withTimeout(Duration.ofMillis(1 + random.nextInt(500)));
            contexts.add(context);
            context.afterCancel(Runnable::run, () -> ended.add(context.deadline().orElseThrow()));
        }
        clock.advance(Duration.ofMillis(500));
        for (Context context : contexts) {
            context.await();
        }
        Eventually.until("all hooks ran", () -> ended.size() == 500);
        assertEquals(ended.stream().sorted().toList(), List.copyOf(ended));
    }

    @Test
    @Conformance("B35")
    void a_call_that_waits_is_given_up_when_the_time_is_over() throws Exception {
        Channel<String> values = Channel.rendezvous();
        try (var scope = Scope.open()) {
            var context = Context.background().withTimeout(SECOND);
            var task = scope.go(() -> context.call(values::receive));
            Eventually.until("a receiver waits", () -> values.stats().waitingReceivers() == 1);
            clock.advance(SECOND);
            var e = assertThrows(ExecutionException.class, task::await);
            var ended = assertInstanceOf(ContextEndedException.class, e.getCause());
            assertTrue(ended.isTimeout());
            assertInstanceOf(InterruptedException.class, ended.getSuppressed()[0]);
            assertEquals(0, values.stats().waitingReceivers());
        }
    }

    @Test
    void a_scope_under_a_deadline_says_that_its_time_was_over() throws Exception {
        try (var context = Context.background().withTimeout(SECOND);
                var scope = Scope.open(context)) {
            Channel<String> values = Channel.rendezvous();
            scope.go(() -> values.receive());
            Eventually.until("a receiver waits", () -> values.stats().waitingReceivers() == 1);
            clock.advance(SECOND);
            var e = assertThrows(ExecutionException.class, scope::join);
            assertInstanceOf(DeadlineExceededException.class, e.getCause());
        }
    }

    @Test
    void when_a_deadline_and_a_cancellation_race_one_cause_stands_and_no_timer_is_left()
            throws Exception {
        Host manual = Door.use(new Host()); // the real clock
        try (var started = StartedThreads.install()) {
            for (int round = 0; round < 500; round++) {
                var context = Context.background().withTimeout(Duration.ofNanos(20_000));
                var child = context.withCancel();
                var start = new CyclicBarrier(2);
                Thread canceller =
                        Thread.ofVirtual()
                                .start(() -> {
                                    try {
                                        start.await();
                                    } catch (Exception e) {
                                        throw new AssertionError(e);
                                    }
                                    context.cancel();
                                });
                start.await();
                child.await();
                canceller.join();
                Throwable why = context.cause().orElseThrow();
                assertSame(why, child.cause().orElseThrow());
            }
            started.awaitNone();
            assertEquals(0, Door.timers().pending());
        } finally {
            Door.use(manual);
        }
    }

    @Test
    @Conformance("G95")
    void the_memory_of_cancelled_deadlines_is_free_at_once() {
        var contexts = new ArrayList<Context.Cancellable>();
        for (int i = 0; i < 100_000; i++) {
            contexts.add(Context.background().withTimeout(Duration.ofHours(1)));
        }
        assertEquals(100_000, Door.timers().pending());
        for (int i = 0; i < contexts.size(); i++) {
            if (i % 100 != 0) {
                contexts.get(i).close();
            }
        }
        assertEquals(1_000, Door.timers().pending());
        contexts.forEach(Context.Cancellable::close);
    }
}
