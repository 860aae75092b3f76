package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Eventually;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FairKeysTest {
    private static final int RARE = 1;
    private static final int WAITING = 300; // less than are taken: somebody lets them follow

    private final Gauge gauge = new Gauge();

    /// While an element of the frequent key is worked on, the next one already follows it.
    private int workOn(int number) {
        if (number != RARE && number < WAITING) {
            Eventually.until("the next follows", () -> gauge.pulled() > number + 2);
        }
        return number;
    }

    @Test
    void a_key_that_always_has_more_does_not_keep_the_worker_for_ever() throws Exception {
        List<Integer> first =
                gauge.source()
                        .map(
                                Workers.<Integer>byKey(1, n -> n == RARE ? "rare" : "frequent")
                                        .window(8),
                                this::workOn)
                        .take(400)
                        .toList();
        assertTrue(first.contains(RARE), "the rare key starves");
        assertTrue(first.indexOf(RARE) < 100, () -> "at " + first.indexOf(RARE));
        List<Integer> others = first.stream().filter(n -> n != RARE).toList();
        assertEquals(
                Stream.iterate(0, n -> n == 0 ? 2 : n + 1).limit(399).toList(),
                others,
                "the frequent key is out of order");
    }
}
