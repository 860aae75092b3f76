package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConcurrentlyTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final StartedThreads threads = StartedThreads.install();
    private final IOException failure = new IOException("on purpose");
    private final AtomicInteger begun = new AtomicInteger(); // calls that wait to be cancelled
    private final AtomicInteger given = new AtomicInteger(); // those that were

    @AfterEach
    void no_thread_outlives_a_call() {
        threads.awaitNone();
        threads.close();
    }

    /// Waits until it is cancelled, and counts that.
    private Callable<String> never() {
        return () -> {
            begun.incrementAndGet();
            try {
                Channel.never().receive();
                return "never";
            } finally {
                given.incrementAndGet();
            }
        };
    }

    private Callable<String> failing() {
        return () -> {
            throw failure;
        };
    }

    @Test
    void all_returns_the_results_in_the_order_of_the_calls() throws Exception {
        Channel<Integer> turn = Channel.rendezvous();
        assertEquals(
                List.of("a", "b", "c"),
                Concurrently.all(
                        () -> {
                            turn.receive();
                            return "a";
                        },
                        () -> "b",
                        () -> {
                            turn.send(1);
                            return "c";
                        }));
        assertEquals(List.of(), Concurrently.all(List.<Callable<String>>of()));
        assertEquals(Arrays.asList("a", null), Concurrently.<String>all(() -> "a", () -> null));
    }

    @Test
    void all_cancels_the_rest_when_one_fails() {
        var e =
                assertThrows(
                        ExecutionException.class,
                        () -> Concurrently.all(never(), failing(), never()));
        assertSame(failure, e.getCause());
        assertEquals(List.of(), threads.alive());
    }

    @Test
    void any_returns_the_first_result_and_cancels_the_rest() throws Exception {
        assertEquals("x", Concurrently.any(never(), failing(), () -> "x", never()));
        assertEquals(List.of(), threads.alive());
        assertNull(Concurrently.<String>any(() -> null));
    }

    @Test
    void any_throws_all_failures_if_there_is_no_result() {
        var other = new IllegalStateException("other");
        var e =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                Concurrently.<String>any(
                                        failing(),
                                        () -> {
                                            throw other;
                                        }));
        assertEquals(1, e.getSuppressed().length);
        assertEquals(Set.of(failure, other), Set.of(e.getCause(), e.getSuppressed()[0]));
    }

    @Test
    void race_returns_what_ends_first() throws Exception {
        assertEquals("x", Concurrently.race(never(), () -> "x", never()));
        var e =
                assertThrows(
                        ExecutionException.class,
                        () -> Concurrently.race(never(), failing(), never()));
        assertSame(failure, e.getCause());
        assertEquals(List.of(), threads.alive());
    }

    @Test
    void race_keeps_the_failures_of_the_losers_if_it_fails() {
        Channel<Integer> begun = Channel.rendezvous();
        var late = new IllegalStateException("late");
        var e =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                Concurrently.<String>race(
                                        () -> {
                                            try {
                                                begun.send(1);
                                                Channel.never().receive();
                                            } catch (InterruptedException gone) {
                                                throw late;
                                            }
                                            return "";
                                        },
                                        () -> {
                                            begun.receive();
                                            throw failure;
                                        }));
        assertSame(failure, e.getCause());
        assertEquals(List.of(late), List.of(e.getSuppressed()));
    }

    @Test
    void hedge_makes_no_second_call_if_the_first_is_fast() throws Exception {
        var calls = new AtomicInteger();
        assertEquals(1, Concurrently.<Integer>hedge(HOUR, 3, calls::incrementAndGet));
        assertEquals(1, calls.get());
    }

    @Test
    void hedge_calls_again_when_the_delay_is_over_and_cancels_the_loser() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            var result =
                    crew.go(() -> Concurrently.hedge(HOUR, List.of(never(), never(), () -> "x")));
            Eventually.until("the first begins", () -> begun.get() == 1);
            clock.awaitSleepers(1);
            clock.advance(HOUR.minusNanos(1));
            assertEquals(1, begun.get());
            clock.advance(Duration.ofNanos(1));
            Eventually.until("the second begins", () -> begun.get() == 2);
            clock.awaitSleepers(1);
            clock.advance(HOUR);
            assertEquals("x", result.get());
            assertEquals(2, given.get());
        }
    }

    @Test
    void hedge_calls_again_at_once_when_all_that_run_have_failed() throws Exception {
        assertEquals("x", Concurrently.hedge(HOUR, List.of(failing(), failing(), () -> "x")));
        var e =
                assertThrows(
                        ExecutionException.class, () -> Concurrently.hedge(HOUR, 3, failing()));
        assertSame(failure, e.getCause());
    }

    @Test
    void hedge_without_a_delay_begins_all_and_returns_the_first_result() throws Exception {
        assertEquals("x", Concurrently.hedge(Duration.ZERO, List.of(never(), never(), () -> "x")));
        assertEquals(List.of(), threads.alive());
    }

    @Test
    void nothing_to_call_is_refused_where_there_can_be_no_result() {
        List<Callable<String>> none = List.of();
        assertThrows(IllegalArgumentException.class, () -> Concurrently.any(none));
        assertThrows(IllegalArgumentException.class, () -> Concurrently.race(none));
        assertThrows(IllegalArgumentException.class, () -> Concurrently.hedge(HOUR, none));
        assertThrows(IllegalArgumentException.class, () -> Concurrently.hedge(HOUR, 0, () -> "x"));
    }

    @Test
    void an_interrupt_cancels_and_joins_all_calls() {
        for (Callable<?> combined : combined()) {
            try (var crew = new Crew()) {
                var waits = crew.go(combined);
                waits.awaitParked();
                waits.interrupt();
                waits.failure(InterruptedException.class);
            }
            threads.awaitNone();
        }
    }

    @Test
    void the_end_of_the_context_cancels_and_joins_all_calls() {
        for (Callable<?> combined : combined()) {
            try (var crew = new Crew();
                    var context = Context.background().withCancel()) {
                var waits = crew.go(() -> context.call(combined::call));
                waits.awaitParked();
                context.cancel(failure);
                var e = waits.failure(Exception.class);
                assertSame(failure, e.getCause());
                assertTrue(
                        e instanceof ContextEndedException || e instanceof ExecutionException,
                        () -> "" + e);
            }
            threads.awaitNone();
        }
    }

    private List<Callable<?>> combined() {
        return List.of(
                () -> Concurrently.all(never(), never()),
                () -> Concurrently.any(never(), never()),
                () -> Concurrently.race(never(), never()),
                () -> Concurrently.hedge(HOUR, List.of(never(), never())),
                () -> Concurrently.hedge(Duration.ZERO, List.of(never(), never())));
    }

    /// Every call ends at its own moment, with a result, a failure, or when it is cancelled; and
    /// the caller is interrupted at a moment of its own. Whatever comes of it is right, and no
    /// thread is left.
    @Test
    void at_every_moment_what_is_returned_or_thrown_is_right_and_no_thread_is_left()
            throws Exception {
        var random = new SplittableRandom(42);
        int results = 0;
        int failures = 0;
        int interrupts = 0;
        for (int round = 0; round < 1_500; round++) {
            var calls = new ArrayList<Callable<Integer>>();
            int successes = 0;
            int endless = 0;
            for (int i = 0; i < 4; i++) {
                int number = i;
                int yields = random.nextInt(30);
                int kind = random.nextInt(3);
                successes += kind == 0 ? 1 : 0;
                endless += kind == 2 ? 1 : 0;
                calls.add(() -> {
                    for (int y = 0; y < yields; y++) {
                        Thread.yield();
                    }
                    if (kind == 1) {
                        throw new IOException("call " + number);
                    }
                    return kind == 0 ? Integer.valueOf(number) : Channel.<Integer>never().receive();
                });
            }
            int what = random.nextInt(3);
            boolean ends = what == 1 ? endless < 4 : successes > 0 || endless == 0;
            boolean interrupted = !ends || random.nextBoolean();
            int yields = random.nextInt(60);
            try (var crew = new Crew()) {
                var call =
                        crew.go(() -> {
                            try {
                                return switch (what) {
                                    case 0 -> Concurrently.any(calls);
                                    case 1 -> Concurrently.race(calls);
                                    default -> Concurrently.hedge(Duration.ofNanos(1), calls);
                                };
                            } catch (ExecutionException e) {
                                assertInstanceOf(IOException.class, e.getCause());
                                return -1;
                            } catch (InterruptedException e) {
                                return -2;
                            }
                        });
                for (int y = 0; y < yields; y++) {
                    Thread.yield();
                }
                if (interrupted) {
                    call.interrupt();
                }
                int result = call.get();
                interrupts += result == -2 ? 1 : 0;
                failures += result == -1 ? 1 : 0;
                results += result >= 0 ? 1 : 0;
                assertTrue(result != -2 || interrupted, "an interrupt that nobody sent");
                assertTrue(result != -1 || what == 1 || successes == 0, "a result was lost");
                assertTrue(ends || result == -2, "it ended without a reason");
            }
            threads.awaitNone();
        }
        assertTrue(results > 0 && failures > 0 && interrupts > 0, results + " " + failures);
    }
}
