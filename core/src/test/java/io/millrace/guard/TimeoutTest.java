package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeoutTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = ManualClock.install();
    private final Timeout timeout = Timeout.of("mail", SECOND);

    @AfterEach
    void give_the_clock_back() {
        Eventually.until("timers are gone", () -> Door.timers().pending() == 0);
        clock.close();
    }

    @Test
    void a_call_that_is_fast_enough_returns() throws Exception {
        Thread caller = Thread.currentThread();
        assertSame(caller, timeout.call(Thread::currentThread));
        assertEquals(1, timeout.stats().calls());
    }

    @Test
    void a_call_that_waits_for_too_long_is_given_up() {
        try (var crew = new Crew()) {
            var caller = crew.go(() -> timeout.call(() -> Channel.never().receive()));
            caller.awaitParked();
            clock.advance(SECOND);
            var why = caller.failure(CallTimedOutException.class);
            assertEquals(SECOND, why.limit());
            assertInstanceOf(InterruptedException.class, why.getSuppressed()[0]);
            assertFalse(caller.endedInterrupted(), "the interrupt does not outlast the call");
        }
        assertEquals(new TimeoutStats("mail", SECOND, 1, 1), timeout.stats());
    }

    @Test
    void a_call_that_returns_late_has_returned() throws Exception {
        assertEquals(
                "late",
                timeout.call(() -> {
                    clock.advance(SECOND);
                    Eventually.until("the interrupt", () -> Thread.currentThread().isInterrupted());
                    return "late";
                }));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void what_the_call_throws_comes_out_as_it_is() {
        var failure = new IOException();
        assertSame(
                failure,
                assertThrows(
                        IOException.class,
                        () ->
                                timeout.call(() -> {
                                    throw failure;
                                })));
    }

    @Test
    void an_interrupt_by_somebody_else_goes_its_own_way() {
        try (var crew = new Crew()) {
            var caller = crew.go(() -> timeout.call(() -> Channel.never().receive()));
            caller.awaitParked();
            caller.interrupt();
            caller.failure(InterruptedException.class);
        }
        assertEquals(0, timeout.stats().timedOut());
    }

    @Test
    void the_end_of_a_context_further_out_is_no_timeout_of_this_call() {
        try (var crew = new Crew();
                var outer = Context.background().withTimeout(SECOND.dividedBy(2))) {
            var caller =
                    crew.go(() ->
                            outer.<Object, Exception>call(
                                    () -> timeout.call(() -> Channel.never().receive())));
            caller.awaitParked();
            clock.advance(SECOND.dividedBy(2));
            assertTrue(caller.failure(ContextEndedException.class).isTimeout());
        }
        assertEquals(0, timeout.stats().timedOut());
    }

    @Test
    void of_two_timeouts_the_one_whose_time_is_over_says_so() {
        var longer = Timeout.of(SECOND.multipliedBy(2));
        for (Guard both : List.of(longer.around(timeout), timeout.around(longer))) {
            try (var crew = new Crew()) {
                var caller = crew.go(() -> both.call(() -> Channel.never().receive()));
                caller.awaitParked();
                clock.advance(SECOND);
                assertEquals(SECOND, caller.failure(CallTimedOutException.class).limit());
            }
        }
    }

    @Test
    void the_end_of_a_context_further_in_is_no_timeout_of_this_call() {
        var inner = Context.background().withTimeout(Duration.ZERO);
        assertThrows(
                ContextEndedException.class,
                () -> timeout.call(() -> inner.call(() -> "not called")));
        assertEquals(0, timeout.stats().timedOut());
    }

    @Test
    void it_is_seen_by_a_watch_and_refuses_what_cannot_be_meant() {
        try (var watch = Watch.open()) {
            var seen = Timeout.of(SECOND);
            assertEquals(List.of(seen.stats()), watch.snapshot().of(TimeoutStats.class).toList());
        }
        assertThrows(IllegalArgumentException.class, () -> Timeout.of(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> Timeout.of(SECOND.negated()));
    }
}
