package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ErrGroupsTest {

    @Test
    void files_are_read_so_many_at_a_time_and_a_failure_stops_the_rest() throws Exception {
        assertEquals(
                """
                2d711642b726b044  file1
                5dde896887f6754c  file2
                cd2eb0837c9b4c96  file3
                2481a63c85a62cf8  file4
                eaf16bc07968e013  file5
                b7fb217694ae2d30  file6
                with one that is missing: no such file
                at once, at most: 4; taken without waiting: 4
                """,
                Printed.by("errgroup").text());
    }

    @Test
    void it_refuses_what_it_does_not_understand() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("errgroup", "--fast"));
    }
}
