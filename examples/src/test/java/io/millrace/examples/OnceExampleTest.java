package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class OnceExampleTest {

    @Test
    void what_is_to_happen_once_does() throws Exception {
        assertEquals(
                """
                asked for: 20 times, read: 1
                a missing one: no such file
                a missing one: no such file
                read in all: 2
                started: 1, went on before: 0
                accounts: 3, each has all its payments: true
                locks that are left: 0
                """,
                Printed.by("once").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("once", "--fast"));
    }
}
