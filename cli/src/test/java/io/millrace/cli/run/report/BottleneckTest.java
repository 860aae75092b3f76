package io.millrace.cli.run.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BottleneckTest {
    private static Shares consumers(double busy, double starved, double blocked, double held) {
        return new Shares(busy, starved, blocked, held, 0, 0);
    }

    private static Shares producers(Shares shares, double full, double ordered) {
        return new Shares(
                shares.busy(), shares.starved(), shares.blocked(), shares.held(), full, ordered);
    }

    private static void assertIs(Bottleneck expected, Shares shares) {
        assertEquals(expected, Bottleneck.of(shares, false, 4));
    }

    @Test
    void b1_consumers_that_starve_while_no_producer_waits_mean_the_source() {
        assertIs(Bottleneck.SOURCE, consumers(0.1, 0.9, 0, 0));
        assertIs(
                Bottleneck.SOURCE, consumers(0.9, 0.1, 0, 0)); // busy, and still with time to spare
        assertIs(Bottleneck.SOURCE, producers(consumers(0.5, 0.5, 0, 0), 0.2, 0));
    }

    @Test
    void b1_with_producers_that_wait_for_the_order_it_is_the_order() {
        assertIs(Bottleneck.ORDER, producers(consumers(0.25, 0.75, 0, 0), 0, 0.9));
        assertIs(Bottleneck.SOURCE, producers(consumers(0.25, 0.75, 0, 0), 0, 0.1));
    }

    @Test
    void b2_with_a_full_queue_it_is_what_consumers_spend_their_time_on() {
        assertIs(Bottleneck.CONSUMERS, producers(consumers(0.98, 0.02, 0, 0), 0.9, 0));
        assertIs(Bottleneck.OUTPUT, producers(consumers(0.3, 0.01, 0.69, 0), 0.9, 0));
        assertIs(Bottleneck.LIMIT, producers(consumers(0.1, 0, 0.2, 0.7), 0.9, 0));
        assertIs(
                Bottleneck.CONSUMERS,
                producers(consumers(0.6, 0.4, 0, 0), 0.5, 0)); // full more often
    }

    @Test
    void b3_after_the_end_of_the_input_nobody_waits_for_the_source() {
        Shares last = consumers(0.25, 0.75, 0, 0);
        assertEquals(Bottleneck.NONE, Bottleneck.of(last, true, 0));
        assertEquals(Bottleneck.CONSUMERS, Bottleneck.of(consumers(0.9, 0.1, 0, 0), true, 7));
        assertEquals(Bottleneck.OUTPUT, Bottleneck.of(consumers(0.1, 0.3, 0.6, 0), true, 0));
    }

    @Test
    void b4_a_run_that_has_just_begun_says_nothing() {
        assertIs(Bottleneck.NONE, Shares.NONE);
    }
}
