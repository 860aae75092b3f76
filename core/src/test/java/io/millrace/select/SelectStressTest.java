package io.millrace.select;

import static io.millrace.fixture.Queues.assertQuiet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Many selects on few channels.
class SelectStressTest {

    @Test
    @Conformance("F75")
    void selecting_and_plain_senders_and_receivers_exchange_everything() throws Exception {
        int each = 100_000;
        List<Channel<Integer>> channels =
                List.of(
                        Channel.rendezvous(),
                        Channel.rendezvous(),
                        Channel.buffered(2),
                        Channel.buffered(3));
        try (var crew = new Crew()) {
            for (Channel<Integer> channel : channels) {
                crew.go(() -> {
                    for (int i = 0; i < each; i++) {
                        channel.send(0);
                    }
                });
                crew.go(() -> {
                    for (int i = 0; i < each; i++) {
                        channel.receive();
                    }
                });
            }
            crew.go(() -> {
                int[] left = {each, each, each, each};
                awaitAll(
                        left,
                        IntStream.range(0, 4)
                                .mapToObj(i ->
                                        channels.get(i)
                                                .onSend(() -> 0, () -> left[i]--)
                                                .when(() -> left[i] > 0))
                                .toList());
            });
            crew.go(() -> {
                int[] left = {each, each, each, each};
                awaitAll(
                        left,
                        IntStream.range(0, 4)
                                .mapToObj(i ->
                                        channels.get(i)
                                                .onReceive(v -> left[i]--)
                                                .when(() -> left[i] > 0))
                                .toList());
            });
            crew.join();
        }
        for (Channel<Integer> channel : channels) {
            assertQuiet(channel);
            assertEquals(2 * each, channel.stats().sent());
            assertEquals(2 * each, channel.stats().received());
        }
    }

    private static void awaitAll(int[] left, List<Clause<Integer>> clauses)
            throws InterruptedException {
        var select = Select.<Integer>of(clauses);
        while (IntStream.of(left).sum() > 0) {
            select.await();
        }
    }

    @Test
    void a_ring_of_selects_passes_tokens_on_without_losing_one() throws Exception {
        int stations = 8;
        int tokens = 5;
        int rounds = 10_000;
        List<Channel<Integer>> ring =
                IntStream.range(0, stations)
                        .mapToObj(i ->
                                i % 2 == 0
                                        ? Channel.<Integer>rendezvous()
                                        : Channel.<Integer>buffered(1))
                        .toList();
        Channel<Integer> done = Channel.unbounded();
        try (var crew = new Crew()) {
            for (int i = 0; i < stations; i++) {
                Channel<Integer> in = ring.get(i);
                Channel<Integer> out = ring.get((i + 1) % stations);
                crew.go(() -> {
                    var held = new java.util.ArrayDeque<Integer>();
                    var select =
                            Select.of(
                                    in.onReceive(hops -> {
                                        held.add(hops - 1);
                                        return hops;
                                    }),
                                    out.onSend(
                                                    () -> held.isEmpty() ? 0 : held.peek(),
                                                    () -> held.remove())
                                            .when(() -> !held.isEmpty()));
                    while (true) {
                        select.await();
                        while (!held.isEmpty() && held.peek() == 0) {
                            done.send(held.remove());
                        }
                    }
                });
            }
            for (int i = 0; i < tokens; i++) {
                ring.get(i).send(rounds);
            }
            for (int i = 0; i < tokens; i++) {
                done.receive();
            }
        }
    }

    @Test
    void a_select_that_races_with_ends_sees_every_value_and_every_end_once() throws Exception {
        int rounds = 10_000;
        record Round(Channel<Integer> a, Channel<Integer> b) {}
        Channel<Round> rounds1 = Channel.buffered(1);
        Channel<Round> rounds2 = Channel.buffered(1);
        try (var crew = new Crew()) {
            for (var kind : Crew.Kind.values()) {
                boolean first = kind == Crew.Kind.VIRTUAL;
                Channel<Round> mine = first ? rounds1 : rounds2;
                crew.go(
                        kind,
                        () -> {
                            while (mine.receiveOrNull() instanceof Round(var a, var b)) {
                                Channel<Integer> channel = first ? a : b;
                                channel.send(1);
                                channel.close();
                            }
                        });
            }
            for (int i = 0; i < rounds; i++) {
                Channel<Integer> a = Channel.rendezvous();
                Channel<Integer> b = Channel.buffered(1);
                rounds1.send(new Round(a, b));
                rounds2.send(new Round(a, b));
                var select = Select.of(a.onReceive(v -> v), b.onReceive(v -> v));
                int sum = 0;
                while (select.awaitOrNull() instanceof Integer value) {
                    sum += value;
                }
                assertEquals(2, sum);
                assertQuiet(a, b);
            }
            rounds1.close();
            rounds2.close();
            crew.join();
        }
    }

    @Test
    void a_send_clause_that_races_with_an_end_sends_or_throws_and_never_both() throws Exception {
        int rounds = 10_000;
        Channel<Channel<Integer>> toEnd = Channel.buffered(1);
        int[] outcomes = new int[2];
        try (var crew = new Crew()) {
            crew.go(() -> {
                while (toEnd.receiveOrNull() instanceof Channel<Integer> channel) {
                    channel.tryReceive();
                    channel.close();
                }
            });
            for (int i = 0; i < rounds; i++) {
                Channel<Integer> channel = Channel.rendezvous();
                Channel<Integer> idle = Channel.rendezvous();
                toEnd.send(channel);
                boolean sent;
                try {
                    sent =
                            Select.of(
                                            channel.onSend(() -> 1, () -> true),
                                            idle.onReceive(v -> false))
                                    .await();
                } catch (ChannelClosedException e) {
                    sent = false;
                }
                assertEquals(sent ? 1 : 0, channel.stats().received());
                assertQuiet(channel, idle);
                outcomes[sent ? 1 : 0]++;
            }
            toEnd.close();
            crew.join();
        }
        assertEquals(rounds, outcomes[0] + outcomes[1]);
    }

    /// The default must not be chosen if at every instant some clause was ready (S5): one value is
    /// always in one of the two channels.
    @Test
    void the_default_is_not_chosen_while_something_is_ready_at_every_instant() throws Exception {
        int rounds = 100_000;
        Channel<Integer> a = Channel.buffered(1);
        Channel<Integer> b = Channel.buffered(1);
        a.send(1);
        a.close(); // after its value a stays ready with its end
        try (var crew = new Crew()) {
            var selects = new ArrayList<Crew.Member<Integer>>();
            for (int i = 0; i < 3; i++) {
                selects.add(
                        crew.go(() -> {
                            var select =
                                    Select.of(
                                            b.onReceive(v -> 1),
                                            a.onReceive(v -> 1, end -> 1),
                                            Select.orElse(() -> 0));
                            int ready = 0;
                            for (int n = 0; n < rounds; n++) {
                                ready += select.await();
                            }
                            return ready;
                        }));
            }
            for (Crew.Member<Integer> select : selects) {
                assertEquals(rounds, select.get());
            }
        }
        assertTrue(a.isDrained());
    }

    @Test
    @Conformance("A19")
    void a_demand_network_of_power_series_multiplies_them() throws Exception {
        try (var crew = new Crew()) {
            var network = new Series.Network(crew);
            Series ones = network.from(n -> 1);
            Series squares = network.product(ones, network.from(n -> 1)); // 1/(1-x)^2
            Series cubes = network.product(squares, network.from(n -> 1)); // 1/(1-x)^3
            var coefficients = new ArrayList<Long>();
            for (int i = 0; i < 10; i++) {
                coefficients.add(cubes.next());
            }
            assertEquals(List.of(1L, 3L, 6L, 10L, 15L, 21L, 28L, 36L, 45L, 55L), coefficients);
        }
    }
}
