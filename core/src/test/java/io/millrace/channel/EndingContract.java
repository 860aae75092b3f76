package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.select.Select;
import io.millrace.select.SelectEndedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/// How every kind of channel ends: closed, failed, cancelled.
interface EndingContract extends ChannelKind {

    @Test
    @Conformance("C42")
    default void a_closed_empty_channel_tells_every_form_of_receive_that_it_has_ended()
            throws Exception {
        Channel<Integer> channel = make();
        channel.close();
        var closed = new Closed(channel, null);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    closed, assertThrows(ChannelClosedException.class, channel::receive).closed());
            assertNull(channel.receiveOrNull());
            assertEquals(new Received.Ended<>(closed), channel.tryReceive());
            assertEquals(new Received.Ended<>(closed), channel.tryReceive(Duration.ofDays(1)));
            assertFalse(channel.iterator().hasNext());
            assertEquals(0, channel.stream().count());
        }
        Select<String> select = Select.of(channel.onReceive(v -> "value", end -> "ended"));
        assertEquals("ended", select.await());
        assertEquals("ended", select.await());
        assertThrows(
                SelectEndedException.class, () -> Select.of(channel.onReceive(v -> 1)).await());
        assertQuiet(channel);
    }

    @Test
    @Conformance("C43")
    default void a_closed_channel_refuses_every_form_of_send_though_it_has_room() throws Exception {
        Channel<Integer> channel = make();
        channel.close();
        assertSame(
                channel,
                assertThrows(ChannelClosedException.class, () -> channel.send(1))
                        .closed()
                        .channel());
        assertEquals(Sent.CLOSED, channel.trySend(1));
        assertEquals(Sent.CLOSED, channel.trySend(1, Duration.ofDays(1)));
        assertEquals(Sent.CLOSED, channel.trySend(1, Duration.ZERO));
        var throwing = Select.of(channel.onSend(() -> 1, () -> "sent"));
        assertThrows(ChannelClosedException.class, throwing::await);
        var telling = Select.of(channel.onSend(() -> 1, () -> "sent", end -> "ended"));
        assertEquals("ended", telling.await());
        assertFigures(channel, 0, 0, 0, 0);
        assertQuiet(channel);
    }

    @Test
    @Conformance("C44")
    default void ending_an_ended_channel_does_nothing_and_says_so() throws Exception {
        Channel<Integer> channel = make();
        assertTrue(channel.close());
        assertFalse(channel.close());
        assertFalse(channel.fail(new IllegalStateException("too late")));
        assertFalse(channel.cancel());
        assertFalse(channel.cancel(new IllegalStateException("too late")));
        assertNull(channel.receiveOrNull());
        assertEquals(ChannelStats.State.CLOSED, channel.stats().state());
        try (var crew = new Crew()) {
            assertFalse(crew.go(() -> channel.close()).get());
        }
    }

    @Test
    default void the_first_cause_stands() {
        Channel<Integer> channel = make();
        var first = new IllegalStateException("first");
        assertTrue(channel.fail(first));
        assertFalse(channel.fail(new IllegalStateException("second")));
        assertFalse(channel.close());
        assertFalse(channel.cancel());
        assertSame(
                first,
                assertThrows(ChannelClosedException.class, channel::receive).closed().cause());
        assertEquals(ChannelStats.State.FAILED, channel.stats().state());
    }

    @Test
    default void a_cancelled_channel_refuses_senders_and_receivers_with_the_cause() {
        Channel<Integer> channel = make();
        var why = new IllegalStateException("hung up");
        assertTrue(channel.cancel(why));
        assertFalse(channel.cancel());
        assertFalse(channel.close());
        assertFalse(channel.fail(new IllegalStateException("too late")));
        assertSame(
                why, assertThrows(ChannelClosedException.class, () -> channel.send(1)).getCause());
        assertEquals(Sent.CLOSED, channel.trySend(1));
        assertSame(why, assertThrows(ChannelClosedException.class, channel::receive).getCause());
        assertSame(
                why, assertThrows(ChannelClosedException.class, channel::receiveOrNull).getCause());
        assertEquals(new Received.Ended<>(new Closed(channel, why)), channel.tryReceive());
        assertTrue(channel.isClosed());
        assertTrue(channel.isDrained());
        assertEquals(ChannelStats.State.CANCELLED, channel.stats().state());
    }

    @Test
    default void a_cancel_without_a_cause_makes_one_that_names_the_channel() {
        Channel<Integer> channel = this.<Integer>builder().name("jobs").build();
        channel.cancel();
        var failure = assertThrows(ChannelClosedException.class, channel::receive);
        assertInstanceOf(CancellationException.class, failure.getCause());
        assertTrue(failure.getMessage().contains("'jobs'"), failure.getMessage());
    }

    @Test
    @Conformance("C49")
    default void of_many_that_close_at_once_exactly_one_succeeds() throws Exception {
        for (int round = 0; round < 100; round++) {
            Channel<Integer> channel = make();
            var start = new CyclicBarrier(4);
            try (var crew = new Crew(Crew.Kind.PLATFORM)) {
                var closers = new ArrayList<Crew.Member<Boolean>>();
                for (int i = 0; i < 4; i++) {
                    boolean fails = i == 3;
                    closers.add(
                            crew.go(() -> {
                                start.await();
                                return fails
                                        ? channel.fail(new IllegalStateException("or fail"))
                                        : channel.close();
                            }));
                }
                assertEquals(1, closers.stream().filter(Crew.Member::get).count());
            }
        }
    }

    @Test
    @Conformance("C51")
    default void an_open_channel_is_neither_closed_nor_drained_and_a_closed_empty_one_is_both() {
        Channel<Integer> channel = make();
        assertFalse(channel.isClosed());
        assertFalse(channel.isDrained());
        channel.close();
        assertTrue(channel.isClosed());
        assertTrue(channel.isDrained());
    }

    @Test
    @Conformance({"E59", "E61"})
    default void a_loop_over_a_closed_empty_channel_does_not_run() {
        Channel<Integer> channel = make();
        channel.close();
        for (Integer value : channel) {
            throw new AssertionError("got " + value);
        }
        var iterator = channel.iterator();
        assertThrows(NoSuchElementException.class, iterator::next);
        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
    }

    @Test
    @Conformance("E65")
    default void an_interrupted_loop_throws_and_loses_no_value() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var ranging = crew.go(() -> channel.iterator().hasNext());
            awaitReceivers(channel, 1);
            ranging.interrupt();
            var failure = ranging.failure(CancellationException.class);
            assertInstanceOf(InterruptedException.class, failure.getCause());
            assertTrue(ranging.endedInterrupted(), "the flag is set again");
            assertQuiet(channel);

            var streaming = crew.go(() -> channel.stream().findFirst());
            awaitReceivers(channel, 1);
            streaming.interrupt();
            streaming.failure(CancellationException.class);
            assertTrue(streaming.endedInterrupted());
            assertQuiet(channel);

            var receiver = crew.go(() -> channel.receive());
            awaitReceivers(channel, 1);
            channel.send(1);
            assertEquals(1, receiver.get());
        }
    }

    @Test
    default void a_loop_over_a_failed_channel_throws_the_cause_every_time() {
        Channel<Integer> channel = make();
        var why = new IllegalStateException("broken off");
        channel.fail(why);
        var iterator = channel.iterator();
        for (int i = 0; i < 2; i++) {
            assertSame(
                    why, assertThrows(ChannelClosedException.class, iterator::hasNext).getCause());
            assertSame(why, assertThrows(ChannelClosedException.class, iterator::next).getCause());
        }
        assertSame(
                why,
                assertThrows(ChannelClosedException.class, () -> channel.stream().toList())
                        .getCause());
    }

    @Test
    default void closing_a_stream_cancels_the_channel() {
        Channel<Integer> channel = make();
        try (var stream = channel.stream()) {
            assertFalse(stream.isParallel());
        }
        assertEquals(ChannelStats.State.CANCELLED, channel.stats().state());
    }

    @Test
    @Conformance({"A11", "Q179"})
    default void null_is_refused_before_the_channel_is_touched() {
        Channel<Integer> channel = make();
        List<Crew.Action> calls =
                List.of(
                        () -> channel.send(null),
                        () -> channel.trySend(null),
                        () -> channel.trySend(null, Duration.ZERO),
                        () -> channel.trySend(1, null),
                        () -> channel.tryReceive(null),
                        () -> channel.fail(null),
                        () -> channel.cancel(null),
                        () -> channel.onReceive(null),
                        () -> channel.onReceive(null, end -> 1),
                        () -> channel.onReceive(value -> 1, null),
                        () -> channel.onSend(null, () -> 1),
                        () -> channel.onSend(() -> 1, null),
                        () -> channel.onSend(null, () -> 1, end -> 1),
                        () -> channel.onSend(() -> 1, null, end -> 1),
                        () -> channel.onSend(() -> 1, () -> 1, null),
                        () -> Select.of(channel.onSend(() -> null, () -> 1)).await());
        for (int i = 0; i < calls.size(); i++) {
            Crew.Action call = calls.get(i);
            assertThrows(NullPointerException.class, call::run, "call " + i);
            assertFigures(channel, 0, 0, 0, 0);
            assertQuiet(channel);
            assertFalse(channel.isClosed());
        }
        channel.close(); // null is refused by an ended channel, too
        assertThrows(NullPointerException.class, () -> channel.trySend(null));
        assertThrows(NullPointerException.class, () -> channel.send(null));
    }

    @Test
    default void it_says_its_name() {
        Channel<Integer> named = this.<Integer>builder().name("jobs").build();
        assertEquals("jobs", named.name());
        assertEquals("jobs", named.stats().name());
        assertEquals("channel 'jobs'", named.toString());
        assertEquals("channel", named.stats().kind());
        named.close();
        assertEquals(
                "channel 'jobs' is closed",
                assertThrows(ChannelClosedException.class, named::receive).getMessage());

        Channel<Integer> first = make();
        Channel<Integer> second = make();
        assertTrue(first.name().matches("channel-[0-9]+"), first.name());
        assertFalse(first.name().equals(second.name()));
        assertEquals(first.name(), first.name());
        assertEquals(first.name(), first.stats().name());
    }

    @Test
    @Conformance("A8")
    default void its_capacity_never_changes() {
        Channel<Integer> channel = make();
        assertEquals(capacity(), channel.stats().capacity());
        channel.trySend(1);
        assertEquals(capacity(), channel.stats().capacity());
        channel.close();
        assertEquals(capacity(), channel.stats().capacity());
    }
}
