package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FuturesTest {

    @Test
    void values_come_later_and_failures_are_not_lost() throws Exception {
        assertEquals(
                """
                task: 42
                promise: hello
                completed twice: false
                in time: false
                from a CompletableFuture
                to a CompletableFuture: 4
                all: [a, b, c]
                any: x
                race: java.io.IOException: broken
                hedge: the third mirror
                server: 5, then 12
                server: no negative amounts
                """,
                Printed.by("future").text());
    }

    @Test
    void it_refuses_what_it_does_not_understand() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("future", "--fast"));
    }
}
