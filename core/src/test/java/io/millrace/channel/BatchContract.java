package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.ChannelKind.drain;
import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.select.Select;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What sending and receiving many at once does on every kind of channel.
interface BatchContract extends ChannelKind {

    /// Returns the numbers from `from` up to, but without, `to`.
    static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /// Sends one batch, by either form.
    enum BatchSend {
        SOME,
        ALL;

        void send(Channel<Integer> channel, List<Integer> values) throws InterruptedException {
            switch (this) {
                case SOME -> channel.sendSome(values);
                case ALL -> channel.sendAll(values);
            }
        }
    }

    @Test
    default void an_empty_batch_does_nothing_and_does_not_wait() throws Exception {
        Channel<Integer> channel = make();
        assertEquals(0, channel.sendSome(List.of()));
        channel.sendAll(List.of());
        assertFigures(channel, 0, 0, 0, 0);
        channel.trySend(1); // full, if it can be
        long sent = channel.stats().sent();
        assertEquals(0, channel.sendSome(List.of()));
        channel.sendAll(List.of());
        assertEquals(sent, channel.stats().sent());
        assertQuiet(channel);
    }

    @Test
    @Conformance({"A11", "Q179"})
    default void a_batch_with_null_in_it_is_refused_before_any_of_it_is_sent() {
        Channel<Integer> channel = make();
        List<List<Integer>> batches =
                List.of(
                        Arrays.asList((Integer) null),
                        Arrays.asList(null, 1),
                        Arrays.asList(1, 2, null));
        for (int round = 0; round < 2; round++) {
            for (BatchSend form : BatchSend.values()) {
                for (List<Integer> batch : batches) {
                    assertThrows(NullPointerException.class, () -> form.send(channel, batch));
                }
                assertThrows(NullPointerException.class, () -> form.send(channel, null));
            }
            assertThrows(NullPointerException.class, () -> channel.drainTo(null, 1));
            assertFigures(channel, 0, 0, 0, 0);
            assertQuiet(channel);
            channel.close(); // an ended channel refuses null, too
        }
    }

    @Test
    @Conformance("Q179")
    default void receiving_fewer_than_one_is_refused_and_draining_fewer_than_one_moves_nothing()
            throws Exception {
        Channel<Integer> channel = make();
        channel.trySend(7);
        int there = channel.stats().size();
        for (int most : new int[] {0, -1, Integer.MIN_VALUE}) {
            var failure =
                    assertThrows(IllegalArgumentException.class, () -> channel.receiveSome(most));
            assertTrue(failure.getMessage().contains("" + most), failure.getMessage());
            var target = new ArrayList<Integer>();
            assertEquals(0, channel.drainTo(target, most));
            assertEquals(List.of(), target);
            assertEquals(there, channel.stats().size());
        }
        assertQuiet(channel);
    }

    @Test
    @Conformance("B24")
    default void a_batch_serves_those_who_wait_to_receive_in_the_order_in_which_they_came()
            throws Exception {
        for (BatchSend form : BatchSend.values()) {
            Channel<Integer> channel = make();
            try (var crew = new Crew()) {
                var receivers = new ArrayList<Crew.Member<?>>();
                for (int i = 0; i < 8; i++) {
                    receivers.add(
                            switch (i % 4) {
                                case 0 -> crew.go(() -> channel.receive());
                                case 1 -> crew.go(() -> channel.receiveOrNull());
                                case 2 -> crew.go(() -> channel.receiveSome(1).getFirst());
                                default ->
                                        crew.go(() -> Select.of(channel.onReceive(v -> v)).await());
                            });
                    awaitReceivers(channel, i + 1);
                }
                form.send(channel, range(0, 5));
                assertEquals(3, channel.stats().waitingReceivers());
                assertFigures(channel, 0, 5, 5, 0);
                form.send(channel, range(5, 8));
                for (int i = 0; i < 8; i++) {
                    assertEquals(i, receivers.get(i).get());
                }
            }
            assertFigures(channel, 0, 8, 8, 0);
            assertQuiet(channel);
        }
    }

    @Test
    @Conformance("B24")
    default void whoever_waits_for_a_batch_is_served_in_its_turn() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var first = crew.go(() -> channel.receiveSome(10));
            awaitReceivers(channel, 1);
            var second = crew.go(() -> channel.receive());
            awaitReceivers(channel, 2);
            var third = crew.go(() -> channel.receiveSome(10));
            awaitReceivers(channel, 3);
            assertEquals(Sent.SENT, channel.trySend(1));
            assertEquals(List.of(1), first.get());
            channel.send(2);
            assertEquals(2, second.get());
            channel.send(3);
            assertEquals(List.of(3), third.get());
        }
        assertFigures(channel, 0, 3, 3, 0);
        assertQuiet(channel);
    }

    @Test
    default void a_pending_interrupt_makes_a_batch_throw_with_no_effect() {
        Channel<Integer> channel = make();
        channel.trySend(1);
        ChannelStats before = channel.stats();
        List<Crew.Action> forms =
                List.of(
                        () -> channel.receiveSome(3),
                        () -> channel.sendSome(List.of(2, 3)),
                        () -> channel.sendAll(List.of(2, 3)));
        for (Crew.Action form : forms) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, form::run);
            assertFalse(Thread.currentThread().isInterrupted());
            assertEquals(before, channel.stats());
        }
    }

    @Test
    default void draining_is_no_cancellation_point() {
        Channel<Integer> channel = make();
        channel.trySend(1);
        int there = channel.stats().size();
        Thread.currentThread().interrupt();
        var target = new ArrayList<Integer>();
        assertEquals(there, channel.drainTo(target, 10));
        assertTrue(Thread.interrupted());
        assertEquals(there, target.size());
        assertQuiet(channel);
    }

    @Test
    @Conformance("B26")
    default void an_interrupt_ends_the_wait_for_a_batch_and_the_next_value_is_not_lost()
            throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var first = crew.go(() -> channel.receiveSome(5));
            awaitReceivers(channel, 1);
            var second = crew.go(() -> channel.receiveSome(5));
            awaitReceivers(channel, 2);
            first.interrupt();
            first.failure(InterruptedException.class);
            assertFalse(first.endedInterrupted());
            awaitReceivers(channel, 1);
            channel.send(1);
            assertEquals(List.of(1), second.get());
        }
        assertFigures(channel, 0, 1, 1, 0);
        assertQuiet(channel);
    }

    @Test
    @Conformance("B35")
    default void cancelling_a_context_ends_the_wait_for_a_batch() throws Exception {
        Channel<Integer> channel = make();
        var why = new IllegalStateException("why");
        try (var crew = new Crew();
                var context = Context.background().withCancel()) {
            var receiver = crew.go(() -> context.call(() -> channel.receiveSome(2)));
            awaitReceivers(channel, 1);
            context.cancel(why);
            assertSame(why, receiver.failure(ContextEndedException.class).getCause());
        }
        assertQuiet(channel);
    }

    @Test
    @Conformance("C45")
    default void closing_ends_the_wait_for_a_batch_with_an_empty_one() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var first = crew.go(() -> channel.receiveSome(1));
            var second = crew.go(() -> channel.receiveSome(Integer.MAX_VALUE));
            awaitReceivers(channel, 2);
            channel.close();
            assertEquals(List.of(), first.get());
            assertEquals(List.of(), second.get());
        }
        assertQuiet(channel);
    }

    @Test
    default void a_failure_and_a_cancellation_are_told_to_whoever_waits_for_a_batch()
            throws Exception {
        var why = new IllegalStateException("broken off");
        for (boolean fails : new boolean[] {true, false}) {
            Channel<Integer> channel = make();
            try (var crew = new Crew()) {
                var receiver = crew.go(() -> channel.receiveSome(2));
                awaitReceivers(channel, 1);
                assertTrue(fails ? channel.fail(why) : channel.cancel());
                Throwable cause = receiver.failure(ChannelClosedException.class).getCause();
                if (fails) {
                    assertSame(why, cause);
                } else {
                    assertEquals(CancellationException.class, cause.getClass());
                }
            }
            assertThrows(ChannelClosedException.class, () -> channel.receiveSome(2));
            assertQuiet(channel);
        }
    }

    @Test
    @Conformance({"C42", "C43"})
    default void an_ended_channel_refuses_batches_and_gives_empty_ones() throws Exception {
        Channel<Integer> channel = make();
        channel.close();
        for (BatchSend form : BatchSend.values()) {
            var failure =
                    assertThrows(
                            ChannelClosedException.class, () -> form.send(channel, List.of(1, 2)));
            assertSame(channel, failure.closed().channel());
        }
        List<Integer> none = channel.receiveSome(3);
        assertEquals(List.of(), none);
        none.add(1); // the list is the caller's own
        assertEquals(List.of(), channel.receiveSome(3));
        assertEquals(0, channel.drainTo(none, 3));
        assertFigures(channel, 0, 0, 0, 0);
        assertQuiet(channel);

        Channel<Integer> failed = make();
        var why = new IllegalStateException("broken off");
        failed.fail(why);
        for (BatchSend form : BatchSend.values()) {
            var failure =
                    assertThrows(
                            ChannelClosedException.class, () -> form.send(failed, List.of(1, 2)));
            assertSame(why, failure.getCause());
        }
        assertEquals(0, failed.drainTo(new ArrayList<>(), 3));
    }

    /// No lock is held while the list and the target, which are foreign code, run.
    @Test
    default void a_list_and_a_target_may_use_the_channel_themselves() throws Exception {
        Channel<Integer> channel = make();
        var curious =
                new AbstractList<Integer>() {
                    @Override
                    public Integer get(int index) {
                        return 10 + index + channel.stats().size();
                    }

                    @Override
                    public int size() {
                        return channel.isClosed() ? 0 : 1;
                    }
                };
        try (var crew = new Crew()) {
            var receiver = crew.go(() -> channel.receive());
            awaitReceivers(channel, 1);
            assertEquals(1, channel.sendSome(curious));
            assertEquals(10, receiver.get());
        }
        channel.trySend(1);
        int there = channel.stats().size();
        var seen = new ArrayList<Integer>();
        var target =
                new ArrayList<Integer>() {
                    @Override
                    public boolean add(Integer value) {
                        seen.add(channel.stats().size());
                        return super.add(value);
                    }
                };
        assertEquals(there, channel.drainTo(target, 10));
        assertEquals(there, seen.size());
        assertEquals(List.of(), drain(channel));
    }
}
