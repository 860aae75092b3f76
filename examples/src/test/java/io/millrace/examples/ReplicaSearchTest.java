package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReplicaSearchTest {

    @Test
    void each_way_finds_what_it_has_time_for() throws Exception {
        Printed printed = Printed.by("replica-search");
        assertEquals(
                """
                1.0 in turn:      [web of millrace, image of millrace, video of millrace]
                2.0 at once:      [web of millrace, image of millrace, video of millrace]
                2.1 in time:      [web of millrace, image of millrace]
                3.0 with a hedge: [web of millrace, image of millrace, video of millrace]
                at once is faster than in turn: true
                with a hedge is faster than both: true
                """,
                printed.text().substring(0, printed.at("requests that lost")));
        assertTrue(printed.number("requests that lost and were cancelled:") >= 2);
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("replica-search", "--fast"));
    }
}
