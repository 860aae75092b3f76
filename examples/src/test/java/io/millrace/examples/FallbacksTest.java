package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FallbacksTest {

    @Test
    void something_stands_in_for_what_failed_and_for_nothing_else() throws Exception {
        assertEquals(
                """
                tea: 250
                down, tea: 250 (status 503)
                down, gold: no price (status 503)
                silent, tea: 250 (CallTimedOutException)
                dodo: status 404
                """,
                Printed.by("fallback").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("fallback", "--fast"));
    }
}
