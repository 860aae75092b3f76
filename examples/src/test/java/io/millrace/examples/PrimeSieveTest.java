package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PrimeSieveTest {

    @Test
    void it_prints_the_primes() throws Exception {
        assertEquals(
                """
                primes: 500
                the first: [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
                the last: 3571
                """,
                Printed.by("prime-sieve").text());
    }

    @Test
    void it_takes_a_number_alone() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("prime-sieve", "--fast"));
    }
}
