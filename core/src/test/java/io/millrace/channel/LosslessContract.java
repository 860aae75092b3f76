package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.fixture.Queues.assertQuiet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.select.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a channel does that drops nothing: whatever is sent is received, once and in order.
interface LosslessContract extends ChannelKind {

    @Test
    @Conformance("A5")
    default void one_receiver_gets_the_values_of_one_sender_in_order() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            crew.go(() -> {
                for (int i = 0; i < 100; i++) {
                    channel.send(i);
                }
            });
            for (int i = 0; i < 100; i++) {
                assertEquals(i, channel.receive());
            }
            crew.join();
        }
        assertFigures(channel, 0, 100, 100, 0);
        assertQuiet(channel);
    }

    @Test
    @Conformance("A6")
    default void many_senders_and_receivers_neither_lose_nor_invent_a_value() throws Exception {
        Channel<Integer> channel = make();
        var seen = new AtomicIntegerArray(1_000);
        try (var crew = new Crew()) {
            var senders = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 4; i++) {
                senders.add(
                        crew.go(() -> {
                            for (int value = 0; value < 1_000; value++) {
                                channel.send(value);
                            }
                        }));
                crew.go(() -> {
                    while (channel.receiveOrNull() instanceof Integer value) {
                        seen.incrementAndGet(value);
                    }
                });
            }
            senders.forEach(Crew.Member::get);
            channel.close();
            crew.join();
        }
        for (int value = 0; value < 1_000; value++) {
            assertEquals(4, seen.get(value), "value " + value);
        }
        assertFigures(channel, 0, 4_000, 4_000, 0);
        assertQuiet(channel);
    }

    @Test
    default void each_sender_s_values_arrive_in_its_order() throws Exception {
        Channel<int[]> channel = make();
        try (var crew = new Crew()) {
            for (int i = 0; i < 3; i++) {
                int sender = i;
                crew.go(() -> {
                    for (int n = 0; n < 500; n++) {
                        channel.send(new int[] {sender, n});
                    }
                });
            }
            int[] next = new int[3];
            for (int i = 0; i < 1_500; i++) {
                int[] value = channel.receive();
                assertEquals(next[value[0]]++, value[1], "of sender " + value[0]);
            }
        }
        assertQuiet(channel);
    }

    @Test
    @Conformance("E58")
    default void a_loop_sees_every_value_of_a_producer_that_closes() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            crew.go(() -> {
                for (int i = 0; i < 300; i++) {
                    channel.send(i);
                }
                channel.close();
            });
            var seen = new ArrayList<Integer>();
            for (Integer value : channel) {
                seen.add(value);
            }
            assertEquals(IntStream.range(0, 300).boxed().toList(), seen);
        }
    }

    @Test
    @Conformance("E64")
    default void a_stream_takes_from_its_producer_what_it_uses() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            crew.go(() -> {
                for (int i = 0; i < 300; i++) {
                    channel.send(i);
                }
                channel.close();
            });
            assertEquals(
                    List.of(0, 2, 4), channel.stream().filter(i -> i % 2 == 0).limit(3).toList());
            assertEquals(5, channel.stats().received());
            assertEquals(295, channel.stream().count());
        }
    }

    @Test
    @Conformance("B37")
    default void platform_threads_virtual_threads_and_pool_workers_exchange_values()
            throws Exception {
        Channel<Integer> channel = make();
        var sum = new AtomicLong();
        try (var crew = new Crew();
                var pool = new ForkJoinPool(2)) {
            var senders = new ArrayList<Crew.Member<Void>>();
            for (Crew.Kind kind : List.of(Crew.Kind.VIRTUAL, Crew.Kind.PLATFORM)) {
                senders.add(crew.go(kind, () -> sendAll(channel)));
                crew.go(kind, () -> addAll(channel, sum));
            }
            ForkJoinTask<?> sender = pool.submit(ForkJoinTask.adapt(() -> call(channel)));
            ForkJoinTask<?> receiver =
                    pool.submit(
                            ForkJoinTask.adapt(() -> {
                                addAll(channel, sum);
                                return null;
                            }));
            senders.forEach(Crew.Member::get);
            sender.get();
            channel.close();
            receiver.get();
            crew.join();
        }
        assertEquals(3 * 499_500, sum.get());
        assertFigures(channel, 0, 3_000, 3_000, 0);
        assertQuiet(channel);
    }

    private static Void call(Channel<Integer> channel) throws InterruptedException {
        sendAll(channel);
        return null;
    }

    private static void sendAll(Channel<Integer> channel) throws InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            channel.send(i);
        }
    }

    private static void addAll(Channel<Integer> channel, AtomicLong sum)
            throws InterruptedException {
        while (channel.receiveOrNull() instanceof Integer value) {
            sum.addAndGet(value);
        }
    }

    @Test
    @Conformance("F69")
    default void selects_on_both_sides_exchange_every_value_in_order() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            crew.go(() -> {
                int[] next = {0};
                var send = Select.of(channel.onSend(() -> next[0], () -> next[0]++));
                while (next[0] < 1_000) {
                    send.await();
                }
                channel.close();
            });
            var receive = Select.of(channel.onReceive(value -> value));
            int expected = 0;
            while (receive.awaitOrNull() instanceof Integer value) {
                assertEquals(expected++, value);
            }
            assertEquals(1_000, expected);
            crew.join();
        }
        assertFigures(channel, 0, 1_000, 1_000, 0);
        assertQuiet(channel);
    }
}
