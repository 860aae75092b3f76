package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BulkheadsTest {

    @Test
    void a_service_that_hangs_takes_its_own_places_and_no_more() throws Exception {
        assertEquals(
                """
                reports that hang: 3
                waiting behind them: 2
                refused at once: 20
                prices that were answered meanwhile: 20
                reports that came in the end: 5
                the page shows: yesterday's report
                and if all is well: today's report
                calls that took too long: 1
                """,
                Printed.by("bulkhead").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("bulkhead", "--fast"));
    }
}
