package io.millrace.select;

import static io.millrace.select.Select.after;
import static io.millrace.select.Select.orElse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelStats;
import io.millrace.channel.Closed;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Choosing, waiting, leaving: what one await does.
class SelectTest {

    static void assertQuiet(Channel<?>... channels) {
        for (Channel<?> channel : channels) {
            ChannelStats stats = channel.stats();
            assertEquals(0, stats.waitingSenders() + stats.waitingReceivers(), stats.toString());
            assertEquals(stats.sent(), stats.received() + stats.dropped() + stats.size(), "C4");
        }
    }

    static void awaitReceivers(Channel<?> channel, int count) {
        Eventually.until(
                count + " wait to receive from " + channel,
                () -> channel.stats().waitingReceivers() == count);
    }

    static void awaitSenders(Channel<?> channel, int count) {
        Eventually.until(
                count + " wait to send to " + channel,
                () -> channel.stats().waitingSenders() == count);
    }

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

    // ---- the same channel more than once

    @Test
    void a_select_on_both_sides_of_a_channel_does_not_match_itself() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        var withDefault =
                Select.of(
                        channel.onReceive(v -> "received"),
                        channel.onSend(() -> 1, () -> "sent"),
                        orElse(() -> "default"));
        assertEquals("default", withDefault.await());
        var select =
                Select.of(
                        channel.onReceive(v -> "received " + v),
                        channel.onSend(() -> 1, () -> "sent"));
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.await());
            awaitReceivers(channel, 1);
            awaitSenders(channel, 1);
            assertFalse(waiting.isDone());
            assertEquals(1, channel.receive());
            assertEquals("sent", waiting.get());
            assertQuiet(channel);
            waiting = crew.go(() -> select.await());
            awaitSenders(channel, 1);
            channel.send(9);
            assertEquals("received 9", waiting.get());
            assertQuiet(channel);
        }
        assertEquals(2, channel.stats().sent());
    }

    @Test
    void two_selects_on_both_sides_of_a_channel_match_each_other() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        try (var crew = new Crew()) {
            var a =
                    crew.go(() ->
                            Select.of(channel.onReceive(v -> v), channel.onSend(() -> 1, () -> -1))
                                    .await());
            var b =
                    crew.go(() ->
                            Select.of(channel.onReceive(v -> v), channel.onSend(() -> 2, () -> -2))
                                    .await());
            int sum = a.get() + b.get(); // one sent its value, the other received that
            assertEquals(0, sum);
        }
        assertQuiet(channel);
        assertEquals(1, channel.stats().sent());
    }

    @Test
    void the_same_channel_twice_gives_one_value_to_one_clause_and_keeps_no_trace()
            throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        var select = Select.of(channel.onReceive(v -> "a" + v), channel.onReceive(v -> "b" + v));
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.await());
            awaitReceivers(channel, 2);
            channel.send(1);
            assertTrue(waiting.get().endsWith("1"));
            assertQuiet(channel);
            assertEquals(1, channel.stats().received());
        }
    }

    @Test
    @Conformance("F74")
    void of_two_sends_to_one_channel_each_is_chosen_now_and_then() throws Exception {
        Channel<Integer> rendezvous = Channel.rendezvous();
        Channel<Integer> buffered = Channel.buffered(100);
        int[] handed = new int[2];
        try (var crew = new Crew()) {
            for (int i = 0; i < 100; i++) {
                var receiver = crew.go(() -> rendezvous.receive());
                awaitReceivers(rendezvous, 1);
                sendEither(rendezvous);
                handed[receiver.get()]++;
            }
        }
        int[] stored = new int[2];
        for (int i = 0; i < 100; i++) {
            sendEither(buffered);
            stored[buffered.receive()]++;
        }
        for (int[] seen : List.of(handed, stored)) {
            assertTrue(seen[0] > 10 && seen[1] > 10, seen[0] + " and " + seen[1]);
        }
    }

    private static void sendEither(Channel<Integer> channel) throws InterruptedException {
        Select.of(channel.onSend(() -> 0, () -> ""), channel.onSend(() -> 1, () -> "")).await();
    }

    @Test
    void a_select_with_duplicates_is_used_a_hundred_thousand_times() throws Exception {
        Channel<Integer> requests = Channel.rendezvous();
        Channel<Integer> replies = Channel.rendezvous();
        int rounds = 100_000;
        try (var crew = new Crew()) {
            crew.go(() -> {
                int[] got = {0};
                var receive =
                        Select.of(
                                requests.onReceive(v -> v),
                                requests.onReceive(v -> v),
                                replies.onReceive(v -> -1));
                var send =
                        Select.of(
                                replies.onSend(() -> got[0], () -> 1),
                                replies.onSend(() -> got[0], () -> 2));
                for (int i = 0; i < rounds; i++) {
                    got[0] = receive.await();
                    send.await();
                }
            });
            for (int i = 0; i < rounds; i++) {
                requests.send(i);
                assertEquals(i, replies.receive());
            }
            crew.join();
        }
        assertQuiet(requests, replies);
        assertEquals(rounds, requests.stats().received());
    }

    // ---- several selects

    @Test
    @Conformance("F78")
    void selects_that_name_two_channels_in_opposite_orders_do_not_deadlock() throws Exception {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.rendezvous();
        int rounds = 20_000;
        try (var crew = new Crew(Crew.Kind.PLATFORM)) {
            var first =
                    crew.go(() -> sum(Select.of(a.onReceive(v -> v), b.onReceive(v -> v)), rounds));
            var second =
                    crew.go(() -> sum(Select.of(b.onReceive(v -> v), a.onReceive(v -> v)), rounds));
            for (Channel<Integer> channel : List.of(a, b)) {
                crew.go(() -> {
                    for (int i = 0; i < rounds; i++) {
                        channel.send(1);
                    }
                });
            }
            assertEquals(2 * rounds, first.get() + second.get());
        }
        assertQuiet(a, b);
    }

    private static int sum(Select<Integer> select, int rounds) throws InterruptedException {
        int sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += select.await();
        }
        return sum;
    }

    @Test
    @Conformance("F79")
    void of_two_selects_that_wait_for_one_value_one_gets_it_and_the_other_goes_on_waiting()
            throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Channel<Integer> other = Channel.rendezvous();
        try (var crew = new Crew()) {
            var first =
                    crew.go(() ->
                            Select.of(channel.onReceive(v -> v), other.onReceive(v -> -v)).await());
            awaitReceivers(other, 1);
            var second =
                    crew.go(() ->
                            Select.of(other.onReceive(v -> -v), channel.onReceive(v -> v)).await());
            awaitReceivers(other, 2);
            channel.send(1);
            assertEquals(1, first.get());
            awaitReceivers(other, 1);
            assertEquals(1, channel.stats().waitingReceivers());
            assertFalse(second.isDone());
            other.send(2);
            assertEquals(-2, second.get());
        }
        assertQuiet(channel, other);
    }

    @Test
    void a_second_thread_in_the_same_select_is_refused_and_the_first_goes_on() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        var select = Select.of(channel.onReceive(v -> v));
        try (var crew = new Crew()) {
            var first = crew.go(() -> select.await());
            awaitReceivers(channel, 1);
            assertThrows(IllegalStateException.class, select::await);
            assertThrows(IllegalStateException.class, select::awaitOrNull);
            awaitReceivers(channel, 1);
            channel.send(3);
            assertEquals(3, first.get());
            var later = crew.go(() -> select.await()); // one after the other is allowed
            channel.send(4);
            assertEquals(4, later.get());
        }
        assertQuiet(channel);
    }

    @Test
    void one_clause_may_be_part_of_several_selects() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Clause<Integer> clause = channel.onReceive(v -> v);
        try (var crew = new Crew()) {
            var first = crew.go(() -> Select.of(clause).await());
            var second = crew.go(() -> Select.of(clause, clause).await());
            awaitReceivers(channel, 3);
            channel.send(1);
            channel.send(1);
            assertEquals(2, first.get() + second.get());
        }
        assertQuiet(channel);
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

    // ---- what is refused

    @Test
    @Conformance("F80")
    void a_select_that_makes_no_sense_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Select.<Integer>of());
        assertThrows(IllegalArgumentException.class, () -> Select.<Integer>of(List.of()));
        var twoDefaults =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Select.of(orElse(() -> 1), orElse(() -> 2)));
        assertTrue(twoDefaults.getMessage().contains("orElse"), twoDefaults.getMessage());
        Clause<Integer> foreign = new Clause<>() {};
        var refused = assertThrows(IllegalArgumentException.class, () -> Select.of(foreign));
        assertTrue(refused.getMessage().contains("made by"), refused.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Select.of(Select.<Integer>orElse(() -> 1).when(() -> true)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Select.of(after(Duration.ofDays(1), () -> 1).when(() -> true)));
    }

    @Test
    @Conformance("Q179")
    void null_is_refused() {
        Clause<Integer> clause = Channel.<Integer>rendezvous().onReceive(v -> v);
        List<Crew.Action> calls =
                List.of(
                        () -> Select.of((Clause<Integer>[]) null),
                        () -> Select.of((List<Clause<Integer>>) null),
                        () -> Select.of(clause, null),
                        () -> Select.of(java.util.Arrays.asList(clause, null)),
                        () -> after(null, () -> 1),
                        () -> after(Duration.ZERO, null),
                        () -> orElse(null),
                        () -> clause.when(null));
        for (int i = 0; i < calls.size(); i++) {
            assertThrows(NullPointerException.class, calls.get(i)::run, "call " + i);
        }
    }

    @Test
    void it_does_not_see_later_changes_of_the_list_that_it_was_made_of() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(1);
        List<Clause<Integer>> clauses = new ArrayList<>(List.of(channel.onReceive(v -> v)));
        var select = Select.<Integer>of(clauses);
        clauses.clear();
        assertEquals(1, select.await());
        assertEquals("select of 1", select.toString());
    }

    // ---- handlers that fail

    @Test
    void a_handler_that_throws_leaves_no_waiter_and_the_select_works_on() throws Exception {
        Channel<Integer> a = Channel.buffered(1);
        Channel<Integer> b = Channel.rendezvous();
        boolean[] fails = {true};
        var select =
                Select.of(
                        a.onReceive(v -> {
                            if (fails[0]) {
                                throw new IllegalStateException("handler");
                            }
                            return v;
                        }),
                        b.onReceive(v -> v));
        a.send(1);
        assertThrows(IllegalStateException.class, select::await);
        assertQuiet(a, b);
        assertEquals(1, a.stats().received(), "the value was received; the handler lost it");
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.await());
            awaitReceivers(b, 1);
            a.send(2);
            waiting.failure(IllegalStateException.class);
            assertQuiet(a, b);
            fails[0] = false;
            a.send(3);
            assertEquals(3, select.await());
        }
    }

    @Test
    void a_handler_that_returns_null_is_told_so() throws Exception {
        Channel<Integer> a = Channel.buffered(1);
        Channel<Integer> ended = Channel.buffered(1);
        ended.close();
        List<Select<Integer>> selects =
                List.of(
                        Select.of(a.<Integer>onReceive(v -> null)),
                        Select.of(a.<Integer>onSend(() -> 1, () -> null)),
                        Select.of(ended.<Integer>onReceive(v -> 1, end -> null)),
                        Select.of(ended.<Integer>onSend(() -> 1, () -> 1, end -> null)),
                        Select.of(Select.<Integer>orElse(() -> null)),
                        Select.of(Select.<Integer>after(Duration.ZERO, () -> null)));
        a.send(1);
        for (Select<Integer> select : selects) {
            var failure = assertThrows(NullPointerException.class, select::await);
            assertTrue(failure.getMessage().contains("null"), failure.getMessage());
            assertQuiet(a, ended);
        }
    }
}
