package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MutexExampleTest {

    @Test
    void no_cent_is_lost() throws Exception {
        assertEquals(
                """
                transfers: 16000
                cents in all: 100000
                locked twice: false
                a select got: nothing in 5 ms
                """,
                Printed.by("mutex").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("mutex", "--fast"));
    }
}
