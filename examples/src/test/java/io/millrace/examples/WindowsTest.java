package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WindowsTest {

    @Test
    void a_fixed_window_allows_twice_as_many_around_a_boundary_and_a_sliding_one_does_not()
            throws Exception {
        assertEquals(
                """
                fixed:   now, now, now, in half a window, in half a window, in half a window
                sliding: now, now, now, in a window, in a window, in a window
                bucket:  now, now, now, in half a window, in a window, in a window
                a thousand at once: true
                one more: false
                come back within the hour: true
                """,
                Printed.by("windows").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("windows", "--fast"));
    }
}
