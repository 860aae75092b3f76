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

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// What receiving does, and waiting to receive, on every kind of channel.
interface ReceiveContract extends ChannelKind {

    @Test
    @Conformance({"A1", "B24"})
    default void receivers_wait_for_values_and_are_served_in_the_order_in_which_they_came()
            throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var receivers = new ArrayList<Crew.Member<Integer>>();
            for (int i = 0; i < 10; i++) {
                receivers.add(crew.go(() -> channel.receive()));
                awaitReceivers(channel, i + 1);
            }
            for (int i = 0; i < 10; i++) {
                assertFalse(receivers.get(i).isDone());
                channel.send(i);
                assertEquals(i, receivers.get(i).get());
                assertEquals(9 - i, channel.stats().waitingReceivers());
            }
        }
        assertFigures(channel, 0, 10, 10, 0);
    }

    @Test
    @Conformance({"A1", "C45"})
    default void closing_wakes_every_waiting_receiver_with_the_end() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var throwing = crew.go(() -> channel.receive());
            var looping = crew.go(() -> channel.receiveOrNull());
            var timed = crew.go(() -> channel.tryReceive(Duration.ofDays(1)));
            var ranging = crew.go(() -> channel.iterator().hasNext());
            awaitReceivers(channel, 4);
            assertTrue(channel.close());
            Closed closed = throwing.failure(ChannelClosedException.class).closed();
            assertSame(channel, closed.channel());
            assertNull(closed.cause());
            assertNull(looping.get());
            assertEquals(new Received.Ended<>(new Closed(channel, null)), timed.get());
            assertFalse(ranging.get());
        }
        assertQuiet(channel);
    }

    @Test
    @Conformance("A2")
    default void trying_an_empty_channel_says_empty_at_once_and_leaves_no_waiter() {
        Channel<Integer> channel = make();
        assertInstanceOf(Received.Empty.class, channel.tryReceive());
        assertFigures(channel, 0, 0, 0, 0);
        assertQuiet(channel);
    }

    @Test
    @Conformance("A20")
    default void a_value_goes_straight_to_a_receiver_that_waits() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var receiver = crew.go(() -> channel.receive());
            awaitReceivers(channel, 1);
            assertEquals(Sent.SENT, channel.trySend(7));
            assertFigures(channel, 0, 1, 1, 0);
            assertEquals(7, receiver.get());
        }
    }

    @Test
    @Conformance("A12")
    default void a_reply_channel_travels_through_a_channel() throws Exception {
        Channel<Channel<Channel<String>>> requests = make();
        try (var crew = new Crew()) {
            crew.go(() -> {
                Channel<Channel<String>> reply = requests.receive();
                Channel<String> answers = Channel.rendezvous();
                reply.send(answers);
                answers.send("both stages work");
            });
            Channel<Channel<String>> reply = Channel.rendezvous();
            awaitReceivers(requests, 1);
            requests.send(reply);
            assertEquals("both stages work", reply.receive().receive());
            crew.join();
        }
    }

    @Test
    @Conformance("A13")
    default void the_same_object_sent_twice_arrives_twice_and_is_the_same() throws Exception {
        Channel<Object> channel = make();
        var value = new ArrayList<>(List.of("equal to others"));
        try (var crew = new Crew()) {
            for (int i = 0; i < 2; i++) {
                var receiver = crew.go(() -> channel.receive());
                awaitReceivers(channel, 1);
                channel.send(value);
                assertSame(value, receiver.get());
            }
        }
        assertFigures(channel, 0, 2, 2, 0);
    }

    @Test
    @Conformance("B26")
    default void an_interrupted_receiver_throws_and_the_next_value_does_not_vanish_into_it()
            throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var first = crew.go(() -> channel.receive());
            awaitReceivers(channel, 1);
            var second = crew.go(() -> channel.receive());
            awaitReceivers(channel, 2);
            first.interrupt();
            first.failure(InterruptedException.class);
            assertFalse(first.endedInterrupted());
            awaitReceivers(channel, 1);
            channel.send(1);
            assertEquals(1, second.get());
        }
        assertFigures(channel, 0, 1, 1, 0);
        assertQuiet(channel);
    }

    @Test
    default void a_receiver_in_the_middle_of_the_queue_leaves_without_disturbing_the_others()
            throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var receivers = new ArrayList<Crew.Member<Integer>>();
            for (int i = 0; i < 5; i++) {
                receivers.add(crew.go(() -> channel.receive()));
                awaitReceivers(channel, i + 1);
            }
            for (int i : List.of(2, 0, 4)) { // the middle, the first, the last
                receivers.get(i).interrupt();
                receivers.get(i).failure(InterruptedException.class);
            }
            channel.send(1);
            channel.send(3);
            assertEquals(1, receivers.get(1).get());
            assertEquals(3, receivers.get(3).get());
        }
        assertQuiet(channel);
    }

    @Test
    default void a_pending_interrupt_makes_every_waiting_form_throw_and_takes_no_value()
            throws Exception {
        Channel<Integer> channel = make();
        List<Crew.Action> forms =
                List.of(
                        channel::receive,
                        channel::receiveOrNull,
                        () -> channel.tryReceive(Duration.ofDays(1)),
                        () -> channel.send(1),
                        () -> channel.trySend(1, Duration.ofDays(1)));
        for (Crew.Action form : forms) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, form::run);
            assertFalse(Thread.currentThread().isInterrupted());
        }
        assertFigures(channel, 0, 0, 0, 0);
        assertQuiet(channel);
    }

    @Test
    default void trying_is_no_cancellation_point() {
        Channel<Integer> channel = make();
        Thread.currentThread().interrupt();
        assertInstanceOf(Received.Empty.class, channel.tryReceive());
        channel.trySend(1);
        channel.close();
        assertTrue(Thread.interrupted());
    }

    @Test
    @Conformance("B28")
    default void a_thousand_interrupted_receivers_leave_the_value_to_a_fresh_one()
            throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var receivers = new ArrayList<Crew.Member<Integer>>();
            for (int i = 0; i < 1_000; i++) {
                receivers.add(crew.go(() -> channel.receive()));
            }
            awaitReceivers(channel, 1_000);
            receivers.forEach(Crew.Member::interrupt);
            receivers.forEach(receiver -> receiver.failure(InterruptedException.class));
            assertQuiet(channel);
            var fresh = crew.go(() -> channel.receive());
            awaitReceivers(channel, 1);
            channel.send(5);
            assertEquals(5, fresh.get());
        }
    }

    @Test
    @Conformance("B31")
    default void a_timed_receive_gives_up_when_its_time_is_over_and_not_before() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            Channel<Integer> channel = make();
            var receiver = crew.go(() -> channel.tryReceive(Duration.ofMinutes(2)));
            awaitReceivers(channel, 1);
            clock.awaitSleepers(1);
            clock.advance(Duration.ofMinutes(2).minusNanos(1));
            assertEquals(1, channel.stats().waitingReceivers());
            assertFalse(receiver.isDone());
            clock.advance(Duration.ofNanos(1));
            assertInstanceOf(Received.Empty.class, receiver.get());
            assertQuiet(channel);
        }
    }

    @Test
    @Conformance("B31")
    default void a_timed_receive_takes_at_least_its_time() throws Exception {
        Channel<Integer> channel = make();
        long start = System.nanoTime();
        assertInstanceOf(Received.Empty.class, channel.tryReceive(Duration.ofMillis(3)));
        long took = System.nanoTime() - start;
        assertTrue(took >= 3_000_000, () -> "took " + took + " ns");
        assertQuiet(channel);
    }

    @Test
    @Conformance("B32")
    default void a_timed_receive_of_no_time_does_not_wait() throws Exception {
        Channel<Integer> channel = make();
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1), Durations.LEAST)) {
            assertInstanceOf(Received.Empty.class, channel.tryReceive(none));
            assertQuiet(channel);
        }
        channel.close();
        assertInstanceOf(Received.Ended.class, channel.tryReceive(Duration.ZERO));
    }

    @Test
    @Conformance("B33")
    default void a_timed_receive_of_the_longest_time_waits_for_its_value() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            for (Duration longest : List.of(Duration.ofNanos(Long.MAX_VALUE), Durations.MOST)) {
                Channel<Integer> channel = make();
                var receiver = crew.go(() -> channel.tryReceive(longest));
                awaitReceivers(channel, 1);
                clock.awaitSleepers(1);
                clock.advance(Duration.ofDays(10 * 365));
                assertFalse(receiver.isDone());
                channel.send(1);
                assertEquals(new Received.Value<>(1), receiver.get());
            }
        }
    }

    @Test
    @Conformance("B34")
    default void a_receive_under_a_cancelled_context_fails_with_its_cause() {
        Channel<Integer> channel = make();
        channel.trySend(1);
        long sent = channel.stats().sent();
        var why = new IllegalStateException("why");
        try (var context = Context.background().withCancel()) {
            context.cancel(why);
            var failure =
                    assertThrows(ContextEndedException.class, () -> context.call(channel::receive));
            assertSame(why, failure.getCause());
        }
        assertEquals(0, channel.stats().received());
        assertEquals(sent, channel.stats().size());
    }

    @Test
    @Conformance("B35")
    default void cancelling_a_context_ends_the_receive_that_waits_under_it() throws Exception {
        Channel<Integer> channel = make();
        var why = new IllegalStateException("why");
        try (var crew = new Crew();
                var context = Context.background().withCancel()) {
            var receiver = crew.go(() -> context.call(() -> channel.receive()));
            awaitReceivers(channel, 1);
            context.cancel(why);
            assertSame(why, receiver.failure(ContextEndedException.class).getCause());
            assertFalse(receiver.endedInterrupted());
        }
        assertQuiet(channel);
    }

    @Test
    default void failing_gives_every_waiting_receiver_the_cause() throws Exception {
        Channel<Integer> channel = make();
        var why = new IllegalStateException("broken off");
        try (var crew = new Crew()) {
            var throwing = crew.go(() -> channel.receive());
            var looping = crew.go(() -> channel.receiveOrNull());
            var timed = crew.go(() -> channel.tryReceive(Duration.ofDays(1)));
            var ranging = crew.go(() -> channel.iterator().hasNext());
            awaitReceivers(channel, 4);
            assertTrue(channel.fail(why));
            assertSame(why, throwing.failure(ChannelClosedException.class).getCause());
            assertSame(why, looping.failure(ChannelClosedException.class).closed().cause());
            assertEquals(new Received.Ended<>(new Closed(channel, why)), timed.get());
            assertSame(why, ranging.failure(ChannelClosedException.class).getCause());
        }
        assertQuiet(channel);
        assertEquals(ChannelStats.State.FAILED, channel.stats().state());
    }

    @Test
    default void cancelling_gives_other_receivers_a_cancellation() throws Exception {
        Channel<Integer> channel = make();
        try (var crew = new Crew()) {
            var throwing = crew.go(() -> channel.receive());
            var looping = crew.go(() -> channel.receiveOrNull());
            awaitReceivers(channel, 2);
            assertTrue(channel.cancel());
            var first = throwing.failure(ChannelClosedException.class);
            assertInstanceOf(CancellationException.class, first.getCause());
            var second = looping.failure(ChannelClosedException.class);
            assertInstanceOf(CancellationException.class, second.getCause());
            assertFalse(second.closed().isClean());
        }
        assertQuiet(channel);
        assertEquals(ChannelStats.State.CANCELLED, channel.stats().state());
    }
}
