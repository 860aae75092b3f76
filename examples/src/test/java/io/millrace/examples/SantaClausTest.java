package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SantaClausTest {

    @Test
    void reindeer_go_first_and_elves_come_in_threes() throws Exception {
        assertEquals(
                """
                tours with 9 reindeer: 3
                talks with 3 elves: 10
                both at the door: reindeer, then elves
                """,
                Printed.by("santa-claus").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("santa-claus", "--fast"));
    }
}
