package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class GoroutinesTest {

    @Test
    void tasks_have_results_and_no_failure_is_lost() throws Exception {
        assertEquals(
                """
                sums/1 and high: 5050
                FAIL_FAST: java.io.IOException: no such host; succeeded: 0, cancelled: 1
                COLLECT_ALL: java.io.IOException: no such host; succeeded: 1, cancelled: 0
                forgotten, ended: false
                after the scope, ended: true
                in time: true
                daisy chain: 10001
                """,
                Printed.by("goroutines").text());
    }

    @Test
    void it_refuses_what_it_does_not_understand() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("goroutines", "--fast"));
    }
}
