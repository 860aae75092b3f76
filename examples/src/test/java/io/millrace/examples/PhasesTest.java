package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PhasesTest {

    @Test
    void parties_come_and_go_and_one_that_gives_up_is_told_of_to_all() throws Exception {
        assertEquals(
                """
                day 1: 2 walked
                day 2: 2 walked
                day 3: 3 walked
                day 4: 3 walked
                day 5: 3 walked
                day 6: 2 walked
                day 7: 2 walked
                day 8: 2 walked
                day 9: 1 walked
                all are home
                mail is ready
                store is ready
                search is ready
                generations: 1, then nobody came again
                one gave up, the other was told that it is broken
                usable again: true
                """,
                Printed.by("phases").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("phases", "--fast"));
    }
}
