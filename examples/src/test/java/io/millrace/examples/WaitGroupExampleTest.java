package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WaitGroupExampleTest {

    @Test
    void it_waits_for_all() throws Exception {
        assertEquals(
                """
                sum of 1 to 1000: 500500
                done within 5 ms: false
                what came first: the time
                a task of wait-group 'parts' failed: java.io.IOException: disk full
                refused: done() on wait-group 'parts', whose counter is zero: it was called once too often
                """,
                Printed.by("waitgroup").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("waitgroup", "--fast"));
    }
}
