package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.fixture.Queues.assertQuiet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.AtPark;
import io.millrace.fixture.Conformance;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An interrupt or a deadline and a partner come to one wait: whoever is first decides, and the
/// interrupt stays pending if it is not (W3). Each order is played once, without a second thread.
class InterruptRaceTest {

    private static final Runnable INTERRUPT = () -> Thread.currentThread().interrupt();

    private static Runnable both(Runnable first, Runnable second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    private interface Receive {
        Object of(Channel<Integer> channel) throws InterruptedException;
    }

    private static List<Receive> receives() {
        return List.of(
                Receiver::receive,
                Receiver::receiveOrNull,
                channel ->
                        ((Received.Value<Integer>) channel.tryReceive(Duration.ofDays(1))).value(),
                channel -> channel.receiveSome(3).getFirst(),
                channel -> channel.iterator().next(),
                channel -> Select.of(channel.onReceive(v -> v)).await(),
                channel ->
                        Select.of(
                                        channel.<Integer>onReceive(v -> v),
                                        Select.after(Duration.ofDays(1), () -> -1))
                                .await());
    }

    @Test
    @Conformance("B26")
    void a_receiver_that_was_handed_a_value_returns_it_and_keeps_the_interrupt() throws Exception {
        for (Receive receive : receives()) {
            Channel<Integer> channel = Channel.rendezvous();
            Runnable send = () -> assertEquals(Sent.SENT, channel.trySend(5));
            for (Runnable race : List.of(both(send, INTERRUPT), both(INTERRUPT, send))) {
                try (var _ = new AtPark(race)) {
                    assertEquals(5, receive.of(channel));
                }
                assertTrue(Thread.interrupted(), "the interrupt stays pending");
                assertQuiet(channel);
            }
            assertFigures(channel, 0, 2, 2, 0);
        }
    }

    @Test
    @Conformance("B27")
    void a_sender_whose_value_was_taken_returns_and_keeps_the_interrupt() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Runnable take = () -> assertEquals(new Received.Value<>(5), channel.tryReceive());
        for (Runnable race : List.of(both(take, INTERRUPT), both(INTERRUPT, take))) {
            try (var _ = new AtPark(race)) {
                channel.send(5);
            }
            assertTrue(Thread.interrupted());
            try (var _ = new AtPark(race)) {
                assertEquals(Sent.SENT, channel.trySend(5, Duration.ofDays(1)));
            }
            assertTrue(Thread.interrupted());
            try (var _ = new AtPark(race)) {
                assertEquals("sent", Select.of(channel.onSend(() -> 5, () -> "sent")).await());
            }
            assertTrue(Thread.interrupted());
            try (var _ = new AtPark(race)) {
                assertEquals(1, channel.sendSome(List.of(5, 6)));
            }
            assertTrue(Thread.interrupted());
            try (var _ = new AtPark(race)) { // the first is sent, then the interrupt is seen
                assertThrows(InterruptedException.class, () -> channel.sendAll(List.of(5, 6)));
            }
            assertFalse(Thread.interrupted());
            assertQuiet(channel);
        }
        assertFigures(channel, 0, 10, 10, 0);
    }

    @Test
    @Conformance("F83")
    void an_interrupt_alone_ends_the_wait_and_is_not_pending_afterwards() {
        for (Receive receive : receives()) {
            Channel<Integer> channel = Channel.rendezvous();
            try (var _ = new AtPark(INTERRUPT)) {
                var failure = assertThrows(Exception.class, () -> receive.of(channel));
                boolean ranges = failure instanceof java.util.concurrent.CancellationException;
                assertTrue(ranges || failure instanceof InterruptedException, failure::toString);
                assertEquals(ranges, Thread.interrupted());
            }
            assertQuiet(channel);
        }
    }

    @Test
    @Conformance("C45")
    void a_receiver_that_was_told_of_the_end_says_so_and_keeps_the_interrupt() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        try (var _ = new AtPark(both(INTERRUPT, channel::close))) {
            assertInstanceOf(
                    Received.Ended.class, channel.tryReceive(Duration.ofDays(1)), "told first");
        }
        assertTrue(Thread.interrupted());
        assertQuiet(channel);
    }

    @Test
    void a_wake_up_for_no_reason_does_not_end_a_wait() throws Exception {
        for (Receive receive : receives()) {
            Channel<Integer> channel = Channel.rendezvous();
            try (var _ =
                    new AtPark(
                            () -> // woken for nothing; the value comes while it parks again
                            Thread.startVirtualThread(() -> channel.trySend(5)))) {
                assertEquals(5, receive.of(channel));
            }
            assertFalse(Thread.interrupted());
            assertQuiet(channel);
        }
    }
}
