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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a channel does that drops the value that has been buffered longest.
interface DropOldestContract extends ChannelKind {

    @Test
    default void a_full_channel_drops_its_oldest_value_for_each_new_one_and_nobody_waits()
            throws Exception {
        var dropped = new ArrayList<Integer>();
        Channel<Integer> channel = this.<Integer>builder().onUndelivered(dropped::add).build();
        int total = capacity() + 4;
        for (int i = 0; i < total; i++) {
            switch (i % 4) {
                case 0 -> channel.send(i);
                case 1 -> assertEquals(Sent.SENT, channel.trySend(i));
                case 2 -> assertEquals(Sent.SENT, channel.trySend(i, Duration.ofDays(1)));
                default -> {
                    int value = i;
                    Select.of(channel.onSend(() -> value, () -> "sent")).await();
                }
            }
            int lost = Math.max(0, i + 1 - capacity());
            assertFigures(channel, i + 1 - lost, i + 1, 0, lost);
            assertEquals(IntStream.range(0, lost).boxed().toList(), dropped);
        }
        assertEquals(IntStream.range(4, total).boxed().toList(), drain(channel));
        assertFigures(channel, 0, total, capacity(), 4);
        assertQuiet(channel);
    }

    @Test
    default void a_hook_that_throws_at_a_drop_makes_the_send_throw_though_the_value_is_sent()
            throws Exception {
        Channel<Integer> channel =
                this.<Integer>builder()
                        .onUndelivered(value -> {
                            throw new IllegalStateException("hook " + value);
                        })
                        .build();
        for (int i = 0; i < capacity(); i++) {
            channel.send(i);
        }
        var select = Select.of(channel.onSend(() -> 10, () -> "sent"));
        assertEquals(
                "hook 0", assertThrows(IllegalStateException.class, select::await).getMessage());
        assertThrows(IllegalStateException.class, () -> channel.send(11));
        assertThrows(IllegalStateException.class, () -> channel.trySend(12));
        assertFigures(channel, capacity(), capacity() + 3, 0, 3);
        assertEquals(12, drain(channel).getLast());
        channel.send(13); // the channel works on
        assertEquals(13, channel.receive());
    }

    @Test
    default void a_batch_too_long_for_the_buffer_leaves_its_end_there_and_drops_the_rest_in_order()
            throws Exception {
        var dropped = new ArrayList<Integer>();
        Channel<Integer> channel = this.<Integer>builder().onUndelivered(dropped::add).build();
        int length = capacity() + 200;
        assertEquals(length, channel.sendSome(range(0, length)));
        assertEquals(range(0, 200), dropped);
        assertFigures(channel, capacity(), length, 0, 200);
        channel.sendAll(range(length, length + 3));
        assertEquals(range(0, 203), dropped);
        assertEquals(range(203, length + 3), drain(channel));
        assertFigures(channel, 0, length + 3, capacity(), 203);
        assertQuiet(channel);
    }

    @Test
    default void what_was_dropped_is_not_passed_again_when_the_channel_is_cancelled()
            throws Exception {
        var dropped = new ArrayList<Integer>();
        Channel<Integer> channel = this.<Integer>builder().onUndelivered(dropped::add).build();
        for (int i = 0; i < 2 * capacity(); i++) {
            channel.send(i);
        }
        channel.cancel();
        assertEquals(IntStream.range(0, 2 * capacity()).boxed().toList(), dropped);
        assertFigures(channel, 0, 2 * capacity(), 0, 2 * capacity());
    }

    @Test
    default void the_same_object_sent_again_takes_the_place_of_itself_and_is_said_to_be_sent()
            throws Exception {
        var dropped = new ArrayList<String>();
        Channel<String> channel = this.<String>builder().onUndelivered(dropped::add).build();
        for (int i = 0; i < capacity(); i++) {
            assertEquals(Sent.SENT, channel.trySend("same"));
        }
        assertEquals(Sent.SENT, channel.trySend("same"));
        assertEquals(1, dropped.size());
        assertFigures(channel, capacity(), capacity() + 1, 0, 1);
    }
}
