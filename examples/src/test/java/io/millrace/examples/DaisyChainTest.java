package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DaisyChainTest {

    @Test
    void every_link_adds_one_and_ends() throws Exception {
        assertEquals(
                """
                links that wait: 100000
                1 came out as: 100001
                links that are left: 0
                """,
                Printed.by("daisy-chain").text());
    }

    @Test
    void it_takes_a_number_alone() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("daisy-chain", "--fast"));
    }
}
