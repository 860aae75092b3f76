package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.fixture.Queues.awaitSenders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import org.junit.jupiter.api.Test;

class RendezvousChannelTest
        implements ReceiveContract,
                EndingContract,
                LosslessContract,
                BackPressureContract,
                BatchContract,
                BatchBackPressureContract {

    @Override
    public <T> Channel.Builder<T> builder() {
        return Channel.builder();
    }

    @Override
    public int capacity() {
        return 0;
    }

    @Test
    @Conformance("A14")
    void a_send_does_not_return_before_its_receive_has_begun() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        var begun = new boolean[10_001]; // published by the channel
        try (var crew = new Crew()) {
            var sender =
                    crew.go(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            channel.send(i);
                            assertTrue(begun[i], "send " + i + " returned before its receive");
                        }
                    });
            awaitSenders(channel, 1);
            assertFalse(sender.isDone());
            for (int i = 0; i < 10_000; i++) {
                begun[i] = true;
                assertEquals(i, channel.receive());
            }
            sender.get();
        }
    }

    @Test
    @Conformance("B39")
    void trying_to_send_succeeds_if_a_receiver_waits_and_else_leaves_no_ghost() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        assertEquals(Sent.FULL, channel.trySend(1));
        assertInstanceOf(Received.Empty.class, channel.tryReceive());
        assertFigures(channel, 0, 0, 0, 0);
        try (var crew = new Crew()) {
            var receiver = crew.go(() -> channel.receive());
            awaitReceivers(channel, 1);
            assertEquals(Sent.SENT, channel.trySend(2));
            assertEquals(2, receiver.get());
        }
        assertEquals(Sent.FULL, channel.trySend(3));
        assertFigures(channel, 0, 1, 1, 0);
        assertQuiet(channel);
    }

    @Test
    @Conformance("B40")
    void trying_to_receive_takes_the_value_of_a_waiting_sender_and_wakes_it() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        try (var crew = new Crew()) {
            var sender = crew.go(() -> channel.send(1));
            awaitSenders(channel, 1);
            assertEquals(new Received.Value<>(1), channel.tryReceive());
            sender.get();
        }
        assertFigures(channel, 0, 1, 1, 0);
        assertQuiet(channel);
    }
}
