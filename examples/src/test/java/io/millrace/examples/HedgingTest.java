package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HedgingTest {

    @Test
    void a_few_more_requests_are_made_and_the_losers_are_cancelled() throws Exception {
        Printed printed = Printed.by("hedge");
        assertEquals(40, printed.number("without a hedge, requests:"));
        assertTrue(printed.number("without a hedge, slowest reply in ms:") >= 500);
        // On a machine that stalls, some fast ones are asked for twice as well.
        assertTrue(printed.number("\nwith a hedge, requests:") >= 44, printed.text());
        assertTrue(printed.number("won by the second:") >= 1, printed.text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("hedge", "--fast"));
    }
}
