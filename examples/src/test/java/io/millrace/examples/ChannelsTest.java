package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ChannelsTest {

    @Test
    void values_are_handed_over_and_ends_are_told_apart() throws Exception {
        assertEquals(
                """
                received: hello
                a third one: full
                received [1, 2], closed again: false
                the first three: [1, 2, 3]
                before it broke off: 1
                then: java.io.IOException: the disk is full
                ended
                kept [4, 5], lost [1, 2, 3]
                primes: [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]
                """,
                Printed.by("channels").text());
    }

    @Test
    void it_refuses_what_it_does_not_understand() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("channels", "--fast"));
    }
}
