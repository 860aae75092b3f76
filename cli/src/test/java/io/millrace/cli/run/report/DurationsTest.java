package io.millrace.cli.run.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {

    @Test
    void durations_are_read_as_people_write_them() {
        assertEquals(Duration.ofMillis(500), Durations.parse("500ms"));
        assertEquals(Duration.ofMillis(1500), Durations.parse("1.5s"));
        assertEquals(Duration.ofSeconds(3), Durations.parse("3"));
        assertEquals(Duration.ofMinutes(2), Durations.parse("2m"));
        assertEquals(Duration.ofHours(1), Durations.parse("1h"));
        for (String wrong : new String[] {"", "s", "-1s", "1 s", "1d", "99999999999h"}) {
            assertThrows(IllegalArgumentException.class, () -> Durations.parse(wrong), wrong);
        }
    }

    @Test
    void durations_are_written_in_few_digits() {
        assertEquals("1.46s", Durations.text(1.46e9, 3));
        assertEquals("1.4s", Durations.text(1.4e9, 2));
        assertEquals("310ms", Durations.text(310e6, 3));
        assertEquals("310ms", Durations.text(310e6, 2));
        assertEquals("1.00s", Durations.text(999.9e6, 3));
        assertEquals("25us", Durations.text(25e3, 2));
        assertEquals("40ns", Durations.text(40, 3));
        assertEquals("0ns", Durations.text(0, 2));
        assertEquals("2m03s", Durations.text(123e9, 3));
        assertEquals("1h02m", Durations.text(3725e9, 3));
        assertEquals("00:52", Durations.clock(52_000_000_000L));
        assertEquals("1:00:10", Durations.clock(3_610_000_000_000L));
    }
}
