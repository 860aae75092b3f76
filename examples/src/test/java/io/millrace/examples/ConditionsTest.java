package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ConditionsTest {

    @Test
    void nothing_is_lost_and_the_store_is_never_too_full() throws Exception {
        assertEquals(
                """
                taken: 2002000, put: 2002000
                never more than 3 in it: true
                something more within 5 ms: false
                a taker that was cancelled: Cancelled
                and the store goes on: 1
                """,
                Printed.by("condition").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("condition", "--fast"));
    }
}
