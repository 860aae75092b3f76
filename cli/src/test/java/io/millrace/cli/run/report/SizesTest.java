package io.millrace.cli.run.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SizesTest {

    @Test
    void they_are_read_in_units_of_1024() {
        assertEquals(0, Sizes.parse("0"));
        assertEquals(512, Sizes.parse("512"));
        assertEquals(100 * 1024, Sizes.parse("100K"));
        assertEquals(10 << 20, Sizes.parse("10m"));
        assertEquals(3L << 29, Sizes.parse("1.5G"));
        assertEquals(1L << 40, Sizes.parse("1TiB"));
        for (String wrong : new String[] {"", "K", "-1", "1X", "1e9", "99999999T"}) {
            assertThrows(IllegalArgumentException.class, () -> Sizes.parse(wrong), wrong);
        }
    }

    @Test
    void they_are_written_in_few_digits() {
        assertEquals("512B", Sizes.text(512));
        assertEquals("1K", Sizes.text(1024));
        assertEquals("1.5M", Sizes.text(3 << 19));
        assertEquals("100M", Sizes.text(100 << 20));
        assertEquals("2T", Sizes.text(2L << 40));
    }
}
