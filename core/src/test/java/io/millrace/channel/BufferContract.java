package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.ChannelKind.drain;
import static io.millrace.fixture.Queues.assertQuiet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every channel that has a buffer does with what lies in it.
interface BufferContract extends ChannelKind {

    private List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    @Test
    @Conformance({"A4", "A8"})
    default void as_many_sends_as_there_is_room_for_do_not_wait_and_are_counted_exactly()
            throws Exception {
        Channel<Integer> channel = make();
        for (int i = 0; i < room(); i++) {
            assertFigures(channel, i, i, 0, 0);
            switch (i % 3) {
                case 0 -> channel.send(i);
                case 1 -> assertEquals(Sent.SENT, channel.trySend(i));
                default -> assertEquals(Sent.SENT, channel.trySend(i, Duration.ZERO));
            }
        }
        assertFigures(channel, room(), room(), 0, 0);
        for (int i = 0; i < room(); i++) {
            assertEquals(i, channel.receive());
            assertFigures(channel, room() - i - 1, room(), i + 1, 0);
        }
        assertQuiet(channel);
    }

    @Test
    default void values_come_out_in_order_however_often_the_buffer_has_gone_round()
            throws Exception {
        Channel<Integer> channel = make();
        int next = 0;
        int expected = 0;
        for (int round = 0; round < 50; round++) {
            int burst = 1 + round % room();
            for (int i = 0; i < burst; i++) {
                channel.send(next++);
            }
            for (int i = 0; i < burst; i++) {
                assertEquals(expected++, channel.receive());
            }
        }
        assertFigures(channel, 0, next, next, 0);
    }

    @Test
    @Conformance("C41")
    default void a_closed_channel_still_delivers_what_it_holds() throws Exception {
        Channel<Integer> channel = filled();
        assertTrue(channel.close());
        for (int i = 0; i < room(); i++) {
            Object value =
                    switch (i % 4) {
                        case 0 -> channel.receive();
                        case 1 -> channel.receiveOrNull();
                        case 2 -> ((Received.Value<Integer>) channel.tryReceive()).value();
                        default -> Select.of(channel.onReceive(v -> v)).await();
                    };
            assertEquals(i, value);
        }
        assertNull(channel.receiveOrNull());
        assertNull(channel.receiveOrNull());
        assertFigures(channel, 0, room(), room(), 0);
    }

    @Test
    @Conformance("C50")
    default void a_failed_channel_delivers_what_it_holds_and_only_then_the_cause()
            throws Exception {
        Channel<Integer> channel = filled();
        var why = new IllegalStateException("broken off");
        assertTrue(channel.fail(why));
        for (int i = 0; i < room(); i++) {
            assertEquals(i, channel.receiveOrNull());
        }
        for (int i = 0; i < 2; i++) {
            assertSame(
                    why, assertThrows(ChannelClosedException.class, channel::receive).getCause());
            assertSame(
                    why,
                    assertThrows(ChannelClosedException.class, channel::receiveOrNull).getCause());
            assertEquals(new Received.Ended<>(new Closed(channel, why)), channel.tryReceive());
        }
        var select = Select.of(channel.onReceive(v -> v));
        var failure = assertThrows(ChannelClosedException.class, select::await);
        assertSame(channel, failure.closed().channel());
    }

    @Test
    @Conformance("C51")
    default void a_closed_channel_is_drained_once_its_last_value_is_received() throws Exception {
        Channel<Integer> channel = filled();
        channel.close();
        assertTrue(channel.isClosed());
        for (int i = 0; i < room(); i++) {
            assertFalse(channel.isDrained());
            channel.receive();
        }
        assertTrue(channel.isDrained());
        assertEquals(ChannelStats.State.CLOSED, channel.stats().state());
    }

    @Test
    default void cancelling_passes_everything_left_to_the_hook_in_order_and_once()
            throws Exception {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel = this.<Integer>builder().onUndelivered(undelivered::add).build();
        for (int i = 0; i < room(); i++) {
            channel.send(i);
        }
        assertTrue(channel.cancel());
        assertEquals(upTo(room()), undelivered);
        assertFigures(channel, 0, room(), 0, room());
        assertFalse(channel.cancel());
        assertEquals(room(), undelivered.size());
        assertEquals(List.of(), drain(channel));
    }

    @Test
    default void a_closed_channel_can_be_cancelled_while_something_is_left() throws Exception {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel = this.<Integer>builder().onUndelivered(undelivered::add).build();
        channel.send(1);
        channel.close();
        var why = new IllegalStateException("hung up");
        assertTrue(channel.cancel(why));
        assertEquals(List.of(1), undelivered);
        assertSame(why, assertThrows(ChannelClosedException.class, channel::receive).getCause());
        assertEquals(ChannelStats.State.CANCELLED, channel.stats().state());
        assertFigures(channel, 0, 1, 0, 1);
    }

    @Test
    default void a_failed_channel_can_be_cancelled_while_something_is_left() throws Exception {
        Channel<Integer> channel = make();
        channel.send(1);
        channel.fail(new IllegalStateException("broken off"));
        assertTrue(channel.cancel());
        assertEquals(ChannelStats.State.CANCELLED, channel.stats().state());
        assertFigures(channel, 0, 1, 0, 1);
    }

    @Test
    default void a_hook_that_throws_at_a_cancel_is_passed_the_rest_all_the_same() throws Exception {
        var seen = new ArrayList<Integer>();
        Channel<Integer> channel =
                this.<Integer>builder()
                        .onUndelivered(value -> {
                            seen.add(value);
                            throw new IllegalStateException("hook " + value);
                        })
                        .build();
        for (int i = 0; i < room(); i++) {
            channel.send(i);
        }
        var failure = assertThrows(IllegalStateException.class, channel::cancel);
        assertEquals("hook 0", failure.getMessage());
        int later = Math.min(room() - 1, AbstractChannel.MOST_SUPPRESSED);
        assertEquals(later, failure.getSuppressed().length);
        assertEquals(upTo(room()), seen);
        assertFigures(channel, 0, room(), 0, room());
        assertTrue(channel.isDrained());
    }

    @Test
    default void a_cancel_without_a_hook_counts_what_it_drops() throws Exception {
        Channel<Integer> channel = filled();
        channel.receive();
        channel.cancel();
        assertFigures(channel, 0, room(), 1, room() - 1);
    }

    @Test
    @Conformance("E58")
    default void a_loop_sees_every_value_and_ends() throws Exception {
        Channel<Integer> channel = filled();
        channel.close();
        var seen = new ArrayList<Integer>();
        for (Integer value : channel) {
            seen.add(value);
        }
        assertEquals(upTo(room()), seen);
    }

    @Test
    @Conformance("E60")
    default void looking_ahead_twice_takes_one_value() throws Exception {
        Channel<Integer> channel = filled();
        channel.close();
        var iterator = channel.iterator();
        assertTrue(iterator.hasNext());
        assertTrue(iterator.hasNext());
        assertFigures(channel, room() - 1, room(), 1, 0);
        assertEquals(0, iterator.next());
        assertFigures(channel, room() - 1, room(), 1, 0);
    }

    @Test
    @Conformance("E61")
    default void next_without_looking_ahead_takes_one_value_each_and_then_ends() throws Exception {
        Channel<Integer> channel = filled();
        channel.close();
        var iterator = channel.iterator();
        for (int i = 0; i < room(); i++) {
            assertEquals(i, iterator.next());
        }
        assertThrows(java.util.NoSuchElementException.class, iterator::next);
    }

    @Test
    @Conformance("E62")
    default void leaving_a_loop_loses_no_value() throws Exception {
        Channel<Integer> channel = filled();
        channel.close();
        int taken = 0;
        for (Integer value : channel) {
            assertEquals(taken++, value);
            if (taken == (room() + 1) / 2) {
                break;
            }
        }
        assertFigures(channel, room() - taken, room(), taken, 0);
        assertEquals(upTo(room()).subList(taken, room()), drain(channel));
    }

    @Test
    @Conformance("E64")
    default void a_limited_stream_takes_as_many_values_as_its_limit() throws Exception {
        Channel<Integer> channel = filled();
        int limit = (room() + 1) / 2;
        assertEquals(upTo(limit), channel.stream().limit(limit).toList());
        assertFigures(channel, room() - limit, room(), limit, 0);
        assertFalse(channel.isClosed(), "a stream that is not closed does not cancel");
        assertEquals(upTo(room()).subList(limit, room()), drain(channel));
    }

    @Test
    default void a_stream_that_is_closed_cancels_what_is_left() throws Exception {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel = this.<Integer>builder().onUndelivered(undelivered::add).build();
        for (int i = 0; i < room(); i++) {
            channel.send(i);
        }
        try (var stream = channel.stream()) {
            assertEquals(0, stream.findFirst().orElseThrow());
        }
        assertEquals(upTo(room()).subList(1, room()), undelivered);
        assertFigures(channel, 0, room(), 1, room() - 1);
    }

    @Test
    @Conformance("B32")
    default void a_timed_receive_of_no_time_takes_what_is_there() throws Exception {
        Channel<Integer> channel = make();
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1), Durations.LEAST)) {
            assertEquals(Sent.SENT, channel.trySend(3, none));
            assertEquals(new Received.Value<>(3), channel.tryReceive(none));
        }
        assertQuiet(channel);
    }

    @Test
    default void an_interrupted_thread_neither_sends_into_room_nor_takes_what_is_there()
            throws Exception {
        Channel<Integer> channel = make();
        channel.send(1);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, channel::receive);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> channel.send(2));
        assertFigures(channel, 1, 1, 0, 0);
    }

    @Test
    @Conformance({"F66", "F67"})
    default void a_select_sends_into_room_and_receives_what_is_there() throws Exception {
        Channel<Integer> channel = make();
        assertEquals("sent", Select.of(channel.onSend(() -> 5, () -> "sent")).await());
        assertFigures(channel, 1, 1, 0, 0);
        assertEquals(5, Select.of(channel.onReceive(value -> value)).await());
        assertFigures(channel, 0, 1, 1, 0);
    }
}
