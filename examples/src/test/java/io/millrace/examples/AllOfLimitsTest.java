package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AllOfLimitsTest {

    @Test
    void a_request_takes_a_permit_of_each_limit_or_of_none() throws Exception {
        assertEquals(
                """
                one after the other: ann was served 2 times, all has 0 left
                all or none: ann was served 2 times, bob 1
                bob has 1 left, all has 0 left
                paced, within the quota: 5
                at that pace: true, quota has 0 left
                now: true, later: true
                given back: true, all has 2 left
                """,
                Printed.by("all-of").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("all-of", "--fast"));
    }
}
