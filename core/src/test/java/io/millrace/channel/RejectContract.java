package io.millrace.channel;

import static io.millrace.channel.BatchContract.range;
import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.ChannelKind.drain;
import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitSenders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a channel does that rejects the value for which it has no room.
interface RejectContract extends ChannelKind {

    @Test
    default void a_full_channel_rejects_and_the_value_stays_with_its_sender() throws Exception {
        var dropped = new ArrayList<Integer>();
        Channel<Integer> channel =
                this.<Integer>builder().name("jobs").onUndelivered(dropped::add).build();
        for (int i = 0; i < capacity(); i++) {
            channel.send(i);
        }
        var failure = assertThrows(ChannelFullException.class, () -> channel.send(-1));
        assertTrue(failure.getMessage().contains("'jobs'"), failure.getMessage());
        assertTrue(failure.getMessage().contains("" + capacity()), failure.getMessage());
        assertEquals(Sent.FULL, channel.trySend(-1));
        assertEquals(Sent.FULL, channel.trySend(-1, Duration.ofDays(1)));
        assertEquals(List.of(), dropped);
        assertFigures(channel, capacity(), capacity(), 0, 0);
        assertQuiet(channel);
        channel.receive();
        channel.send(99);
        assertEquals(99, drain(channel).getLast());
    }

    @Test
    default void a_batch_is_sent_as_far_as_there_is_room_and_then_rejected() throws Exception {
        var dropped = new ArrayList<Integer>();
        Channel<Integer> channel = this.<Integer>builder().onUndelivered(dropped::add).build();
        assertEquals(capacity(), channel.sendSome(range(0, capacity() + 3)));
        assertThrows(ChannelFullException.class, () -> channel.sendSome(List.of(-1)));
        assertThrows(ChannelFullException.class, () -> channel.sendAll(List.of(-1)));
        assertFigures(channel, capacity(), capacity(), 0, 0);
        assertEquals(range(0, capacity()), drain(channel));
        assertThrows(ChannelFullException.class, () -> channel.sendAll(range(0, capacity() + 3)));
        assertEquals(range(0, capacity()), drain(channel));
        assertEquals(List.of(), dropped);
        assertFigures(channel, 0, 2 * capacity(), 2 * capacity(), 0);
        assertQuiet(channel);
    }

    @Test
    default void a_select_waits_for_room_and_nobody_overtakes_it() throws Exception {
        Channel<Integer> channel = filled();
        try (var crew = new Crew()) {
            var select = crew.go(() -> Select.of(channel.onSend(() -> 99, () -> "sent")).await());
            awaitSenders(channel, 1);
            assertThrows(ChannelFullException.class, () -> channel.send(-1));
            assertEquals(0, channel.receive());
            assertEquals("sent", select.get());
            assertThrows(ChannelFullException.class, () -> channel.send(-1));
            assertEquals(99, drain(channel).getLast());
        }
        assertQuiet(channel);
    }

    @Test
    default void an_ended_channel_says_that_it_has_ended_rather_than_that_it_is_full()
            throws Exception {
        Channel<Integer> channel = filled();
        channel.close();
        assertThrows(ChannelClosedException.class, () -> channel.send(-1));
        assertEquals(Sent.CLOSED, channel.trySend(-1));
    }
}
