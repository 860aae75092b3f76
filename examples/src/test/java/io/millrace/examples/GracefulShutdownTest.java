package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class GracefulShutdownTest {

    @Test
    void each_step_ends_what_it_can() throws Exception {
        assertEquals(
                """
                drained: true, done: 50, more: refused
                a slow job: CANCEL, left: 0
                a deaf job: ABANDON
                  still running: deaf
                """,
                Printed.by("graceful-shutdown").text());
    }

    @Test
    void it_refuses_what_it_does_not_understand() {
        assertThrows(
                IllegalArgumentException.class, () -> Printed.by("graceful-shutdown", "--fast"));
    }
}
