package io.millrace.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HaltTest {

    @Test
    void it_is_read_as_written() {
        assertEquals(Halt.NEVER, Halt.parse("never"));
        assertEquals(new Halt(3, false), Halt.parse("soon,fail=3"));
        assertEquals(new Halt(1, true), Halt.parse("now,fail=1"));
    }

    @Test
    void what_is_not_there_yet_says_so() {
        for (String wrong : new String[] {"", "now", "soon,fail=0", "later,fail=1"}) {
            assertThrows(IllegalArgumentException.class, () -> Halt.parse(wrong), wrong);
        }
        var later = assertThrows(IllegalArgumentException.class, () -> Halt.parse("now,fail=10%"));
        assertTrue(later.getMessage().contains("not in this version yet"));
    }
}
