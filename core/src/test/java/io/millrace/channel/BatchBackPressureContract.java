package io.millrace.channel;

import static io.millrace.channel.BatchContract.range;
import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.ChannelKind.drain;
import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.fixture.Queues.awaitSenders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.BatchContract.BatchSend;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What many at once does where senders wait when there is no room.
interface BatchBackPressureContract extends ChannelKind {

    @Test
    default void as_many_are_sent_as_there_is_room_for_and_receivers_waiting() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var receivers = new ArrayList<Crew.Member<Integer>>();
            for (int i = 0; i < 3; i++) {
                receivers.add(crew.go(() -> channel.receive()));
                awaitReceivers(channel, i + 1);
            }
            int fits = 3 + capacity();
            assertEquals(fits, channel.sendSome(range(0, fits + 5)));
            for (int i = 0; i < 3; i++) {
                assertEquals(i, receivers.get(i).get());
            }
            assertFigures(channel, capacity(), fits, 3, 0);
            assertEquals(range(3, fits), drain(channel));
        }
        assertQuiet(channel);
    }

    @Test
    @Conformance({"A3", "B25"})
    default void a_batch_waits_until_one_of_it_is_let_in() throws Exception {
        Channel<Integer> channel = filled();
        try (var crew = new Crew()) {
            var sender = crew.go(() -> channel.sendSome(List.of(capacity(), -1, -1)));
            awaitSenders(channel, 1);
            assertFigures(channel, capacity(), capacity(), 0, 0);
            assertFalse(sender.isDone());
            assertEquals(0, channel.receive());
            assertEquals(1, sender.get());
            assertEquals(range(1, capacity() + 1), drain(channel));
        }
        assertFigures(channel, 0, capacity() + 1, capacity() + 1, 0);
        assertQuiet(channel);
    }

    @Test
    @Conformance("B23")
    default void a_batch_does_not_overtake_those_who_wait_to_send() throws Exception {
        Channel<Integer> channel = filled();
        try (var crew = new Crew()) {
            crew.go(() -> channel.send(capacity()));
            awaitSenders(channel, 1);
            var batch = crew.go(() -> channel.sendSome(List.of(capacity() + 1)));
            awaitSenders(channel, 2);
            var all = crew.go(() -> channel.sendAll(List.of(capacity() + 2)));
            awaitSenders(channel, 3);
            crew.go(() -> channel.send(capacity() + 3));
            awaitSenders(channel, 4);
            for (int i = 0; i < capacity() + 4; i++) {
                assertEquals(i, channel.receive());
                assertEquals(Math.max(0, 3 - i), channel.stats().waitingSenders());
            }
            assertEquals(1, batch.get());
            all.get();
            crew.join();
        }
        assertQuiet(channel);
    }

    @Test
    @Conformance("B23")
    default void taking_many_lets_those_who_wait_to_send_in_in_their_order() throws Exception {
        for (boolean drains : new boolean[] {true, false}) {
            Channel<Integer> channel = filled();
            try (var crew = new Crew()) {
                for (int i = 0; i < 6; i++) {
                    int value = capacity() + i;
                    crew.go(() -> channel.send(value));
                    awaitSenders(channel, i + 1);
                }
                List<Integer> values = new ArrayList<>();
                if (drains) {
                    assertEquals(2, channel.drainTo(values, 2));
                } else {
                    values.addAll(channel.receiveSome(2));
                }
                assertEquals(range(0, 2), values);
                assertEquals(4, channel.stats().waitingSenders());
                assertFigures(channel, capacity(), capacity() + 2, 2, 0);
                if (drains) {
                    assertEquals(capacity() + 4, channel.drainTo(values, Integer.MAX_VALUE));
                } else {
                    values.addAll(channel.receiveSome(Integer.MAX_VALUE));
                }
                assertEquals(range(0, capacity() + 6), values);
                assertFigures(channel, 0, capacity() + 6, capacity() + 6, 0);
                crew.join();
            }
            assertQuiet(channel);
        }
    }

    @Test
    @Conformance("B27")
    default void an_interrupt_ends_the_wait_of_a_batch_and_none_of_it_is_ever_received()
            throws Exception {
        for (BatchSend form : BatchSend.values()) {
            Channel<Integer> channel = filled();
            try (var crew = new Crew()) {
                var batch = crew.go(() -> form.send(channel, List.of(-1, -2)));
                awaitSenders(channel, 1);
                var other = crew.go(() -> channel.send(capacity()));
                awaitSenders(channel, 2);
                batch.interrupt();
                batch.failure(InterruptedException.class);
                assertFalse(batch.endedInterrupted());
                awaitSenders(channel, 1);
                assertEquals(range(0, capacity() + 1), drain(channel));
                other.get();
            }
            assertFigures(channel, 0, capacity() + 1, capacity() + 1, 0);
            assertQuiet(channel);
        }
    }

    @Test
    default void an_interrupt_in_the_middle_of_a_batch_leaves_out_what_lies_behind_one_place()
            throws Exception {
        Channel<Integer> channel = make();
        int length = capacity() + 10;
        try (var crew = new Crew()) {
            var batch = crew.go(() -> channel.sendAll(range(0, length)));
            for (int i = 0; i < 5; i++) {
                assertEquals(i, channel.receive());
            }
            awaitSenders(channel, 1);
            batch.interrupt();
            batch.failure(InterruptedException.class);
            assertEquals(range(5, 5 + capacity()), drain(channel));
        }
        assertFigures(channel, 0, capacity() + 5, capacity() + 5, 0);
        assertQuiet(channel);
    }

    @Test
    @Conformance("B35")
    default void cancelling_a_context_ends_the_wait_of_a_batch() throws Exception {
        Channel<Integer> channel = filled();
        var why = new IllegalStateException("why");
        try (var crew = new Crew();
                var context = Context.background().withCancel()) {
            var batch = crew.go(() -> context.call(() -> channel.sendSome(List.of(-1, -2))));
            awaitSenders(channel, 1);
            context.cancel(why);
            assertSame(why, batch.failure(ContextEndedException.class).getCause());
        }
        assertEquals(range(0, capacity()), drain(channel));
        assertQuiet(channel);
    }

    @Test
    @Conformance({"C46", "C47"})
    default void an_end_refuses_the_batches_that_wait_and_none_of_them_is_ever_received()
            throws Exception {
        var why = new IllegalStateException("broken off");
        for (int how = 0; how < 3; how++) {
            var undelivered = new ArrayList<Integer>();
            Channel<Integer> channel =
                    this.<Integer>builder().onUndelivered(undelivered::add).build();
            channel.sendAll(range(0, capacity()));
            try (var crew = new Crew()) {
                var some = crew.go(() -> channel.sendSome(List.of(-1, -2)));
                awaitSenders(channel, 1);
                var all = crew.go(() -> channel.sendAll(List.of(-3, -4)));
                awaitSenders(channel, 2);
                switch (how) {
                    case 0 -> channel.close();
                    case 1 -> channel.fail(why);
                    default -> channel.cancel();
                }
                for (var batch : List.of(some, all)) {
                    Throwable cause = batch.failure(ChannelClosedException.class).getCause();
                    switch (how) {
                        case 0 -> assertEquals(null, cause);
                        case 1 -> assertSame(why, cause);
                        default -> assertInstanceOf(CancellationException.class, cause);
                    }
                }
            }
            boolean cancelled = how == 2;
            assertEquals(cancelled ? List.of() : range(0, capacity()), drain(channel));
            assertEquals(cancelled ? range(0, capacity()) : List.of(), undelivered);
            assertQuiet(channel);
            assertEquals(capacity(), channel.stats().sent());
        }
    }

    @Test
    default void an_end_in_the_middle_of_a_batch_leaves_out_what_lies_behind_one_place()
            throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var batch = crew.go(() -> channel.sendAll(range(0, capacity() + 10)));
            for (int i = 0; i < 5; i++) {
                assertEquals(i, channel.receive());
            }
            awaitSenders(channel, 1);
            channel.close();
            batch.failure(ChannelClosedException.class);
            assertEquals(range(5, 5 + capacity()), drain(channel));
        }
        assertFigures(channel, 0, capacity() + 5, capacity() + 5, 0);
        assertQuiet(channel);
    }

    @Test
    @Conformance({"A5", "A6"})
    default void batches_of_all_sizes_from_many_senders_arrive_once_and_in_each_sender_s_order()
            throws Exception {
        int each = 3_000;
        Channel<int[]> channel = make();
        try (var crew = new Crew()) {
            var senders = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 4; i++) {
                int sender = i;
                senders.add(
                        crew.go(() -> {
                            for (int n = 0; n < each; ) {
                                int size = Math.min(each - n, 1 + n % 97);
                                var batch =
                                        range(n, n + size).stream()
                                                .map(value -> new int[] {sender, value})
                                                .toList();
                                switch (n % 3) {
                                    case 0 -> n += channel.sendSome(batch);
                                    case 1 -> {
                                        channel.sendAll(batch);
                                        n += size;
                                    }
                                    default -> {
                                        channel.send(batch.getFirst());
                                        n++;
                                    }
                                }
                            }
                        }));
            }
            var receivers =
                    Stream.of(1, 3, 100).map(most -> crew.go(() -> received(channel, most, 4)));
            var counts = receivers.toList();
            senders.forEach(Crew.Member::get);
            channel.close();
            assertEquals(4 * each, counts.stream().mapToInt(Crew.Member::get).sum());
        }
        assertFigures(channel, 0, 4 * each, 4 * each, 0);
        assertQuiet(channel);
    }

    private static int received(Channel<int[]> channel, int most, int senders)
            throws InterruptedException {
        int[] last = new int[senders];
        java.util.Arrays.fill(last, -1);
        int count = 0;
        for (List<int[]> batch = channel.receiveSome(most);
                !batch.isEmpty();
                batch = channel.receiveSome(most)) {
            assertTrue(batch.size() <= most);
            for (int[] value : batch) {
                assertTrue(value[1] > last[value[0]], "order of sender " + value[0]);
                last[value[0]] = value[1];
            }
            count += batch.size();
        }
        return count;
    }
}
