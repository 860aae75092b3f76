package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SemaphoreExampleTest {

    @Test
    void no_more_than_so_many_at_a_time() throws Exception {
        assertEquals(
                """
                downloads: 24
                lines used at once, at most: 4
                free again: 4
                another one, now: false
                and with one line more: true
                refused: acquire(6) of semaphore 'lines': its size is 5, so they will never be there; ask for less, or resize it first
                """,
                Printed.by("semaphore").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("semaphore", "--fast"));
    }
}
