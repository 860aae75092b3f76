package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DebouncingTest {

    @Test
    void the_last_of_a_burst_comes_and_the_first_and_last_of_the_progress() throws Exception {
        Printed printed = Printed.by("debounce");
        assertEquals(List.of("mill", "millrace"), printed.all("search for (\\w+)"));
        printed.at("8 keys, 2 searches");
        List<String> shown = printed.all("done % (\\d+)");
        assertEquals("0", shown.getFirst());
        assertEquals("100", shown.getLast());
        assertTrue(shown.size() < 30, printed.text());
        printed.at("few shown: true");
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("debounce", "x"));
    }
}
