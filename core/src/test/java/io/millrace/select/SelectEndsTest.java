package io.millrace.select;

import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.select.Select.after;
import static io.millrace.select.Select.orElse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.context.Context;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import io.millrace.task.Outcome;
import io.millrace.task.Scope;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// How clauses retire and selects end; timeouts, contexts and tasks as clauses.
class SelectEndsTest {

    // ---- retirement

    @Test
    @Conformance("F76")
    void a_clause_retires_when_its_channel_has_ended_cleanly_and_the_rest_goes_on()
            throws Exception {
        Channel<Integer> a = Channel.buffered(2);
        Channel<Integer> b = Channel.buffered(2);
        a.send(1);
        a.close();
        b.send(2);
        b.send(3);
        b.close();
        var select = Select.of(a.onReceive(v -> v), b.onReceive(v -> v));
        int sum = 0;
        while (select.awaitOrNull() instanceof Integer value) {
            sum += value;
        }
        assertEquals(6, sum);
        for (int i = 0; i < 2; i++) {
            assertNull(select.awaitOrNull());
            var ended = assertThrows(SelectEndedException.class, select::await);
            assertTrue(ended.getMessage().contains("awaitOrNull"), ended.getMessage());
        }
    }

    @Test
    void a_waiting_select_goes_on_waiting_when_one_of_its_channels_ends() throws Exception {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.rendezvous();
        var select = Select.of(a.onReceive(v -> v), b.onReceive(v -> -v));
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.awaitOrNull());
            awaitReceivers(b, 1);
            a.close();
            waiting.awaitParked();
            b.send(5);
            assertEquals(-5, waiting.get());
            var last = crew.go(() -> select.awaitOrNull());
            awaitReceivers(b, 1);
            b.close();
            assertNull(last.get());
        }
        assertQuiet(a, b);
    }

    @Test
    void each_clause_of_a_channel_that_occurs_twice_retires() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        channel.close();
        var select = Select.of(channel.onReceive(v -> 1), channel.onReceive(v -> 2));
        assertNull(select.awaitOrNull());
    }

    @Test
    void a_clause_that_handles_the_end_does_not_retire() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        channel.close();
        var select = Select.of(channel.onReceive(v -> "value", end -> "ended"));
        for (int i = 0; i < 3; i++) {
            assertEquals("ended", select.awaitOrNull());
        }
    }

    @Test
    void a_clause_that_is_switched_off_does_not_retire() throws Exception {
        Channel<Integer> ended = Channel.rendezvous();
        Channel<Integer> other = Channel.rendezvous();
        ended.close();
        other.close();
        boolean[] on = {false};
        var select =
                Select.of(
                        ended.onReceive(v -> "value", end -> "ended").when(() -> on[0]),
                        other.onReceive(v -> "other"));
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.awaitOrNull());
            waiting.awaitParked();
            waiting.interrupt();
            waiting.failure(InterruptedException.class);
        }
        on[0] = true;
        assertEquals("ended", select.awaitOrNull());
    }

    @Test
    void neither_a_default_nor_a_timeout_keeps_a_select_going_whose_sources_have_ended()
            throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        var select = Select.of(channel.onReceive(v -> "got"), orElse(() -> "default"));
        assertEquals("default", select.await());
        channel.close();
        assertNull(select.awaitOrNull());
        assertNull(
                Select.of(channel.onReceive(v -> "got"), after(Duration.ZERO, () -> "timeout"))
                        .awaitOrNull());
    }

    @Test
    void a_retired_clause_leaves_the_default_to_the_others() throws Exception {
        Channel<Integer> ended = Channel.rendezvous();
        Channel<Integer> open = Channel.rendezvous();
        ended.close();
        var select =
                Select.of(
                        ended.onReceive(v -> "got"),
                        open.onReceive(v -> "got"),
                        orElse(() -> "default"));
        assertEquals("default", select.await());
    }

    @Test
    void a_failed_channel_throws_in_every_await_and_does_not_retire() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(1);
        channel.fail(new IllegalStateException("broken off"));
        var select = Select.of(channel.onReceive(v -> v));
        assertEquals(1, select.await());
        for (int i = 0; i < 2; i++) {
            assertSame(
                    channel,
                    assertThrows(ChannelClosedException.class, select::awaitOrNull)
                            .closed()
                            .channel());
        }
    }

    // ---- timeouts

    @Test
    @Conformance({"F72", "G86"})
    void the_timeout_is_chosen_when_nothing_came_and_not_early() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            Channel<Integer> channel = Channel.rendezvous();
            var select =
                    Select.of(
                            channel.onReceive(v -> "got"),
                            after(Duration.ofMinutes(9), () -> "late"),
                            after(Duration.ofMinutes(3), () -> "timeout"));
            for (int i = 0; i < 2; i++) { // measured anew for every await
                var waiting = crew.go(() -> select.await());
                clock.awaitSleepers(1);
                clock.advance(Duration.ofMinutes(3).minusNanos(1));
                assertEquals(1, channel.stats().waitingReceivers());
                assertFalse(waiting.isDone());
                clock.advance(Duration.ofNanos(1));
                assertEquals("timeout", waiting.get());
                assertQuiet(channel);
            }
        }
    }

    @Test
    @Conformance("F72")
    void the_timeout_is_not_chosen_when_a_value_comes_first() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            Channel<Integer> channel = Channel.rendezvous();
            var select =
                    Select.of(
                            channel.onReceive(v -> "got"),
                            after(Duration.ofMinutes(3), () -> "timeout"));
            var waiting = crew.go(() -> select.await());
            clock.awaitSleepers(1);
            clock.advance(Duration.ofMinutes(3).minusNanos(1));
            channel.send(1);
            assertEquals("got", waiting.get());
        }
    }

    @Test
    @Conformance({"F72", "G87"})
    void whatever_is_ready_goes_before_a_timeout_of_no_time() throws Exception {
        Channel<Integer> channel = Channel.unbounded();
        for (Duration none : new Duration[] {Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE)}) {
            var select = Select.of(after(none, () -> "timeout"), channel.onReceive(v -> "got"));
            for (int i = 0; i < 100; i++) {
                channel.send(i);
                assertEquals("got", select.await());
                assertEquals("timeout", select.await());
            }
        }
        assertQuiet(channel);
    }

    @Test
    @Conformance("F72")
    void a_timeout_takes_at_least_its_time() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        var select = Select.of(channel.onReceive(v -> 1), after(Duration.ofMillis(3), () -> 0));
        long start = System.nanoTime();
        assertEquals(0, select.await());
        long took = System.nanoTime() - start;
        assertTrue(took >= 3_000_000, () -> "took " + took + " ns");
    }

    @Test
    void the_longest_timeout_is_no_time_in_the_past() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            Channel<Integer> channel = Channel.rendezvous();
            var longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
            var select = Select.of(channel.onReceive(v -> "got"), after(longest, () -> "timeout"));
            var waiting = crew.go(() -> select.await());
            clock.awaitSleepers(1);
            clock.advance(Duration.ofDays(10 * 365));
            channel.send(1);
            assertEquals("got", waiting.get());
        }
    }

    @Test
    void a_clause_that_retires_meanwhile_does_not_put_the_timeout_off() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            Channel<Integer> a = Channel.rendezvous();
            Channel<Integer> b = Channel.rendezvous();
            var select =
                    Select.of(
                            a.onReceive(v -> "a"),
                            b.onReceive(v -> "b"),
                            after(Duration.ofMinutes(10), () -> "timeout"));
            var waiting = crew.go(() -> select.await());
            clock.awaitSleepers(1);
            clock.advance(Duration.ofMinutes(6));
            a.close();
            awaitReceivers(b, 1);
            clock.awaitSleepers(1);
            clock.advance(Duration.ofMinutes(4));
            assertEquals("timeout", waiting.get());
            assertQuiet(a, b);
        }
    }

    @Test
    void a_select_of_a_timeout_alone_waits_for_it() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            Select<String> select = Select.of(after(Duration.ofHours(1), () -> "timeout"));
            var waiting = crew.go(() -> select.await());
            clock.awaitSleepers(1);
            clock.advance(Duration.ofHours(1));
            assertEquals("timeout", waiting.get());
        }
    }

    // ---- contexts

    @Test
    @Conformance("F82")
    void a_cancelled_context_is_chosen_with_its_cause_and_nothing_is_consumed() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        var why = new IllegalStateException("why");
        try (var crew = new Crew();
                var context = Context.background().withCancel()) {
            var select =
                    Select.<Object>of(
                            channel.onReceive(v -> v),
                            channel.onSend(() -> 1, () -> "sent"),
                            context.onDone(cause -> cause));
            var waiting = crew.go(() -> select.await());
            awaitReceivers(channel, 1);
            context.cancel(why);
            assertSame(why, waiting.get());
            assertQuiet(channel);
            assertSame(why, select.await(), "it goes on to be chosen");
            assertEquals(0, channel.stats().sent());
        }
    }

    @Test
    void a_context_never_keeps_a_select_going() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        channel.close();
        try (var context = Context.background().withCancel()) {
            var select = Select.of(channel.onReceive(v -> "got"), context.onDone(() -> "done"));
            assertNull(select.awaitOrNull());
            context.cancel();
            assertNull(select.awaitOrNull());
        }
    }

    @Test
    void a_select_of_contexts_alone_waits_for_them() throws Exception {
        try (var crew = new Crew();
                var context = Context.background().withCancel()) {
            var select =
                    Select.of(
                            context.onDone(() -> "done"),
                            Context.background().onDone(() -> "never"));
            var waiting = crew.go(() -> select.await());
            waiting.awaitParked();
            context.cancel();
            assertEquals("done", waiting.get());
            assertEquals("done", select.await());
        }
    }

    // ---- tasks

    @Test
    void a_task_is_chosen_once_and_retires() throws Exception {
        Channel<String> go = Channel.rendezvous();
        try (var scope = Scope.open()) {
            var task = scope.go(() -> go.receive());
            var select =
                    Select.of(
                            task.onDone(outcome -> outcome), after(Duration.ZERO, () -> "not yet"));
            assertEquals("not yet", select.await());
            go.send("result");
            Select<Outcome<String>> patient = Select.of(task.onDone(outcome -> outcome));
            assertEquals(new Outcome.Success<>("result"), patient.await());
            assertNull(patient.awaitOrNull());
            scope.join();
        }
    }

    @Test
    void tasks_and_channels_are_waited_for_together() throws Exception {
        Channel<Integer> values = Channel.rendezvous();
        var seen = new ArrayList<String>();
        try (var scope = Scope.open()) {
            var task =
                    scope.go(() -> {
                        for (int i = 0; i < 10; i++) {
                            values.send(i);
                        }
                        values.close();
                        return "all sent";
                    });
            var select =
                    Select.of(values.onReceive(v -> "" + v), task.onDone(outcome -> "task ended"));
            while (select.awaitOrNull() instanceof String event) {
                seen.add(event);
            }
            scope.join();
        }
        assertEquals(11, seen.size());
        assertTrue(seen.contains("task ended"), seen.toString());
        assertTrue(seen.contains("9"), seen.toString());
    }
}
