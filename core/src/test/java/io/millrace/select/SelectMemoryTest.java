package io.millrace.select;

import static io.millrace.fixture.Queues.assertQuiet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.fixture.AtPark;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Heap;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Selects that have waited for something that never happens leave nothing behind, however many
/// they were. Go programs call such a thing `done`.
class SelectMemoryTest {
    private static final int SELECTS = 500_000; // reused, and as many made anew

    /// A waiter that is left in a queue takes at least 40 bytes: a tenth of the selects would be
    /// seen.
    private static final long MOST_GROWTH = 2 << 20;

    /// Waits, each time, for what never happens and for what happens at once.
    private static void await(Channel<Integer> busy, List<Clause<Integer>> clauses, int selects)
            throws InterruptedException {
        Select<Integer> reused = Select.of(clauses);
        try (var _ = AtPark.each(() -> busy.trySend(1))) {
            for (int i = 0; i < selects; i++) {
                assertEquals(1, reused.await());
                assertEquals(1, Select.<Integer>of(clauses).await());
            }
        }
    }

    @Test
    @Conformance("F77")
    void a_million_selects_leave_no_trace_on_what_never_happens() throws Exception {
        Channel<Integer> busy = Channel.rendezvous();
        Channel<Integer> quiet = Channel.rendezvous();
        Channel<Integer> full = Channel.buffered(1);
        full.send(0);
        try (var context = Context.background().withCancel()) {
            List<Clause<Integer>> clauses =
                    List.of(
                            quiet.onReceive(v -> 2),
                            quiet.onSend(() -> 3, () -> 3),
                            busy.onReceive(v -> v),
                            full.onSend(() -> 4, () -> 4),
                            context.onDone(cause -> 5),
                            Select.after(Duration.ofDays(1), () -> 6));
            await(busy, clauses, 10_000); // so that classes and pools are there
            long before = Heap.used();
            await(busy, clauses, SELECTS);
            long growth = Heap.used() - before;
            assertQuiet(quiet, busy, full);
            assertTrue(growth < MOST_GROWTH, () -> "the heap has grown by " + growth + " bytes");
        }
        assertEquals(0, quiet.stats().received());
        assertEquals(1, full.stats().sent());
    }
}
