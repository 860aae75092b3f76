package io.millrace.time;

import static io.millrace.time.OwnTime.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.fixture.Eventually;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Timers as clauses of a select.
class TimerSelectTest {

    @Test
    void a_select_waits_for_a_timer_again_and_again() throws Exception {
        try (var time = new OwnTime()) {
            Timer idle = Timer.after(seconds(5));
            Channel<String> lines = Channel.rendezvous();
            Select<String> next =
                    Select.of(lines.onReceive(line -> line), idle.onFire(() -> "idle"));
            var log =
                    time.crew.go(() -> {
                        var seen = new ArrayList<String>();
                        while (next.awaitOrNull() instanceof String event) {
                            seen.add(event + "@" + time.elapsed());
                            idle.reset(seconds(5));
                        }
                        return seen;
                    });
            log.awaitParked();
            time.advance(4);
            lines.send("a");
            Eventually.until("it was moved on", () -> idle.remaining().equals(seconds(5)));
            log.awaitParked();
            time.advance(4);
            time.awaitRung();
            log.awaitParked();
            time.advance(1);
            Eventually.until(
                    "the select waits for the next", () -> idle.remaining().equals(seconds(5)));
            log.awaitParked();
            lines.close();
            assertEquals(List.of("a@4.0", "idle@9.0"), log.get(), "a timer keeps no select going");
        }
    }

    @Test
    void a_select_that_chose_another_case_leaves_no_deadline() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(Duration.ofDays(1));
            Channel<String> channel = Channel.rendezvous();
            var select = Select.<String>of(timer.onFire(() -> "fire"), channel.onReceive(v -> v));
            var chosen = time.crew.go(() -> select.await());
            chosen.awaitParked();
            assertEquals(1, time.deadlines());
            channel.send("value");
            assertEquals("value", chosen.get());
            assertEquals(0, time.deadlines());
            assertTrue(timer.isPending());
        }
    }

    @Test
    void a_select_that_is_interrupted_or_times_out_leaves_no_deadline() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(Duration.ofDays(1));
            var select = Select.<String>of(timer.onFire(() -> "fire"));
            var interrupted = time.crew.go(() -> select.await());
            interrupted.awaitParked();
            interrupted.interrupt();
            interrupted.failure(InterruptedException.class);
            assertEquals(0, time.deadlines());
            var timed =
                    Select.of(timer.onFire(() -> "fire"), Select.after(seconds(1), () -> "late"));
            var late = time.crew.go(() -> timed.await());
            late.awaitParked();
            time.advance(1);
            assertEquals("late", late.get());
        }
    }

    @Test
    void a_prioritized_select_takes_a_due_timer_in_its_turn() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(1));
            Channel<String> channel = Channel.buffered(1);
            channel.send("value");
            var select =
                    Select.<String>of(timer.onFire(() -> "fire"), channel.onReceive(v -> v))
                            .prioritized();
            time.advance(1);
            assertEquals("fire", select.await());
            assertEquals("value", select.await());
        }
    }

    @Test
    void a_select_joins_those_who_waited_for_a_timer_before_it() throws Exception {
        try (var time = new OwnTime()) {
            Timer timer = Timer.after(seconds(1));
            var first = time.crew.go(() -> timer.await());
            first.awaitParked();
            var second = time.crew.go(() -> Select.of(timer.onFire(() -> "fire")).await());
            second.awaitParked();
            time.advance(1);
            first.get();
            assertFalse(second.isDone());
            timer.reset(Duration.ZERO);
            assertEquals("fire", second.get());
        }
    }

    @Test
    void a_clause_of_a_timer_with_a_condition_is_left_out_while_that_says_no() throws Exception {
        try (var _ = new OwnTime()) {
            Timer timer = Timer.after(Duration.ZERO);
            var on = new boolean[1];
            var select =
                    Select.of(
                            timer.onFire(() -> "fire").when(() -> on[0]),
                            Select.orElse(() -> "none"));
            assertEquals("none", select.await());
            on[0] = true;
            assertEquals("fire", select.await());
        }
    }

    @Test
    void a_cancelled_context_ends_a_select_with_a_timer() throws Exception {
        try (var time = new OwnTime();
                var context = Context.background().withCancel()) {
            Timer timer = Timer.after(Duration.ofDays(1));
            var select = Select.of(timer.onFire(() -> "fire"), context.onDone(() -> "stop"));
            var stopped = time.crew.go(() -> select.await());
            stopped.awaitParked();
            context.cancel();
            assertEquals("stop", stopped.get());
            assertEquals(0, time.deadlines());
        }
    }
}
