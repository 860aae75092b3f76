package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LoadBalancingTest {

    @Test
    void who_waits_behind_a_slow_request_depends_on_who_gets_which() throws Exception {
        assertEquals(
                """
                12 quick requests beside a slow one, 3 workers
                  shared       12 were answered beside it, 0 after it
                  round robin   8 were answered beside it, 4 after it
                  least loaded 12 were answered beside it, 0 after it
                  by key        8 were answered beside it, 4 after it
                300 equal requests in turn: {server/1=100, server/2=100, server/3=100}
                order of each key's 100 requests kept: true
                """,
                Printed.by("load-balancing").text());
    }

    @Test
    void it_refuses_what_it_does_not_understand() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("load-balancing", "--fast"));
    }
}
