package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RetryingTest {

    @Test
    void it_prints_what_its_guards_did() throws Exception {
        assertEquals(
                """
                attempt 2 in 5 ms
                attempt 3 in 10 ms
                attempt 4 in 20 ms
                the page, at request 4
                status 404, at request 1
                attempt 2 in 1000 ms
                attempt 3 in 0 ms
                attempt 4 in 0 ms
                the page, at request 4
                100 calls failed, after 119 requests
                yesterday's page (CircuitOpenException)
                requests before the breaker opened: 4
                """,
                Printed.by("retry").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("retry", "--fast"));
    }
}
