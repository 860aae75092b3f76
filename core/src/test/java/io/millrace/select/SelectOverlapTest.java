package io.millrace.select;

import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.fixture.Queues.awaitSenders;
import static io.millrace.select.Select.orElse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Selects and clauses that meet at the same channels.
class SelectOverlapTest {

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
}
