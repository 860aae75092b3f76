package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RateLimitTest {

    @Test
    void it_serves_what_its_permits_allow() throws Exception {
        Printed printed = Printed.by("rate-limit");
        // Five are there, and one more comes every 20 ms that the requests take to be made.
        long served = printed.number("not waiting: served");
        assertTrue(served >= 5 && served <= 20, printed.text());
        printed.at(", waiting: served 20 in");
        assertTrue(printed.number("served 20 in") >= 299, printed.text());
        printed.at(
                """
                first reservation: wait PT0S
                second reservation: wait PT1H
                given back in time: true
                third reservation: wait PT1H
                ann: served
                ann: served
                """);
        printed.at(
                """
                bob: served
                what came first: the shop is closing
                """);
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("rate-limit", "--fast"));
    }
}
