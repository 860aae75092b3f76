package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.guard.CircuitBreaker.Permission;
import io.millrace.guard.CircuitBreaker.State;
import io.millrace.observe.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// When a circuit breaker opens and closes, and which calls it admits.
class CircuitBreakerTest extends BreakerFixture {
    private final CircuitBreaker breaker = CircuitBreaker.builder().consecutiveFailures(3).build();

    private void open() {
        for (int i = 0; i < 3; i++) {
            fail(breaker);
        }
        assertEquals(State.OPEN, breaker.state());
    }

    @Test
    @Conformance("O163")
    void so_many_failures_in_a_row_open_it_and_calls_are_rejected_without_being_made() {
        fail(breaker);
        fail(breaker);
        assertEquals(State.CLOSED, breaker.state());
        fail(breaker);
        clock.advance(Duration.ofSeconds(10));
        var why = reject(breaker);
        assertEquals(State.OPEN, why.state());
        assertEquals(Duration.ofSeconds(50), why.retryAfter().orElseThrow());
        assertEquals(1, breaker.stats().rejected());
    }

    @Test
    @Conformance("O164")
    void after_a_time_one_probe_decides() throws Exception {
        open();
        clock.advance(MINUTE.minusNanos(1));
        reject(breaker);
        clock.advance(Duration.ofNanos(1));
        fail(breaker);
        assertEquals(State.OPEN, breaker.state());
        clock.advance(MINUTE.minusNanos(1));
        reject(breaker);
        clock.advance(Duration.ofNanos(1));
        succeed(breaker);
        assertEquals(State.CLOSED, breaker.state());
        fail(breaker);
        fail(breaker);
        assertEquals(State.CLOSED, breaker.state(), "the count starts afresh");
    }

    @Test
    void it_tells_for_how_long_it_is_of_no_use_to_ask() {
        assertEquals(Duration.ZERO, breaker.retryAfter().orElseThrow());
        open();
        clock.advance(Duration.ofSeconds(10));
        assertEquals(Duration.ofSeconds(50), breaker.retryAfter().orElseThrow());
        clock.advance(Duration.ofSeconds(50));
        assertEquals(Duration.ZERO, breaker.retryAfter().orElseThrow());
        Permission probe = breaker.tryAcquire().orElseThrow();
        clock.advance(Duration.ofSeconds(20));
        assertEquals(Duration.ofSeconds(40), breaker.retryAfter().orElseThrow());
        probe.ignore();
        assertEquals(Duration.ZERO, breaker.retryAfter().orElseThrow(), "its place is free again");
        breaker.isolate();
        assertTrue(breaker.retryAfter().isEmpty());
        assertEquals(0, breaker.stats().rejected(), "to ask for how long is no call");
    }

    @Test
    @Conformance("O165")
    void a_success_between_failures_restarts_the_count() throws Exception {
        for (int i = 0; i < 10; i++) {
            fail(breaker);
            fail(breaker);
            succeed(breaker);
        }
        assertEquals(State.CLOSED, breaker.state());
        assertEquals(10, breaker.stats().succeeded());
        assertEquals(20, breaker.stats().failed());
    }

    @Test
    @Conformance("O166")
    void failures_that_have_left_the_window_of_calls_do_not_count() throws Exception {
        var windowed =
                CircuitBreaker.builder().lastCalls(4).minimumCalls(4).failureRate(50).build();
        fail(windowed);
        for (int i = 0; i < 20; i++) {
            succeed(windowed);
            succeed(windowed);
            succeed(windowed);
            fail(windowed);
        }
        assertEquals(State.CLOSED, windowed.state());
        assertEquals(1, windowed.stats().windowFailures());
        fail(windowed);
        assertEquals(State.OPEN, windowed.state());
    }

    @Test
    @Conformance("O166")
    void failures_that_have_left_the_window_of_time_do_not_count() throws Exception {
        var windowed =
                CircuitBreaker.builder()
                        .lastTime(Duration.ofSeconds(10))
                        .minimumCalls(2)
                        .failureRate(60)
                        .build();
        fail(windowed);
        clock.advance(Duration.ofSeconds(5));
        succeed(windowed);
        clock.advance(Duration.ofSeconds(5));
        assertEquals(1, windowed.stats().windowCalls());
        fail(windowed);
        assertEquals(State.CLOSED, windowed.state(), "one of two: half");
        clock.advance(Duration.ofSeconds(5));
        fail(windowed);
        assertEquals(State.OPEN, windowed.state(), "two of two: the success has left");
    }

    @Test
    void slow_calls_open_it() throws Exception {
        var slow =
                CircuitBreaker.builder()
                        .lastCalls(10)
                        .minimumCalls(2)
                        .slowRate(50, Duration.ofSeconds(1))
                        .build();
        succeed(slow);
        slow.call(() -> {
            clock.advance(Duration.ofSeconds(1));
            return "late";
        });
        assertEquals(State.OPEN, slow.state());
        clock.advance(MINUTE);
        slow.call(() -> {
            clock.advance(Duration.ofSeconds(1));
            return "late";
        });
        assertEquals(State.OPEN, slow.state(), "the probe was slow as well");
        clock.advance(MINUTE);
        succeed(slow);
        assertEquals(State.CLOSED, slow.state());
    }

    @Test
    void a_probe_that_counts_neither_way_gives_its_place_to_another() throws Exception {
        open();
        clock.advance(MINUTE);
        Permission probe = breaker.tryAcquire().orElseThrow();
        assertEquals(State.HALF_OPEN, breaker.state());
        assertEquals(State.HALF_OPEN, reject(breaker).state());
        probe.close();
        probe.failure();
        succeed(breaker);
        assertEquals(State.CLOSED, breaker.state());
    }

    @Test
    void probes_that_never_end_are_given_up() throws Exception {
        open();
        clock.advance(MINUTE);
        Permission lost = breaker.tryAcquire().orElseThrow();
        reject(breaker);
        clock.advance(MINUTE);
        Permission second = breaker.tryAcquire().orElseThrow();
        reject(breaker);
        lost.failure();
        assertEquals(State.HALF_OPEN, breaker.state(), "the lost one is out of date");
        second.success();
        assertEquals(State.CLOSED, breaker.state());
    }

    @Test
    void an_outcome_from_an_earlier_state_changes_nothing() throws Exception {
        Permission early = breaker.tryAcquire().orElseThrow();
        open();
        early.success();
        assertEquals(State.OPEN, breaker.state());
        clock.advance(MINUTE);
        succeed(breaker);
        Permission before = breaker.tryAcquire().orElseThrow();
        breaker.open();
        breaker.close();
        fail(breaker);
        fail(breaker);
        before.failure();
        assertEquals(State.CLOSED, breaker.state());
    }

    @Test
    void exactly_so_many_probes_are_admitted_however_many_ask_at_once() throws Exception {
        int askers = 8;
        var probing = CircuitBreaker.builder().consecutiveFailures(1).probes(3).build();
        for (int round = 0; round < 300; round++) {
            fail(probing);
            clock.advance(MINUTE);
            var start = new CyclicBarrier(askers);
            try (var crew = new Crew(Crew.Kind.PLATFORM)) {
                var admitted = new ArrayList<Crew.Member<Permission>>();
                for (int i = 0; i < askers; i++) {
                    admitted.add(
                            crew.go(() -> {
                                start.await();
                                return probing.tryAcquire().orElse(null);
                            }));
                }
                var probes =
                        admitted.stream().map(Crew.Member::get).filter(p -> p != null).toList();
                assertEquals(3, probes.size());
                probes.get(0).success();
                probes.get(1).success();
                assertEquals(State.HALF_OPEN, probing.state());
                probes.get(2).success();
                assertEquals(State.CLOSED, probing.state());
            }
        }
    }

    @Test
    void it_can_be_isolated_until_it_is_closed() throws Exception {
        breaker.isolate();
        clock.advance(MINUTE.multipliedBy(1_000));
        var why = reject(breaker);
        assertEquals(State.ISOLATED, why.state());
        assertTrue(why.retryAfter().isEmpty());
        assertTrue(breaker.tryAcquire().isEmpty());
        breaker.close();
        succeed(breaker);
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        for (var builder :
                List.of(
                        CircuitBreaker.builder().failureRate(50),
                        CircuitBreaker.builder().lastCalls(10),
                        CircuitBreaker.builder().lastCalls(10).failureRate(50).minimumCalls(11))) {
            assertThrows(IllegalArgumentException.class, builder::build);
        }
        var builder = CircuitBreaker.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.consecutiveFailures(0));
        assertThrows(IllegalArgumentException.class, () -> builder.failureRate(101));
        assertThrows(IllegalArgumentException.class, () -> builder.probes(0));
        assertThrows(IllegalArgumentException.class, () -> builder.lastTime(Duration.ZERO));
    }

    @Test
    void it_is_seen_by_a_watch() throws Exception {
        try (var watch = Watch.open()) {
            var seen =
                    CircuitBreaker.builder()
                            .name("mail")
                            .lastCalls(8)
                            .failureRate(90)
                            .consecutiveFailures(9)
                            .build();
            succeed(seen);
            fail(seen);
            fail(seen);
            CircuitBreakerStats stats =
                    watch.snapshot().of(CircuitBreakerStats.class).findFirst().orElseThrow();
            assertEquals(
                    new CircuitBreakerStats("mail", State.CLOSED, 2, 3, 2, 0, 1, 2, 0, 0, 0),
                    stats);
            assertEquals("circuit-breaker", stats.kind());
        }
    }

    @Test
    void calls_that_overlap_each_report_to_the_state_that_admitted_them() throws Exception {
        var calls = new AtomicInteger();
        var nested = CircuitBreaker.create();
        assertSame(
                "inner",
                nested.call(() -> {
                    calls.incrementAndGet();
                    return nested.call(() -> "inner");
                }));
        assertEquals(2, nested.stats().succeeded());
        assertFalse(nested.tryAcquire().isEmpty());
    }

    @Test
    void a_probe_has_its_time_however_long_it_took_until_somebody_came() throws Exception {
        open();
        clock.advance(MINUTE);
        breaker.tryAcquire().orElseThrow().ignore();
        clock.advance(MINUTE.multipliedBy(2));
        Permission probe = breaker.tryAcquire().orElseThrow();
        clock.advance(MINUTE.minusNanos(1));
        assertEquals(Duration.ofNanos(1), reject(breaker).retryAfter().orElseThrow());
        probe.success();
        assertEquals(State.CLOSED, breaker.state());
    }

    @Test
    void probes_that_come_one_by_one_count_together() throws Exception {
        var slow =
                CircuitBreaker.builder().consecutiveFailures(1).probes(2).openFor(MINUTE).build();
        fail(slow);
        clock.advance(MINUTE);
        succeed(slow);
        clock.advance(MINUTE.multipliedBy(2));
        Permission second = slow.tryAcquire().orElseThrow();
        reject(slow);
        second.success();
        assertEquals(State.CLOSED, slow.state());
    }

    @Test
    void a_breaker_that_would_be_open_for_no_time_is_refused() {
        var builder = CircuitBreaker.builder();
        var e = assertThrows(IllegalArgumentException.class, () -> builder.openFor(Duration.ZERO));
        assertEquals(
                "openFor(PT0S): must be longer than nothing; it would never reject a call",
                e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> builder.openFor(Duration.ofSeconds(-1)));
    }
}
