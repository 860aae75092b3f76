package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.context.Context;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Gatherers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How pipelines end: by failure, interrupt, cancellation and lack of interest, at every stage, and
/// nothing is left running.
class PipelineEndsTest {

    /// Every stage, between a source that would go on for ever and whoever consumes it.
    private static final List<UnaryOperator<Pipeline<Integer>>> STAGES =
            List.of(
                    p -> p,
                    p -> p.map(x -> x),
                    p -> p.buffer(0),
                    p -> p.buffer(7),
                    p -> p.map(Workers.ordered(3), x -> x),
                    p -> p.map(Workers.unordered(3), x -> x),
                    p -> p.map(Workers.<Integer>byKey(3, x -> x % 2), x -> x),
                    p -> p.mapMulti(Workers.unordered(2), (x, out) -> out.emit(x)),
                    p -> p.mapMulti((x, out) -> out.emit(x)),
                    p -> p.batch(2).map(List::getFirst),
                    p -> p.batch(2, java.time.Duration.ofDays(1)).map(List::getFirst),
                    p -> p.sliding(2, 2).map(List::getFirst),
                    p -> p.gather(Gatherers.windowFixed(2)).map(List::getFirst),
                    p -> p.merge(p),
                    p -> p.concat(p),
                    p -> p.zip(p, (a, b) -> a),
                    p -> Source.of(1, 2).flatMap(x -> p),
                    p -> Source.from(List.of(1)).flatMap(x -> p.buffer(2)).buffer(1));

    private final StartedThreads started = StartedThreads.install();

    @BeforeEach
    void nothing_runs() {
        assertEquals(0, started.alive().size());
    }

    @AfterEach
    void restore() {
        started.close();
    }

    private void assertNothingRuns() {
        assertEquals(List.of(), started.alive());
    }

    private static Pipeline<Integer> endless() {
        return Source.generate(new AtomicInteger()::incrementAndGet);
    }

    /// A source that gives so many elements and then waits for ever.
    private static Pipeline<Integer> stuckAfter(int count) {
        return Source.produce(
                0,
                out -> {
                    for (int i = 1; i <= count; i++) {
                        out.send(i);
                    }
                    Channel.never().receive();
                });
    }

    // ---- leaving early

    @Test
    void first_frees_the_whole_upstream_at_every_stage() throws Exception {
        for (UnaryOperator<Pipeline<Integer>> stage : STAGES) {
            Pipeline<Integer> pipeline = stage.apply(endless());
            assertTrue(pipeline.first().isPresent(), pipeline::describe);
            assertNothingRuns();
        }
    }

    @Test
    void first_frees_an_upstream_that_waits_for_a_source_that_sends_no_more() throws Exception {
        for (UnaryOperator<Pipeline<Integer>> stage : STAGES) {
            Pipeline<Integer> pipeline = stage.apply(stuckAfter(4));
            assertTrue(pipeline.first().isPresent(), pipeline::describe);
            assertNothingRuns();
        }
    }

    @Test
    void take_frees_what_is_before_it_while_what_is_behind_goes_on() throws Exception {
        for (UnaryOperator<Pipeline<Integer>> stage : STAGES) {
            Pipeline<Integer> pipeline =
                    stage.apply(endless()).take(5).buffer(3).map(Workers.ordered(2), x -> x);
            assertEquals(5, pipeline.count(), pipeline::describe);
            assertNothingRuns();
        }
    }

    @Test
    void take_in_the_middle_interrupts_a_source_that_is_waited_for() throws Exception {
        var freed = new CountDownLatch(1);
        Pipeline<Integer> stuck =
                Source.produce(
                        0,
                        out -> {
                            out.send(1);
                            try {
                                Channel.never().receive();
                            } finally {
                                freed.countDown();
                            }
                        });
        // What is behind the take goes on only after the source has been freed.
        Pipeline<Integer> pipeline =
                stuck.map(Workers.ordered(2), x -> x)
                        .take(1)
                        .buffer(1)
                        .concat(Source.of(2).peek(x -> freed.await()));
        assertEquals(List.of(1, 2), pipeline.toList());
        assertNothingRuns();
    }

    @Test
    void a_receiver_that_hangs_up_ends_the_pipeline_although_nothing_comes() throws Exception {
        try (var scope = Scope.open()) {
            Receiver<Integer> receiver =
                    stuckAfter(2).map(Workers.ordered(2), x -> x).receiver(scope, 0);
            assertEquals(1, receiver.receive());
            assertEquals(2, receiver.receive());
            assertTrue(receiver.cancel());
            scope.join();
            assertNothingRuns();
        }
    }

    @Test
    void a_receiver_hears_of_the_end_and_of_a_failure() throws Exception {
        try (var scope = Scope.open()) {
            var seen = new ArrayList<Integer>();
            Source.of(1, 2, 3).receiver(scope, 1).iterator().forEachRemaining(seen::add);
            assertEquals(List.of(1, 2, 3), seen);
            scope.join();
        }
        var wanted = new IOException("wanted");
        try (var scope = Scope.open()) {
            Receiver<Object> receiver =
                    Source.of(1)
                            .map(x -> {
                                throw wanted;
                            })
                            .receiver(scope, 0);
            var ended = assertThrows(ChannelClosedException.class, receiver::receive);
            assertSame(wanted, ended.getCause());
            assertSame(wanted, assertThrows(ExecutionException.class, scope::join).getCause());
        }
        assertNothingRuns();
    }

    @Test
    void a_receiver_in_a_cancelled_scope_hears_of_that() throws Exception {
        try (var scope = Scope.open()) {
            scope.cancel();
            Receiver<Integer> receiver = endless().receiver(scope, 0);
            assertThrows(ChannelClosedException.class, receiver::receive);
        }
        assertNothingRuns();
    }

    @Test
    void a_channel_that_is_closed_under_it_ends_a_pipeline() {
        Channel<Integer> channel = Channel.buffered(5);
        channel.close();
        assertThrows(
                ChannelClosedException.class,
                () -> endless().map(Workers.ordered(2), x -> x).into(channel));
        assertNothingRuns();
    }

    // ---- failures

    @Test
    void a_failure_of_the_source_ends_every_stage_behind_it() {
        var wanted = new IOException("wanted");
        for (UnaryOperator<Pipeline<Integer>> stage : STAGES) {
            Pipeline<Integer> pipeline =
                    stage.apply(
                            Source.generate(() -> {
                                throw wanted;
                            }));
            var failure = assertThrows(ExecutionException.class, pipeline::toList);
            assertSame(wanted, failure.getCause(), pipeline::describe);
            assertNothingRuns();
        }
    }

    @Test
    void a_failure_behind_a_stage_ends_it_and_all_before_it() {
        var wanted = new IOException("wanted");
        for (UnaryOperator<Pipeline<Integer>> stage : STAGES) {
            for (Pipeline<Integer> source : List.of(endless(), stuckAfter(4))) {
                Pipeline<Integer> pipeline =
                        stage.apply(source)
                                .<Integer>map(x -> {
                                    throw wanted;
                                })
                                .buffer(1);
                var failure = assertThrows(ExecutionException.class, pipeline::toList);
                assertSame(wanted, failure.getCause(), pipeline::describe);
                assertEquals(0, failure.getSuppressed().length, pipeline::describe);
                assertNothingRuns();
            }
        }
    }

    @Test
    void a_failure_of_the_consumer_ends_every_stage_before_it() {
        var wanted = new IOException("wanted");
        for (UnaryOperator<Pipeline<Integer>> stage : STAGES) {
            Pipeline<Integer> pipeline = stage.apply(endless());
            var failure =
                    assertThrows(
                            ExecutionException.class,
                            () ->
                                    pipeline.forEach(x -> {
                                        throw wanted;
                                    }));
            assertSame(wanted, failure.getCause(), pipeline::describe);
            assertEquals(0, failure.getSuppressed().length, pipeline::describe);
            assertNothingRuns();
        }
    }

    @Test
    void a_source_that_swallows_its_interrupt_finds_the_run_over_and_adds_no_failure() {
        var wanted = new IOException("wanted");
        var failed = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        var count = new AtomicInteger();
        Pipeline<Integer> pipeline =
                Source.generate(
                                () -> {
                                    if (count.incrementAndGet()
                                            == 2) { // the second worker is not there yet
                                        while (!failed.get() || !Gauge.isParked(caller)) {
                                            Thread.yield();
                                        }
                                        assertTrue(Thread.interrupted());
                                    }
                                    return count.get();
                                })
                        .map(Workers.unordered(2), x -> x);
        var failure =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                pipeline.forEach(x -> {
                                    failed.set(true);
                                    throw wanted;
                                }));
        assertSame(wanted, failure.getCause());
        assertEquals(List.of(), List.of(failure.getSuppressed()));
        assertNothingRuns();
    }

    @Test
    void a_failure_reaches_a_consumer_that_waits_for_something_else() {
        var wanted = new IOException("wanted");
        Pipeline<Integer> pipeline =
                Source.of(1, 2)
                        .map(x -> {
                            if (x == 2) {
                                throw wanted;
                            }
                            return x;
                        })
                        .buffer(0);
        var failure =
                assertThrows(
                        ExecutionException.class,
                        () -> pipeline.forEach(x -> Channel.never().receive()));
        assertSame(wanted, failure.getCause());
        assertFalse(Thread.currentThread().isInterrupted());
        assertNothingRuns();
    }

    @Test
    void a_failure_reaches_stages_that_swallow_interrupts() {
        var wanted = new IOException("wanted");
        var both = new CountDownLatch(2);
        Pipeline<Integer> pipeline =
                endless()
                        .map(
                                Workers.unordered(2),
                                x -> {
                                    both.countDown();
                                    if (x == 2) {
                                        both.await();
                                        throw wanted;
                                    }
                                    try {
                                        Channel.never().receive();
                                    } catch (InterruptedException e) {
                                        // goes on as if nothing had happened
                                    }
                                    return x;
                                })
                        .buffer(2)
                        .map(Workers.ordered(2), x -> x);
        var failure = assertThrows(ExecutionException.class, pipeline::toList);
        assertSame(wanted, failure.getCause());
        assertNothingRuns();
    }

    @Test
    void the_first_failure_is_the_cause_and_later_ones_are_suppressed() {
        var first = new IOException("first");
        var second = new IllegalStateException("second");
        var both = new CountDownLatch(2);
        Pipeline<Integer> pipeline =
                Source.of(1, 2)
                        .<Integer>map(
                                Workers.unordered(2),
                                x -> {
                                    both.countDown();
                                    both.await();
                                    if (x == 1) {
                                        throw first;
                                    }
                                    try {
                                        Channel.never().receive();
                                    } catch (InterruptedException e) {
                                        throw second; // because of the first
                                    }
                                    return x;
                                });
        var failure = assertThrows(ExecutionException.class, pipeline::toList);
        assertSame(first, failure.getCause());
        assertEquals(List.of(second), List.of(failure.getSuppressed()));
        assertNothingRuns();
    }

    @Test
    void what_the_consumer_throws_because_of_a_failure_is_suppressed_in_it() {
        var first = new IOException("first");
        var second = new IllegalStateException("second");
        var reached = new CountDownLatch(1);
        Pipeline<Integer> pipeline =
                Source.of(1, 2)
                        .map(x -> {
                            if (x == 2) {
                                reached.await();
                                throw first;
                            }
                            return x;
                        })
                        .buffer(1);
        var failure =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                pipeline.forEach(x -> {
                                    reached.countDown();
                                    try {
                                        Channel.never().receive();
                                    } catch (InterruptedException e) {
                                        throw second;
                                    }
                                }));
        assertSame(first, failure.getCause());
        assertEquals(List.of(second), List.of(failure.getSuppressed()));
        assertNothingRuns();
    }

    @Test
    void an_expansion_that_catches_everything_does_not_hide_a_failure_behind_it() {
        var wanted = new IOException("wanted");
        var goesOn = new AtomicInteger();
        Pipeline<Integer> pipeline =
                Source.of(1)
                        .<Integer>mapMulti((x, out) -> {
                            try {
                                out.emit(x);
                            } catch (RuntimeException e) {
                                goesOn.incrementAndGet();
                            }
                        })
                        .map(x -> {
                            throw wanted;
                        });
        assertSame(wanted, assertThrows(ExecutionException.class, pipeline::toList).getCause());
        assertEquals(1, goesOn.get());
    }

    @Test
    void a_failure_while_closing_the_source_is_told() {
        var wanted = new IllegalStateException("closing");
        Pipeline<Integer> pipeline =
                Source.fromStream(() ->
                        List.of(1).stream()
                                .onClose(() -> {
                                    throw wanted;
                                }));
        assertSame(wanted, assertThrows(ExecutionException.class, pipeline::toList).getCause());
    }

    // ---- interrupts and contexts

    @Test
    void an_interrupt_ends_every_stage() {
        for (UnaryOperator<Pipeline<Integer>> stage : STAGES) {
            Pipeline<Integer> pipeline = stage.apply(stuckAfter(3));
            try (var crew = new Crew()) {
                var reached = new CountDownLatch(1);
                var consumer =
                        crew.go(() ->
                                pipeline.forEach(x -> {
                                    reached.countDown();
                                    Channel.never().receive();
                                }));
                reached.await();
                consumer.interrupt();
                consumer.failure(InterruptedException.class);
                assertFalse(consumer.endedInterrupted());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertNothingRuns();
        }
    }

    @Test
    void an_interrupt_that_is_pending_starts_nothing() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> endless().buffer(1).first());
        assertEquals(0, started.count());
    }

    @Test
    void an_interrupt_ends_a_pipeline_that_never_waits() {
        try (var crew = new Crew()) {
            var seen = new AtomicInteger();
            var consumer = crew.go(() -> endless().forEach(x -> seen.incrementAndGet()));
            Eventually.until("it runs", () -> seen.get() > 100);
            consumer.interrupt();
            consumer.failure(InterruptedException.class);
        }
    }

    @Test
    void the_end_of_the_context_ends_the_pipeline_with_its_cause() {
        var wanted = new IOException("wanted");
        for (UnaryOperator<Pipeline<Integer>> stage : STAGES) {
            Pipeline<Integer> pipeline = stage.apply(stuckAfter(3));
            try (var crew = new Crew();
                    Context.Cancellable context = Context.background().withCancel()) {
                var reached = new CountDownLatch(1);
                var consumer =
                        crew.go(() ->
                                context.call(() -> {
                                    pipeline.forEach(x -> {
                                        reached.countDown();
                                        Channel.never().receive();
                                    });
                                    return true;
                                }));
                reached.await();
                context.cancel(wanted);
                // By the scope that hears of the end, or by the call that interrupts its thread.
                Exception thrown = consumer.failure(Exception.class);
                assertSame(wanted, thrown.getCause(), pipeline::describe);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertNothingRuns();
        }
    }

    /// What a function must not do, and some do.
    private static void waitAndSwallowTheInterrupt(CountDownLatch reached) {
        reached.countDown();
        try {
            Channel.never().receive();
        } catch (InterruptedException e) {
            // as if nothing had happened
        }
    }

    @Test
    void a_source_is_not_waited_for_after_an_interrupt_that_a_stage_has_swallowed() {
        var wanted = new IOException("wanted");
        Channel<Integer> channel = Channel.buffered(1);
        channel.trySend(1);
        var reached = new CountDownLatch(1);
        Pipeline<Integer> pipeline =
                Source.sharing(channel)
                        .filter(x -> {
                            waitAndSwallowTheInterrupt(reached);
                            return false; // so that nothing is sent, and the source is asked again
                        })
                        .buffer(1);
        try (var crew = new Crew();
                Context.Cancellable context = Context.background().withCancel()) {
            var consumer = crew.go(() -> context.call(pipeline::toList));
            reached.await();
            context.cancel(wanted);
            assertSame(wanted, consumer.failure(Exception.class).getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertNothingRuns();
    }

    @Test
    void room_is_not_waited_for_after_an_interrupt_that_a_stage_has_swallowed() {
        var reached = new CountDownLatch(1);
        Pipeline<Integer> pipeline =
                Source.of(1, 2, 3)
                        .peek(x -> {
                            if (x == 3) {
                                waitAndSwallowTheInterrupt(reached);
                            }
                        })
                        .map(Workers.ordered(1).window(2), x -> x);
        try (var crew = new Crew()) {
            var consumer = crew.go(() -> pipeline.forEach(x -> Channel.never().receive()));
            reached.await();
            consumer.awaitParked();
            consumer.interrupt();
            consumer.failure(InterruptedException.class);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertNothingRuns();
    }

    @Test
    void stages_run_below_the_callers_context() throws Exception {
        var key = io.millrace.context.Key.of("user", String.class);
        List<String> users =
                Context.background()
                        .with(key, "ann")
                        .call(() ->
                                Source.of(1, 2)
                                        .map(Workers.ordered(2), x -> Context.current().get(key))
                                        .map(Workers.unordered(1), user -> user.orElse("nobody"))
                                        .toList());
        assertEquals(List.of("ann", "ann"), users);
    }

    @Test
    void memory_that_runs_out_in_a_stage_is_a_failure() {
        var wanted = new OutOfMemoryError("wanted");
        for (UnaryOperator<Pipeline<Integer>> stage : STAGES) {
            Pipeline<Integer> pipeline =
                    stage.apply(endless())
                            .map(
                                    Workers.ordered(1),
                                    x -> {
                                        throw wanted;
                                    });
            var failure = assertThrows(ExecutionException.class, pipeline::toList);
            assertInstanceOf(OutOfMemoryError.class, failure.getCause());
            assertNothingRuns();
        }
    }
}
