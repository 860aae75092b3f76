package io.millrace.select;

import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.fixture.Queues.awaitSenders;
import static io.millrace.select.Select.after;
import static io.millrace.select.Select.orElse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.channel.Channel;
import io.millrace.channel.Closed;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Choosing, waiting, leaving: what one await does.
class SelectTest {

    private static List<Channel<Integer>> channels(int count) {
        return IntStream.range(0, count).mapToObj(i -> Channel.<Integer>buffered(1)).toList();
    }

    // ---- choosing

    @Test
    @Conformance("F66")
    void the_one_channel_that_has_a_value_is_chosen_wherever_it_stands() throws Exception {
        for (int ready = 0; ready < 5; ready++) {
            List<Channel<Integer>> channels = channels(5);
            var select =
                    Select.of(channels.stream().map(c -> c.onReceive(value -> value)).toList());
            channels.get(ready).send(ready);
            assertEquals(ready, select.await());
            assertQuiet(channels.toArray(Channel<?>[]::new));
        }
    }

    @Test
    @Conformance("F67")
    void the_one_channel_that_has_room_is_sent_to_once_and_no_other_handler_runs()
            throws Exception {
        Channel<Integer> full = Channel.buffered(1);
        Channel<Integer> roomy = Channel.buffered(2);
        Channel<Integer> empty = Channel.buffered(1);
        full.send(0);
        var handled = new ArrayList<String>();
        var select =
                Select.<String>of(
                        full.onSend(() -> 1, () -> note(handled, "full")),
                        roomy.onSend(() -> 2, () -> note(handled, "roomy")),
                        empty.onReceive(value -> note(handled, "empty")),
                        Select.orElse(() -> note(handled, "default")));
        assertEquals("roomy", select.await());
        assertEquals(List.of("roomy"), handled);
        assertEquals(1, full.stats().sent());
        assertEquals(1, roomy.stats().size());
        assertEquals(2, roomy.receive());
        assertQuiet(full, roomy, empty);
    }

    private static String note(List<String> notes, String note) {
        notes.add(note);
        return note;
    }

    @Test
    @Conformance("F68")
    void with_nothing_ready_the_default_is_chosen_and_nobody_waits() throws Exception {
        Channel<Integer> empty = Channel.buffered(1);
        Channel<Integer> rendezvous = Channel.rendezvous();
        var select =
                Select.of(
                        empty.onReceive(value -> "received"),
                        rendezvous.onSend(() -> 1, () -> "sent"),
                        orElse(() -> "default"));
        assertEquals("default", select.await());
        assertEquals("default", select.prioritized().await());
        assertQuiet(empty, rendezvous);
        empty.send(1);
        assertEquals("received", select.await());
    }

    @Test
    void a_default_goes_before_a_timeout() throws Exception {
        Channel<Integer> empty = Channel.rendezvous();
        var select =
                Select.of(
                        empty.onReceive(value -> "received"),
                        after(Duration.ofDays(1), () -> "timeout"),
                        orElse(() -> "default"));
        assertEquals("default", select.await());
    }

    @Test
    @Conformance({"F69", "F77"})
    void a_waiting_select_wakes_with_the_first_value_and_leaves_the_other_queues()
            throws Exception {
        List<Channel<Integer>> channels = channels(4);
        var select = Select.of(channels.stream().map(c -> c.onReceive(value -> value)).toList());
        try (var crew = new Crew()) {
            for (int i = 0; i < channels.size(); i++) {
                var waiting = crew.go(() -> select.await());
                channels.forEach(channel -> awaitReceivers(channel, 1));
                assertSame(select, waitFor(waiting));
                channels.get(i).send(i);
                assertEquals(i, waiting.get());
                assertQuiet(channels.toArray(Channel<?>[]::new));
            }
        }
    }

    private static Object waitFor(Crew.Member<?> member) {
        member.awaitParked();
        return member.blocker();
    }

    @Test
    @Conformance({"F69", "F77"})
    void a_waiting_select_takes_a_waiting_sender_and_a_waiting_receiver() throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        Channel<Integer> out = Channel.rendezvous();
        var select =
                Select.of(in.onReceive(value -> "got " + value), out.onSend(() -> 7, () -> "sent"));
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.await());
            awaitReceivers(in, 1);
            awaitSenders(out, 1);
            in.send(5);
            assertEquals("got 5", waiting.get());
            assertQuiet(in, out);
            waiting = crew.go(() -> select.await());
            awaitSenders(out, 1);
            assertEquals(7, out.receive());
            assertEquals("sent", waiting.get());
            assertQuiet(in, out);
        }
    }

    @Test
    @Conformance({"F70", "F69"})
    void a_waiting_select_is_told_of_an_end() throws Exception {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.rendezvous();
        var select =
                Select.of(a.onReceive(v -> "value", end -> "ended"), b.onReceive(v -> "other"));
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.await());
            awaitReceivers(b, 1);
            a.close();
            assertEquals("ended", waiting.get());
            assertQuiet(a, b);
        }
    }

    @Test
    @Conformance("F71")
    void sending_to_a_closed_channel_makes_the_await_throw() throws Exception {
        Channel<Integer> closed = Channel.buffered(1);
        Channel<Integer> empty = Channel.rendezvous();
        closed.close();
        var select = Select.of(closed.onSend(() -> 1, () -> "sent"), empty.onReceive(v -> "got"));
        for (int i = 0; i < 2; i++) {
            var failure =
                    assertThrows(io.millrace.channel.ChannelClosedException.class, select::await);
            assertSame(closed, failure.closed().channel());
        }
        assertQuiet(closed, empty);
    }

    @Test
    void a_channel_that_fails_while_the_select_waits_makes_it_throw_and_names_itself()
            throws Exception {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.rendezvous();
        var why = new IllegalStateException("broken off");
        var select = Select.of(a.onReceive(v -> "a"), b.onReceive(v -> "b"));
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.await());
            awaitReceivers(b, 1);
            b.fail(why);
            var failure = waiting.failure(io.millrace.channel.ChannelClosedException.class);
            assertSame(b, failure.closed().channel());
            assertSame(why, failure.getCause());
            assertQuiet(a, b);
        }
    }

    // ---- interrupts

    @Test
    @Conformance("F83")
    void an_interrupted_select_throws_and_no_clause_has_taken_effect() throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        Channel<Integer> out = Channel.rendezvous();
        var select = Select.of(in.onReceive(v -> "got " + v), out.onSend(() -> 1, () -> "sent"));
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.await());
            awaitSenders(out, 1);
            waiting.interrupt();
            waiting.failure(InterruptedException.class);
            assertFalse(waiting.endedInterrupted());
            assertQuiet(in, out);
            assertEquals(0, in.stats().sent() + out.stats().sent());
            var again = crew.go(() -> select.await()); // usable as before
            awaitSenders(out, 1);
            in.send(2);
            assertEquals("got 2", again.get());
        }
    }

    @Test
    @Conformance("F83")
    void a_pending_interrupt_makes_a_select_throw_though_something_is_ready() throws Exception {
        Channel<Integer> ready = Channel.buffered(1);
        ready.send(1);
        var select = Select.of(ready.onReceive(v -> "got"), orElse(() -> "default"));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, select::await);
        assertFalse(Thread.currentThread().isInterrupted());
        assertEquals(1, ready.stats().size());
    }

    // ---- priority

    @Test
    @Conformance("F84")
    void a_prioritized_select_always_chooses_the_first_that_is_ready() throws Exception {
        List<Channel<Integer>> channels =
                IntStream.range(0, 4).mapToObj(i -> Channel.<Integer>unbounded()).toList();
        List<Clause<Integer>> clauses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int index = i;
            clauses.add(channels.get(i).onReceive(v -> index));
        }
        var select = Select.<Integer>of(clauses).prioritized();
        for (int round = 0; round < 1_000; round++) {
            for (int first = 3; first >= 0; first--) {
                for (int i = first; i < 4; i++) {
                    channels.get(i).send(round);
                }
                assertEquals(first, select.await());
                for (int i = first; i < 4; i++) {
                    channels.get(i).tryReceive();
                }
            }
        }
    }

    @Test
    void prioritized_selects_keep_what_they_are_and_their_retired_clauses_start_afresh()
            throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.close();
        var plain = Select.of(channel.onReceive(v -> v));
        assertNull(plain.awaitOrNull());
        Channel<Integer> a = Channel.buffered(1);
        a.send(1);
        assertEquals(1, Select.of(a.onReceive(v -> v)).prioritized().prioritized().await());
        assertNull(plain.prioritized().awaitOrNull());
    }

    // ---- what is typed

    private sealed interface Event {
        record Line(String text) implements Event {}

        record Count(int n) implements Event {}

        record End(Closed closed) implements Event {}
    }

    @Test
    @Conformance("F85")
    void the_result_says_what_happened_without_casts() throws Exception {
        Channel<String> lines = Channel.buffered(1);
        Channel<Integer> counts = Channel.buffered(1);
        Select<Event> select =
                Select.of(
                        lines.onReceive(Event.Line::new, Event.End::new),
                        counts.onReceive(Event.Count::new));
        var seen = new ArrayList<String>();
        lines.send("text");
        seen.add(say(select.await()));
        counts.send(7);
        seen.add(say(select.await()));
        lines.close();
        seen.add(say(select.await()));
        assertEquals(List.of("text", "7", "true"), seen);
    }

    private static String say(Event event) {
        return switch (event) {
            case Event.Line(String text) -> text;
            case Event.Count(int n) -> "" + n;
            case Event.End(Closed closed) -> "" + closed.isClean();
        };
    }
}
