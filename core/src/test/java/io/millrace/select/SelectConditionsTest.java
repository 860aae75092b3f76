package io.millrace.select;

import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.fixture.Queues.awaitSenders;
import static io.millrace.select.Select.orElse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.channel.Channel;
import io.millrace.channel.Overflow;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Conditions and offers: what a select asks for at its start.
class SelectConditionsTest {

    @Test
    @Conformance("D55")
    void a_clause_takes_no_part_while_its_condition_says_no() throws Exception {
        Channel<Integer> a = Channel.unbounded();
        Channel<Integer> b = Channel.unbounded();
        boolean[] on = {false};
        var select = Select.of(a.onReceive(v -> "a").when(() -> on[0]), b.onReceive(v -> "b"));
        for (int i = 0; i < 1_000; i++) {
            a.send(i);
            b.send(i);
        }
        for (int i = 0; i < 1_000; i++) {
            assertEquals("b", select.await());
        }
        on[0] = true;
        assertEquals("a", select.await());
        assertEquals(999, a.stats().size());
    }

    @Test
    void a_clause_that_is_switched_off_does_not_stand_in_its_queue() throws Exception {
        Channel<Integer> off = Channel.rendezvous();
        Channel<Integer> on = Channel.rendezvous();
        try (var crew = new Crew()) {
            var waiting =
                    crew.go(() ->
                            Select.of(
                                            off.onReceive(v -> "off").when(() -> false),
                                            off.onSend(() -> 1, () -> "off").when(() -> false),
                                            on.onReceive(v -> "on"))
                                    .await());
            awaitReceivers(on, 1);
            assertQuiet(off);
            on.send(1);
            assertEquals("on", waiting.get());
        }
    }

    @Test
    void all_conditions_of_a_clause_must_hold() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(1);
        for (int i = 0; i < 4; i++) {
            boolean first = (i & 1) != 0;
            boolean second = (i & 2) != 0;
            var select =
                    Select.of(
                            channel.onReceive(v -> "on").when(() -> first).when(() -> second),
                            orElse(() -> "off"));
            assertEquals(i == 3 ? "on" : "off", select.await());
        }
    }

    @Test
    void conditions_and_offers_are_asked_for_once_an_await_chosen_or_not() throws Exception {
        Channel<Integer> full = Channel.buffered(1);
        full.send(0);
        Channel<Integer> in = Channel.rendezvous();
        int[] asked = {0, 0, 0};
        var select =
                Select.of(
                        full.onSend(() -> asked[0]++, () -> "sent").when(() -> asked[1]++ >= 0),
                        full.onSend(() -> asked[2]++, () -> "off").when(() -> false),
                        in.onReceive(v -> "got"));
        try (var crew = new Crew()) {
            for (int i = 1; i <= 3; i++) {
                var waiting = crew.go(() -> select.await());
                awaitReceivers(in, 1);
                in.send(i);
                assertEquals("got", waiting.get());
                assertEquals(List.of(i, i, 0), List.of(asked[0], asked[1], asked[2]));
            }
        }
        full.receive();
        assertEquals("sent", select.await());
        assertEquals(3, full.receive(), "the value of the fourth await");
        assertQuiet(full, in);
    }

    @Test
    void an_offer_stands_when_another_clause_retires_within_the_same_await() throws Exception {
        Channel<Integer> out = Channel.rendezvous();
        Channel<Integer> ending = Channel.rendezvous();
        int[] asked = {0};
        var select =
                Select.of(out.onSend(() -> ++asked[0], () -> "sent"), ending.onReceive(v -> "got"));
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.await());
            awaitSenders(out, 1);
            ending.close();
            assertEquals(1, out.receive());
            assertEquals("sent", waiting.get());
            assertEquals(1, asked[0]);
        }
        assertQuiet(out, ending);
    }

    @Test
    void a_condition_or_an_offer_that_throws_leaves_no_waiter_and_the_select_works_on()
            throws Exception {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.buffered(1);
        boolean[] fails = {true, true};
        var select =
                Select.of(
                        a.onReceive(v -> "got"),
                        b.onSend(
                                        () -> {
                                            if (fails[0]) {
                                                throw new IllegalStateException("offer");
                                            }
                                            return 1;
                                        },
                                        () -> "sent")
                                .when(() -> {
                                    if (fails[1]) {
                                        throw new IllegalStateException("condition");
                                    }
                                    return true;
                                }));
        assertEquals(
                "condition", assertThrows(IllegalStateException.class, select::await).getMessage());
        fails[1] = false;
        assertEquals(
                "offer", assertThrows(IllegalStateException.class, select::await).getMessage());
        assertQuiet(a, b);
        fails[0] = false;
        assertEquals("sent", select.await());
    }

    @Test
    @Conformance({"D56", "F76"})
    void a_loop_that_switches_finished_clauses_off_ends_with_exact_counts() throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        Channel<Integer> out = Channel.buffered(2);
        int[] left = {500, 300};
        try (var crew = new Crew()) {
            crew.go(() -> {
                for (int i = 0; i < 500; i++) {
                    in.send(i);
                }
            });
            var receiver =
                    crew.go(() -> {
                        int count = 0;
                        while (out.receiveOrNull() != null) {
                            count++;
                        }
                        return count;
                    });
            var select =
                    Select.of(
                            in.onReceive(v -> left[0]--).when(() -> left[0] > 0),
                            out.onSend(() -> 1, () -> left[1]--).when(() -> left[1] > 0));
            while (left[0] + left[1] > 0) {
                select.await();
            }
            out.close();
            assertEquals(300, receiver.get());
        }
        assertEquals(500, in.stats().received());
        assertQuiet(in, out);
    }

    @Test
    void a_select_whose_clauses_are_all_switched_off_waits_until_it_is_interrupted()
            throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(1);
        try (var crew = new Crew()) {
            var waiting =
                    crew.go(() -> Select.of(channel.onReceive(v -> v).when(() -> false)).await());
            waiting.awaitParked();
            waiting.interrupt();
            waiting.failure(InterruptedException.class);
        }
        assertEquals(1, channel.stats().size());
    }

    @Test
    void a_send_into_a_channel_that_drops_passes_the_displaced_value_to_the_hook()
            throws Exception {
        for (Overflow policy : List.of(Overflow.DROP_OLDEST, Overflow.DROP_NEWEST)) {
            var dropped = new ArrayList<Integer>();
            Channel<Integer> channel =
                    Channel.<Integer>builder()
                            .capacity(1)
                            .overflow(policy)
                            .onUndelivered(dropped::add)
                            .build();
            Channel<Integer> other = Channel.rendezvous();
            int[] next = {0};
            List<Select<String>> selects =
                    List.of(
                            Select.of(
                                    channel.onSend(() -> next[0]++, () -> "sent"),
                                    other.onReceive(v -> "got")),
                            Select.of(
                                            other.<String>onReceive(v -> "got"),
                                            channel.onSend(() -> next[0]++, () -> "sent"))
                                    .prioritized());
            for (int i = 0; i < 6; i++) {
                assertEquals("sent", selects.get(i % 2).await());
            }
            boolean oldest = policy == Overflow.DROP_OLDEST;
            assertEquals(oldest ? List.of(0, 1, 2, 3, 4) : List.of(1, 2, 3, 4, 5), dropped);
            assertEquals(oldest ? 5 : 0, channel.receive());
            assertQuiet(channel, other);
        }
    }
}
