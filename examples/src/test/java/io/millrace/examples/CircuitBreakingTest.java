package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CircuitBreakingTest {

    @Test
    void it_leaves_the_server_alone_while_it_is_down() throws Exception {
        assertEquals(
                """
                1: 200
                2: 200
                3: 200
                4: 503
                5: 503
                        CLOSED -> OPEN: 3 failures in a row
                6: 503
                7: not called
                        OPEN -> HALF_OPEN: the wait is over
                        HALF_OPEN -> OPEN: a probe failed
                8: 503
                9: not called
                        OPEN -> HALF_OPEN: the wait is over
                10: 200
                        HALF_OPEN -> CLOSED: 2 probes succeeded
                11: 200
                12: 200
                requests that reached the server: 10
                """,
                Printed.by("circuit-breaker").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("circuit-breaker", "--fast"));
    }
}
