package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.ChannelKind.drain;
import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitSenders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a channel does whose senders wait when it is full.
interface BackPressureContract extends ChannelKind {

    /// Starts senders of `room()`, `room() + 1` and so on, which queue up in that order.
    private List<Crew.Member<Void>> senders(Crew crew, Channel<Integer> full, int count) {
        var senders = new ArrayList<Crew.Member<Void>>();
        for (int i = 0; i < count; i++) {
            int value = room() + i;
            senders.add(crew.go(() -> full.send(value)));
            awaitSenders(full, i + 1);
        }
        return senders;
    }

    private List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    @Test
    @Conformance({"A3", "A9"})
    default void a_full_channel_says_full_and_its_senders_wait_and_are_not_counted_in_its_size()
            throws Exception {
        Channel<Integer> channel = filled();
        assertEquals(Sent.FULL, channel.trySend(-1));
        assertEquals(Sent.FULL, channel.trySend(-1, Duration.ZERO));
        assertFigures(channel, capacity(), capacity(), 0, 0);
        assertQuiet(channel);
        try (var crew = new Crew()) {
            var senders = senders(crew, channel, 2);
            assertEquals(Sent.FULL, channel.trySend(-1));
            assertFigures(channel, capacity(), capacity(), 0, 0);
            senders.forEach(sender -> assertFalse(sender.isDone()));
            assertEquals(upTo(capacity() + 2), drain(channel));
            senders.forEach(Crew.Member::get);
        }
        assertFigures(channel, 0, capacity() + 2, capacity() + 2, 0);
        assertQuiet(channel);
    }

    @Test
    @Conformance({"B23", "B25"})
    default void each_receive_lets_the_longest_waiting_sender_in_and_nobody_else()
            throws Exception {
        Channel<Integer> channel = filled();
        try (var crew = new Crew()) {
            var senders = senders(crew, channel, 10);
            for (int i = 0; i < 10; i++) {
                assertEquals(i, channel.receive());
                senders.get(i).get();
                assertEquals(9 - i, channel.stats().waitingSenders());
                assertFigures(channel, capacity(), capacity() + i + 1, i + 1, 0);
            }
        }
        assertEquals(IntStream.range(10, 10 + capacity()).boxed().toList(), drain(channel));
        assertQuiet(channel);
    }

    @Test
    default void a_newcomer_does_not_overtake_those_who_wait() throws Exception {
        Channel<Integer> channel = filled();
        try (var crew = new Crew()) {
            senders(crew, channel, 2);
            channel.receive();
            assertEquals(Sent.FULL, channel.trySend(-1));
            assertEquals(1, channel.stats().waitingSenders());
            assertEquals(capacity() + 1, drain(channel).size());
        }
    }

    @Test
    @Conformance("B27")
    default void an_interrupted_sender_throws_and_nobody_receives_its_value() throws Exception {
        Channel<Integer> channel = filled();
        try (var crew = new Crew()) {
            var senders = senders(crew, channel, 3);
            senders.get(1).interrupt();
            senders.get(1).failure(InterruptedException.class);
            assertFalse(senders.get(1).endedInterrupted());
            awaitSenders(channel, 2);
            var expected = new ArrayList<>(upTo(capacity() + 3));
            expected.remove(Integer.valueOf(capacity() + 1));
            assertEquals(expected, drain(channel));
        }
        assertQuiet(channel);
    }

    @Test
    @Conformance("B31")
    default void a_timed_send_gives_up_when_its_time_is_over_and_nobody_receives_its_value()
            throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            Channel<Integer> channel = filled();
            var sender = crew.go(() -> channel.trySend(-1, Duration.ofMinutes(2)));
            awaitSenders(channel, 1);
            clock.awaitSleepers(1);
            clock.advance(Duration.ofMinutes(2).minusNanos(1));
            assertEquals(1, channel.stats().waitingSenders());
            clock.advance(Duration.ofNanos(1));
            assertEquals(Sent.FULL, sender.get());
            assertQuiet(channel);
            assertEquals(upTo(capacity()), drain(channel));
        }
    }

    @Test
    @Conformance("B32")
    default void a_timed_send_of_no_time_does_not_wait() throws Exception {
        Channel<Integer> channel = filled();
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1), Durations.LEAST)) {
            assertEquals(Sent.FULL, channel.trySend(-1, none));
            assertQuiet(channel);
        }
        channel.close();
        assertEquals(Sent.CLOSED, channel.trySend(-1, Duration.ZERO));
    }

    @Test
    @Conformance("B33")
    default void a_timed_send_of_the_longest_time_waits_for_room() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            Channel<Integer> channel = filled();
            var sender = crew.go(() -> channel.trySend(room(), Durations.MOST));
            awaitSenders(channel, 1);
            clock.awaitSleepers(1);
            clock.advance(Duration.ofDays(10 * 365));
            assertFalse(sender.isDone());
            assertEquals(upTo(capacity() + 1), drain(channel));
            assertEquals(Sent.SENT, sender.get());
        }
    }

    @Test
    @Conformance("B35")
    default void cancelling_a_context_ends_the_send_that_waits_under_it() throws Exception {
        Channel<Integer> channel = filled();
        var why = new IllegalStateException("why");
        try (var crew = new Crew();
                var context = Context.background().withCancel()) {
            var sender =
                    crew.go(() ->
                            context.<Void, InterruptedException>call(() -> {
                                channel.send(-1);
                                return null;
                            }));
            awaitSenders(channel, 1);
            context.cancel(why);
            assertSame(why, sender.failure(ContextEndedException.class).getCause());
        }
        assertEquals(upTo(capacity()), drain(channel));
        assertQuiet(channel);
    }

    @Test
    @Conformance({"C46", "C47"})
    default void closing_refuses_every_waiting_sender_and_keeps_what_is_buffered()
            throws Exception {
        Channel<Integer> channel = filled();
        try (var crew = new Crew()) {
            var senders = senders(crew, channel, 3);
            var timed = crew.go(() -> channel.trySend(-1, Duration.ofDays(1)));
            awaitSenders(channel, 4);
            var selecting =
                    crew.go(() -> Select.of(channel.onSend(() -> -2, () -> "sent")).await());
            awaitSenders(channel, 5);
            var telling =
                    crew.go(() ->
                            Select.of(channel.onSend(() -> -3, () -> "sent", end -> "ended"))
                                    .await());
            awaitSenders(channel, 6);
            assertTrue(channel.close());
            for (Crew.Member<Void> sender : senders) {
                assertSame(
                        channel, sender.failure(ChannelClosedException.class).closed().channel());
            }
            assertEquals(Sent.CLOSED, timed.get());
            selecting.failure(ChannelClosedException.class);
            assertEquals("ended", telling.get());
        }
        assertEquals(upTo(capacity()), drain(channel));
        assertFigures(channel, 0, capacity(), capacity(), 0);
        assertQuiet(channel);
    }

    @Test
    default void failing_gives_every_waiting_sender_the_cause() throws Exception {
        Channel<Integer> channel = filled();
        var why = new IllegalStateException("broken off");
        try (var crew = new Crew()) {
            var senders = senders(crew, channel, 2);
            channel.fail(why);
            senders.forEach(sender ->
                    assertSame(why, sender.failure(ChannelClosedException.class).getCause()));
        }
        assertEquals(upTo(capacity()), drain(channel));
    }

    @Test
    default void cancelling_tells_every_waiting_sender_and_its_value_stays_with_it()
            throws Exception {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel = this.<Integer>builder().onUndelivered(undelivered::add).build();
        for (int i = 0; i < capacity(); i++) {
            channel.send(i);
        }
        var why = new IllegalStateException("hung up");
        try (var crew = new Crew()) {
            var senders = senders(crew, channel, 2);
            channel.cancel(why);
            senders.forEach(sender ->
                    assertSame(why, sender.failure(ChannelClosedException.class).getCause()));
        }
        assertEquals(upTo(capacity()), undelivered, "no value whose send threw");
        assertFigures(channel, 0, capacity(), 0, capacity());
        assertQuiet(channel);
    }

    @Test
    @Conformance("B40")
    default void trying_to_receive_lets_a_waiting_sender_go_on() throws Exception {
        Channel<Integer> channel = filled();
        try (var crew = new Crew()) {
            var sender = senders(crew, channel, 1).getFirst();
            assertEquals(new Received.Value<>(0), channel.tryReceive());
            sender.get();
            assertQuiet(channel);
            assertEquals(capacity(), drain(channel).size());
        }
    }

    @Test
    @Conformance({"F69", "F77"})
    default void a_select_waits_for_room_and_sends_then() throws Exception {
        Channel<Integer> channel = filled();
        Channel<Integer> other = make();
        try (var crew = new Crew()) {
            var select =
                    crew.go(() ->
                            Select.of(
                                            channel.onSend(() -> room(), () -> "sent"),
                                            other.onReceive(value -> "received"))
                                    .await());
            awaitSenders(channel, 1);
            assertEquals(1, other.stats().waitingReceivers());
            assertEquals(upTo(capacity() + 1), drain(channel));
            assertEquals("sent", select.get());
        }
        assertQuiet(channel);
        assertQuiet(other);
        assertFigures(channel, 0, capacity() + 1, capacity() + 1, 0);
    }
}
