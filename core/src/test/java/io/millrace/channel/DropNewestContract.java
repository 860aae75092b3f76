package io.millrace.channel;

import static io.millrace.channel.BatchContract.range;
import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.ChannelKind.drain;
import static io.millrace.fixture.Queues.assertQuiet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a channel does that drops the value for which it has no room.
interface DropNewestContract extends ChannelKind {

    @Test
    default void a_full_channel_drops_the_new_value_and_says_so_and_nobody_waits()
            throws Exception {
        var dropped = new ArrayList<Integer>();
        Channel<Integer> channel = this.<Integer>builder().onUndelivered(dropped::add).build();
        for (int i = 0; i < capacity(); i++) {
            assertEquals(Sent.SENT, channel.trySend(i));
        }
        channel.send(100);
        assertEquals(Sent.DROPPED, channel.trySend(101));
        assertEquals(Sent.DROPPED, channel.trySend(102, Duration.ofDays(1)));
        assertEquals("sent", Select.of(channel.onSend(() -> 103, () -> "sent")).await());
        assertEquals(List.of(100, 101, 102, 103), dropped);
        assertFigures(channel, capacity(), capacity() + 4, 0, 4);
        assertEquals(IntStream.range(0, capacity()).boxed().toList(), drain(channel));
        assertFigures(channel, 0, capacity() + 4, capacity(), 4);
        assertQuiet(channel);
    }

    @Test
    default void a_value_that_is_dropped_though_it_is_buffered_already_is_said_to_be()
            throws Exception {
        Channel<String> channel = make();
        for (int i = 0; i < capacity(); i++) {
            assertEquals(Sent.SENT, channel.trySend("same"));
        }
        assertEquals(Sent.DROPPED, channel.trySend("same"));
        assertEquals(capacity(), drain(channel).size());
    }

    @Test
    default void of_a_batch_too_long_for_the_buffer_the_end_is_dropped_and_counts_as_sent()
            throws Exception {
        var dropped = new ArrayList<Integer>();
        Channel<Integer> channel = this.<Integer>builder().onUndelivered(dropped::add).build();
        int length = capacity() + 200;
        assertEquals(length, channel.sendSome(range(0, length)));
        assertEquals(range(capacity(), length), dropped);
        assertFigures(channel, capacity(), length, 0, 200);
        channel.sendAll(List.of(-1, -2));
        assertFigures(channel, capacity(), length + 2, 0, 202);
        assertEquals(range(0, capacity()), drain(channel));
        assertQuiet(channel);
    }

    @Test
    default void a_hook_that_throws_makes_the_send_throw() throws Exception {
        Channel<Integer> channel =
                this.<Integer>builder()
                        .onUndelivered(value -> {
                            throw new IllegalStateException("hook " + value);
                        })
                        .build();
        for (int i = 0; i < capacity(); i++) {
            channel.send(i);
        }
        assertEquals(
                "hook 10",
                assertThrows(IllegalStateException.class, () -> channel.trySend(10)).getMessage());
        assertFigures(channel, capacity(), capacity() + 1, 0, 1);
        assertEquals(capacity(), drain(channel).size());
    }
}
