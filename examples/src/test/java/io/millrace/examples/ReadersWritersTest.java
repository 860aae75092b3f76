package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ReadersWritersTest {

    @Test
    void each_preference_has_an_order_of_its_own() throws Exception {
        assertEquals(
                """
                FAIR: W1 R2 W2 R3
                FAIR: 1500 writes, 4000 reads, torn: 0
                READERS: R2 R3 W1 W2
                READERS: 1500 writes, 4000 reads, torn: 0
                WRITERS: W1 W2 R2 R3
                WRITERS: 1500 writes, 4000 reads, torn: 0
                """,
                Printed.by("readers-writers").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("readers-writers", "--fast"));
    }
}
