package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PacingTest {

    @Test
    void requests_go_out_one_by_one() throws Exception {
        assertEquals(
                """
                a bucket of 5, at once: 5
                pacing, at once: 1
                pages: 11, requests that the server saw: 11
                took at least 200 ms: true
                turn 0: within 0 h
                turn 1: within 1 h
                turn 2: within 2 h
                one more within 2 h: false
                """,
                Printed.by("pacing").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("pacing", "--fast"));
    }
}
