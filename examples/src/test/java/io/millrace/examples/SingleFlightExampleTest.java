package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SingleFlightExampleTest {

    @Test
    void a_hundred_requests_make_one_page() throws Exception {
        assertEquals(
                """
                requests: 100, made: 1
                the last one got: <h1>Welcome</h1>
                running: 1, ended: false
                running: 0
                abandoned: 1
                """,
                Printed.by("singleflight").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("singleflight", "--fast"));
    }
}
