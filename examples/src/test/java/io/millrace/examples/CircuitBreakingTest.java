package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakingTest {

    @Test
    void it_leaves_the_service_alone_while_it_is_down() throws Exception {
        Printed printed = Printed.by("circuit-breaker");
        // The failures are the service's requests 4 to 7; the fourth of them is the first probe.
        assertEquals(
                List.of(
                        "CLOSED -> OPEN: 3 failures in a row",
                        "OPEN -> HALF_OPEN: the wait is over",
                        "HALF_OPEN -> OPEN: a probe failed",
                        "OPEN -> HALF_OPEN: the wait is over",
                        "HALF_OPEN -> CLOSED: 2 probes succeeded"),
                printed.all("( *\\w+ -> .*)").stream().map(String::strip).toList());
        assertEquals(4, printed.all("(503)").size());
        int notCalled = printed.all("(not called)").size();
        assertTrue(notCalled >= 2, printed.text());
        assertEquals(16 - notCalled, printed.number("reached the service:"), printed.text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("circuit-breaker", "--fast"));
    }
}
