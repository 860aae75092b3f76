package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LoadBalancerTest {

    @Test
    void every_request_is_answered_and_goes_to_whoever_has_the_fewest() throws Exception {
        assertEquals(
                """
                each requester gets what it would get alone: true
                every line was asked for: true
                requests that went to a worker with more to do than another: 0
                all 10 workers had work: true
                pending at the end: 0
                """,
                Printed.by("load-balancer").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("load-balancer", "--fast"));
    }
}
