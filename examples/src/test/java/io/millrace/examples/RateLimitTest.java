package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RateLimitTest {

    @Test
    void it_asks_for_what_its_permits_allow() throws Exception {
        assertEquals(
                """
                without a limit: 20 requests, 429: 15
                with a limit: 5 requests, 429: 0
                in line: 20 answers
                15 of them had to wait, 20 ms each: true
                first reservation: wait PT0S
                second reservation: wait PT1H
                given back in time: true
                third reservation: wait PT1H
                ann: served
                ann: served
                ann: turned away
                bob: served
                what came first: the shop is closing
                """,
                Printed.by("rate-limit").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("rate-limit", "--fast"));
    }
}
