package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TimersTest {

    @Test
    void it_prints_what_the_guide_says() throws Exception {
        assertEquals(
                """
                heartbeat 1
                heartbeat 2
                heartbeat 3
                heartbeat 4
                heartbeat 5
                no heartbeat for 1 s: gone
                called off in time: true
                called
                taken back: true
                a stale fire: false
                fired, and stop comes too late: true
                """,
                Printed.by("timer").text().replace("\r\n", "\n"));
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("timer", "x"));
    }
}
