package io.millrace.select;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Allocation;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import org.junit.jupiter.api.Test;

/// A select that is reused allocates nothing, whether it finds something ready or not.
class SelectAllocationTest {
    private static final int ROUNDS = 1_000_000;
    private static final int WARM_UP = 20_000;

    /// Less than any object a round: what is left is noise.
    private static final double BOUND = 8;

    private static void assertAllocatesNothing(Crew.Action round) throws Exception {
        try (var crew = new Crew(Crew.Kind.PLATFORM)) {
            var perRound =
                    crew.go(() -> {
                        for (int i = 0; i < WARM_UP; i++) {
                            round.run();
                        }
                        long before = Allocation.bytes();
                        for (int i = 0; i < ROUNDS; i++) {
                            round.run();
                        }
                        return (double) (Allocation.bytes() - before) / ROUNDS;
                    });
            assertTrue(perRound.get() < BOUND, () -> perRound.get() + " bytes a round");
        }
    }

    @Test
    @Conformance("F81")
    void a_select_on_ready_channels_allocates_nothing() throws Exception {
        Channel<Integer> in = Channel.buffered(4);
        Channel<Integer> out = Channel.buffered(4);
        var receive = Select.of(in.onReceive(v -> v), out.onReceive(v -> v));
        var send = Select.of(in.onSend(() -> 1, () -> 1), out.onSend(() -> 2, () -> 2));
        assertAllocatesNothing(() -> {
            send.await();
            receive.await();
        });
    }

    @Test
    @Conformance("F81")
    void a_select_with_conditions_allocates_nothing() throws Exception {
        Channel<Integer> in = Channel.buffered(4);
        var send = Select.of(in.onSend(() -> 1, () -> 1).when(() -> true));
        var receive =
                Select.of(
                        in.onReceive(v -> v).when(() -> true),
                        in.onReceive(v -> v).when(() -> false));
        assertAllocatesNothing(() -> {
            send.await();
            receive.await();
        });
    }

    @Test
    @Conformance("F81")
    void a_select_that_falls_to_its_default_allocates_nothing() throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        Channel<Integer> out = Channel.rendezvous();
        var select = Select.of(in.onReceive(v -> v), out.onReceive(v -> v), Select.orElse(() -> 0));
        assertAllocatesNothing(select::await);
    }
}
