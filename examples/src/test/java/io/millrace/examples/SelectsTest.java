package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SelectsTest {

    @Test
    void it_waits_for_the_first_of_several_things() throws Exception {
        assertEquals(
                """
                merged 100 numbers, their sum is 5050
                nothing for 10 ms
                nothing now
                before it was told to quit it received 5
                through a queue: 100, in order: true
                fair: about half
                prioritized: all urgent ones first
                """,
                Printed.by("select").text());
    }

    @Test
    void it_refuses_what_it_does_not_understand() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("select", "--fast"));
    }
}
