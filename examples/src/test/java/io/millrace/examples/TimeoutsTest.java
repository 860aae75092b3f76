package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TimeoutsTest {

    @Test
    void a_server_that_hangs_holds_nobody_up() throws Exception {
        assertEquals(
                """
                in time: a page
                given up after 100 ms
                timed out: 1
                interrupted now: false
                a deadline was the cause: true
                here within 100 ms: false
                still asked for: true
                cancelled: true
                """,
                Printed.by("timeout").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("timeout", "--fast"));
    }
}
