package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RateLimitedServerTest {

    @Test
    void some_are_turned_away_and_others_stand_in_line() throws Exception {
        assertEquals(
                """
                ann asks 20 times: 5 answers, 15 times 429
                she may come back within a minute: true
                bob asks 3 times: 3 answers
                11 tours: 11 answers
                10 pauses of 20 ms: true
                """,
                Printed.by("rate-limited-server").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(
                IllegalArgumentException.class, () -> Printed.by("rate-limited-server", "--fast"));
    }
}
