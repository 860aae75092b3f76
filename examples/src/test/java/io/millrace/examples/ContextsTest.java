package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ContextsTest {

    @Test
    void a_tree_of_work_ends_with_its_cause() throws Exception {
        assertEquals(
                """
                root ended: false
                query ended: the client has gone
                task ended: java.io.IOException: the client has gone
                accept: given up, timeout: true
                hello ann
                hello bob
                hello stranger
                a hook was taken back: true
                told: enough; for the clean-up: true
                """,
                Printed.by("context").text());
    }

    @Test
    void it_refuses_what_it_does_not_understand() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("context", "--fast"));
    }
}
