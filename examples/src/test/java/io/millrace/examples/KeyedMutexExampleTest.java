package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class KeyedMutexExampleTest {

    @Test
    void no_count_is_lost_and_files_do_not_wait_for_each_other() throws Exception {
        assertEquals(
                """
                ann: 200
                bob: 200
                cid: 200
                locks that are left: 0
                two at the same time
                ann within 5 ms: false
                bob within 5 ms: true
                """,
                Printed.by("keyed-mutex").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("keyed-mutex", "--fast"));
    }
}
