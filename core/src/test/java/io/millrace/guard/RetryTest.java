package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.guard.Retry.Event;
import io.millrace.observe.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = ManualClock.install();
    private final List<Event> events = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void give_the_clock_back() {
        clock.close();
    }

    private Retry.Builder retry() {
        return Retry.builder().attempts(4).backoff(Backoff.none()).onRetry(events::add);
    }

    /// Fails so often, and then succeeds.
    private <X extends Exception> Call<String, X> failing(int times, X failure) {
        return () -> {
            if (calls.getAndIncrement() < times) {
                throw failure;
            }
            return "fine";
        };
    }

    private <X extends Exception> X fails(Retry retry, Class<X> kind, Call<?, ?> call) {
        return assertThrows(kind, () -> retry.call(call));
    }

    @Test
    void a_call_that_succeeds_is_made_once() throws Exception {
        assertEquals("fine", retry().build().call(failing(0, new IOException())));
        assertEquals(1, calls.get());
        assertEquals(List.of(), events);
    }

    @Test
    void a_call_that_fails_is_made_again_until_it_succeeds() throws Exception {
        assertEquals("fine", retry().build().call(failing(3, new IOException())));
        assertEquals(4, calls.get());
        assertEquals(List.of(2, 3, 4), events.stream().map(Event::attempt).toList());
    }

    @Test
    void when_no_attempt_is_left_the_latest_failure_is_thrown_with_the_earlier_ones() {
        var thrown =
                fails(
                        retry().build(),
                        IOException.class,
                        () -> {
                            throw new IOException("number " + calls.incrementAndGet());
                        });
        assertEquals("number 4", thrown.getMessage());
        assertEquals(
                List.of("number 1", "number 2", "number 3"),
                List.of(thrown.getSuppressed()).stream().map(Throwable::getMessage).toList());
    }

    @Test
    void at_most_nine_earlier_failures_are_kept_and_one_that_is_always_the_same_is_not_doubled() {
        var many = retry().attempts(50).build();
        var thrown =
                fails(
                        many,
                        IOException.class,
                        () -> {
                            throw new IOException("number " + calls.incrementAndGet());
                        });
        assertEquals(9, thrown.getSuppressed().length);
        assertEquals("number 41", thrown.getSuppressed()[0].getMessage());
        calls.set(0);
        var constant = new IOException("constant");
        assertSame(constant, fails(many, IOException.class, failing(99, constant)));
        assertEquals(0, constant.getSuppressed().length);
    }

    @Test
    void what_says_that_the_caller_has_given_up_is_never_retried() {
        for (Exception givenUp :
                List.of(
                        new InterruptedException(),
                        new CancellationException(),
                        new ContextEndedException(new CancellationException()),
                        new IllegalStateException(new InterruptedException()))) {
            calls.set(0);
            assertSame(givenUp, fails(retry().build(), Exception.class, failing(9, givenUp)));
            assertEquals(1, calls.get());
        }
        assertThrows(
                StackOverflowError.class,
                () ->
                        retry().build()
                                .call(() -> {
                                    throw new StackOverflowError();
                                }));
        assertEquals(List.of(), events);
    }

    @Test
    void a_failure_on_an_interrupted_thread_is_not_retried() {
        fails(
                retry().build(),
                IOException.class,
                () -> {
                    calls.incrementAndGet();
                    Thread.currentThread().interrupt();
                    throw new IOException();
                });
        assertTrue(Thread.interrupted());
        assertEquals(1, calls.get());
    }

    @Test
    void only_what_is_asked_for_is_retried() {
        var picky = retry().retryOn(e -> e instanceof IOException).build();
        fails(picky, IllegalStateException.class, failing(9, new IllegalStateException()));
        assertEquals(1, calls.get());
    }

    @Test
    void a_result_can_be_retried_and_the_last_one_is_returned() throws Exception {
        var busy = retry().retryResult(status -> status.equals(503)).build();
        assertEquals(200, busy.call(() -> calls.incrementAndGet() < 3 ? 503 : 200));
        calls.set(0);
        assertEquals(
                503,
                busy.call(() -> {
                    calls.incrementAndGet();
                    return 503;
                }));
        assertEquals(4, calls.get());
    }

    @Test
    void it_waits_as_the_backoff_says() {
        var patient = retry().backoff(Backoff.exponential(SECOND, SECOND.multipliedBy(3))).build();
        try (var crew = new Crew()) {
            var caller = crew.go(() -> patient.call(failing(3, new IOException())));
            for (int seconds : new int[] {1, 2, 3}) {
                Eventually.until("the next attempt", () -> calls.get() == seconds);
                clock.awaitSleepers(1);
                clock.advance(SECOND.multipliedBy(seconds).minusNanos(1));
                assertEquals(1, clock.sleepers());
                assertEquals(1, patient.stats().waiting());
                clock.advance(Duration.ofNanos(1));
            }
            assertEquals("fine", caller.get());
        }
        assertEquals(
                List.of(SECOND, SECOND.multipliedBy(2), SECOND.multipliedBy(3)),
                events.stream().map(Event::delay).toList());
    }

    @Test
    void an_interrupt_ends_the_wait_and_the_failure_is_not_lost() {
        var patient = retry().backoff(Backoff.constant(SECOND)).build();
        try (var crew = new Crew()) {
            var caller = crew.go(() -> patient.call(failing(9, new IOException("down"))));
            caller.awaitParked();
            caller.interrupt();
            var thrown = caller.failure(InterruptedException.class);
            assertEquals("down", thrown.getSuppressed()[0].getMessage());
        }
        assertEquals(0, patient.stats().waiting());
    }

    @Test
    void a_wait_that_would_end_too_late_is_not_begun() {
        var hasty = retry().backoff(Backoff.constant(SECOND)).within(SECOND.minusNanos(1)).build();
        fails(hasty, IOException.class, failing(9, new IOException()));
        assertEquals(1, calls.get());
        calls.set(0);
        var patient = retry().backoff(Backoff.constant(SECOND)).build();
        try (var context = Context.background().withTimeout(SECOND.minusNanos(1))) {
            assertThrows(
                    IOException.class,
                    () ->
                            context.<String, Exception>call(
                                    () -> patient.call(failing(9, new IOException()))));
        }
        assertEquals(1, calls.get());
    }

    @Test
    void a_failure_may_say_how_long_to_wait() throws Exception {
        var polite =
                retry().attempts(2)
                        .backoff(Backoff.constant(SECOND))
                        .hint(e -> Optional.of(Duration.ofSeconds(Long.parseLong(e.getMessage()))))
                        .build();
        for (String said : List.of("7", "0")) {
            calls.set(0);
            try (var _ = StillHost.install()) {
                polite.call(failing(1, new IOException(said)));
            }
        }
        assertEquals(
                List.of(Duration.ofSeconds(7), SECOND), events.stream().map(Event::delay).toList());
    }

    @Test
    void each_call_is_counted_once_however_it_ends() throws Exception {
        var plain = retry().build();
        plain.call(failing(0, new IOException()));
        calls.set(0);
        plain.call(failing(2, new IOException()));
        calls.set(0);
        fails(plain, IOException.class, failing(9, new IOException()));
        assertEquals(new RetryStats(plain.name(), 3, 2, 5, 0, 0), plain.stats());

        var choosy = retry().retryResult("again"::equals).build();
        choosy.call(() -> "fine");
        choosy.call(() -> calls.getAndIncrement() % 2 == 0 ? "again" : "fine");
        choosy.call(() -> "again");
        assertEquals(new RetryStats(choosy.name(), 3, 2, 4, 0, 0), choosy.stats());

        var broken =
                retry().retryResult(
                                _ -> {
                                    throw new IllegalStateException("a predicate's fault");
                                })
                        .build();
        fails(broken, IllegalStateException.class, () -> "fine");
        assertEquals(new RetryStats(broken.name(), 1, 0, 0, 0, 0), broken.stats());
    }

    @Test
    void retries_are_bounded_by_their_budget() throws Exception {
        var budget = RetryBudget.of(50, 3);
        var bounded = retry().attempts(10).budget(budget).build();
        fails(bounded, IOException.class, failing(99, new IOException()));
        assertEquals(4, calls.get(), "three were saved up");
        assertEquals(1, bounded.stats().unaffordable());
        assertEquals(0, budget.available());
        calls.set(99);
        for (int i = 0; i < 4; i++) {
            bounded.call(failing(0, new IOException()));
        }
        assertEquals(2, budget.available(), "four calls pay for two retries");
        calls.set(0);
        fails(bounded, IOException.class, failing(99, new IOException()));
        assertEquals(3, calls.get());
    }

    @Test
    void a_budget_is_exact_however_many_share_it() {
        var budget = RetryBudget.of(10, 1_000);
        var taken = new AtomicInteger();
        try (var crew = new Crew()) {
            for (int i = 0; i < 4; i++) {
                crew.go(() -> {
                    for (int j = 0; j < 5_000; j++) {
                        taken.addAndGet(budget.takeOut() ? 1 : 0);
                        budget.payIn();
                        Thread.yield();
                    }
                });
            }
            crew.join();
        }
        // All of the reserve was taken long before the end, so that nothing was paid in in vain,
        // but for what the first thousand paid into a full budget: nothing, since it takes first.
        while (budget.takeOut()) {
            taken.incrementAndGet();
        }
        assertEquals(1_000 + 20_000 / 10, taken.get(), 1);
    }

    @Test
    void a_rejection_is_passed_on_at_once() {
        var breaker = CircuitBreaker.create();
        breaker.open();
        assertThrows(
                CircuitOpenException.class,
                () -> retry().build().around(breaker).call(() -> "not called"));
        assertEquals(List.of(), events);
    }

    @Test
    void a_rejection_can_be_waited_out_without_spending_attempts() throws Exception {
        var breaker = CircuitBreaker.builder().consecutiveFailures(1).openFor(SECOND).build();
        var patient = retry().attempts(2).within(SECOND.multipliedBy(5)).waitWhenRejected().build();
        try (var _ = StillHost.install()) {
            breaker.open();
            assertEquals("fine", patient.around(breaker).call(failing(1, new IOException())));
        }
        assertEquals(2, calls.get(), "one attempt failed, one succeeded");
        assertEquals(
                List.of(SECOND, Duration.ZERO, SECOND), events.stream().map(Event::delay).toList());
    }

    @Test
    void a_rejection_is_not_waited_out_for_ever() {
        var breaker = CircuitBreaker.builder().openFor(SECOND.multipliedBy(6)).build();
        breaker.open();
        var patient = retry().within(SECOND.multipliedBy(5)).waitWhenRejected().build();
        assertThrows(
                CircuitOpenException.class, () -> patient.around(breaker).call(() -> "not called"));
        assertThrows(
                IllegalArgumentException.class, () -> Retry.builder().waitWhenRejected().build());
    }

    @Test
    void backoffs_stay_within_their_bounds_and_do_not_overflow() {
        Duration low = Duration.ofMillis(10);
        Duration high = SECOND;
        long first = new SplittableRandom().nextLong();
        for (long seed = first; seed != first + 20_000; seed++) {
            var random = new SplittableRandom(seed);
            int failed = random.nextInt(1, 200);
            Duration before = Duration.ofNanos(random.nextLong(high.toNanos()));
            Duration exponential = Backoff.exponential(low, high).delay(failed, before, random);
            assertEquals(
                    failed > 7
                            ? high
                            : low.multipliedBy(1L << (failed - 1)).compareTo(high) > 0
                                    ? high
                                    : low.multipliedBy(1L << (failed - 1)),
                    exponential);
            Duration full = Backoff.fullJitter(low, high).delay(failed, before, random);
            assertTrue(!full.isNegative() && full.compareTo(exponential) <= 0, "seed " + seed);
            Duration decorrelated =
                    Backoff.decorrelatedJitter(low, high).delay(failed, before, random);
            assertTrue(
                    decorrelated.compareTo(low) >= 0
                            && decorrelated.compareTo(high) <= 0
                            && decorrelated.compareTo(
                                            before.multipliedBy(3).compareTo(low) > 0
                                                    ? before.multipliedBy(3)
                                                    : low)
                                    <= 0,
                    "seed " + seed);
        }
        Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
        var random = new SplittableRandom(1);
        assertTrue(Backoff.exponential(SECOND, ages).delay(1_000_000, ages, random).isPositive());
        assertTrue(Backoff.decorrelatedJitter(SECOND, ages).delay(2, ages, random).isPositive());
        assertEquals(
                Duration.ZERO,
                Backoff.fullJitter(Duration.ZERO, Duration.ZERO).delay(99, ages, random));
        assertThrows(
                IllegalArgumentException.class, () -> Backoff.exponential(SECOND, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> Backoff.constant(SECOND.negated()));
    }

    @Test
    void jitter_is_the_same_for_the_same_seed() {
        var delays = new ArrayList<List<Duration>>();
        for (long seed : new long[] {1, 1, 2}) {
            events.clear();
            calls.set(0);
            var seeded = retry().backoff(Backoff.fullJitter(SECOND, SECOND)).seed(seed).build();
            try (var _ = StillHost.install()) {
                fails(seeded, IOException.class, failing(99, new IOException()));
            }
            delays.add(events.stream().map(Event::delay).toList());
        }
        assertEquals(delays.get(0), delays.get(1));
        assertTrue(!delays.get(0).equals(delays.get(2)));
    }

    @Test
    void it_is_seen_by_a_watch() throws Exception {
        try (var watch = Watch.open()) {
            var seen = retry().name("mail").build();
            seen.call(failing(2, new IOException()));
            assertEquals(
                    List.of(new RetryStats("mail", 1, 1, 2, 0, 0)),
                    watch.snapshot().of(RetryStats.class).toList());
            assertEquals("retry", seen.stats().kind());
        }
    }

    @Test
    void the_limit_counts_from_the_beginning_of_the_first_attempt() {
        var hasty = retry().within(SECOND).build();
        fails(
                hasty,
                IOException.class,
                () -> {
                    calls.incrementAndGet();
                    clock.advance(SECOND.plusNanos(1));
                    throw new IOException();
                });
        assertEquals(1, calls.get());
    }

    @Test
    void what_the_users_code_throws_does_not_hide_the_failures_of_the_call() {
        class Broken extends RuntimeException {
            private static final long serialVersionUID = 1;
        }
        for (var retry :
                List.of(
                        retry().retryOn(_ -> {
                            if (calls.get() == 2) {
                                throw new Broken();
                            }
                            return true;
                        }),
                        retry().hint(_ -> {
                            if (calls.get() == 2) {
                                throw new Broken();
                            }
                            return Optional.empty();
                        }),
                        retry().backoff((_, _, _) -> {
                            if (calls.get() == 2) {
                                throw new Broken();
                            }
                            return Duration.ZERO;
                        }),
                        retry().onRetry(_ -> {
                            if (calls.get() == 2) {
                                throw new Broken();
                            }
                        }))) {
            calls.set(0);
            var thrown =
                    fails(
                            retry.build(),
                            Broken.class,
                            () -> {
                                throw new IOException("number " + calls.incrementAndGet());
                            });
            assertEquals(
                    List.of("number 1", "number 2"),
                    List.of(thrown.getSuppressed()).stream().map(Throwable::getMessage).toList());
        }
    }
}
