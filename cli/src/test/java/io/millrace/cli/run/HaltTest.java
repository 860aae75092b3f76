package io.millrace.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.run.Halt.Why;
import org.junit.jupiter.api.Test;

class HaltTest {

    @Test
    void it_is_read_as_written() {
        assertEquals(Halt.NEVER, Halt.parse("never"));
        assertEquals(new Halt(false, Why.FAIL, 3, 0), Halt.parse("soon,fail=3"));
        assertEquals(new Halt(true, Why.FAIL, 1, 0), Halt.parse("now,fail=1"));
        assertEquals(new Halt(true, Why.SUCCESS, 1, 0), Halt.parse("now,success=1"));
        assertEquals(new Halt(false, Why.DONE, 100, 0), Halt.parse("soon,done=100"));
        assertEquals(new Halt(false, Why.FAIL, 3, 10), Halt.parse("soon,fail=10%"));
    }

    @Test
    void what_is_written_otherwise_is_an_error() {
        for (String wrong :
                new String[] {
                    "",
                    "now",
                    "soon,fail=0",
                    "later,fail=1",
                    "soon,fail",
                    "now,done=5%",
                    "now,fail=101%",
                    "soon,fail=-1"
                }) {
            assertThrows(IllegalArgumentException.class, () -> Halt.parse(wrong), wrong);
        }
    }

    @Test
    void a_number_is_reached_by_the_jobs_it_is_about() {
        assertTrue(Halt.parse("soon,fail=3").isReached(3, 0));
        assertFalse(Halt.parse("soon,fail=3").isReached(2, 90));
        assertTrue(Halt.parse("soon,success=3").isReached(2, 3));
        assertFalse(Halt.parse("soon,success=3").isReached(9, 2));
        assertTrue(Halt.parse("soon,done=3").isReached(1, 2));
        assertFalse(Halt.parse("soon,done=3").isReached(1, 1));
        assertFalse(Halt.NEVER.isReached(1_000_000, 0));
    }

    @Test
    void a_share_is_of_those_that_have_ended_and_not_of_one_or_two() {
        Halt tenth = Halt.parse("now,fail=10%");
        assertFalse(tenth.isReached(2, 0));
        assertTrue(tenth.isReached(3, 0));
        assertTrue(tenth.isReached(3, 27));
        assertFalse(tenth.isReached(3, 28));
        assertTrue(Halt.parse("now,success=100%").isReached(0, 3));
        assertFalse(Halt.parse("now,success=100%").isReached(1, 50));
    }
}
