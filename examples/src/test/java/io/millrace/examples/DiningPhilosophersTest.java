package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DiningPhilosophersTest {

    @Test
    void the_deadlock_is_found_and_the_remedies_help() throws Exception {
        assertEquals(
                """
                all take the left fork: each has one, and 5 of 5 wait in vain for the other
                a waiter seats four: 5000 meals, never more than 2 at once: true
                one takes the right fork first: 5000 meals, never more than 2 at once: true
                """,
                Printed.by("dining-philosophers").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(
                IllegalArgumentException.class, () -> Printed.by("dining-philosophers", "--fast"));
    }
}
