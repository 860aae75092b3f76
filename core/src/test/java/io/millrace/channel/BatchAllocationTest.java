package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Allocation;
import io.millrace.fixture.Crew;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Batches through a buffer allocate what the caller keeps, and nothing else.
class BatchAllocationTest {
    private static final int ROUNDS = 200_000;
    private static final int WARM_UP = 20_000;
    private static final int BATCH = 64;

    private static double bytesPerRound(Crew.Action round) throws Exception {
        try (var crew = new Crew(Crew.Kind.PLATFORM)) {
            return crew.go(
                            () -> {
                                for (int i = 0; i < WARM_UP; i++) {
                                    round.run();
                                }
                                long before = Allocation.bytes();
                                for (int i = 0; i < ROUNDS; i++) {
                                    round.run();
                                }
                                return (double) (Allocation.bytes() - before) / ROUNDS;
                            })
                    .get();
        }
    }

    @Test
    void sending_a_list_and_draining_into_another_allocates_less_than_a_byte_a_value()
            throws Exception {
        Channel<Integer> channel = Channel.buffered(1024);
        List<Integer> values = new ArrayList<>(BatchContract.range(0, BATCH));
        var target = new ArrayList<Integer>(BATCH);
        double bytes =
                bytesPerRound(() -> {
                    channel.sendAll(values);
                    target.clear();
                    channel.drainTo(target, BATCH);
                });
        assertEquals(values, target);
        assertTrue(bytes < BATCH, () -> bytes + " bytes a batch");
    }

    @Test
    void receiving_a_batch_allocates_its_list_alone() throws Exception {
        Channel<Integer> channel = Channel.buffered(1024);
        List<Integer> values = new ArrayList<>(BatchContract.range(0, BATCH));
        double list = bytesPerRound(() -> assertEquals(BATCH, new ArrayList<>(values).size()));
        double bytes =
                bytesPerRound(() -> {
                    channel.sendAll(values);
                    assertEquals(BATCH, channel.receiveSome(BATCH).size());
                });
        assertTrue(bytes < list + BATCH, () -> bytes + " bytes a batch, a list has " + list);
    }
}
