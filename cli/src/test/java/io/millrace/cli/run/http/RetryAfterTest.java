package io.millrace.cli.run.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

    @Test
    void seconds_are_seconds() {
        assertEquals(Duration.ofSeconds(120), RetryAfter.parse("120", NOW));
        assertEquals(Duration.ZERO, RetryAfter.parse("0", NOW));
    }

    @Test
    void a_date_may_have_any_of_three_forms() {
        for (String date :
                List.of(
                        "Sun, 06 Nov 1994 08:49:37 GMT",
                        "Sunday, 06-Nov-94 08:49:37 GMT",
                        "Sun Nov  6 08:49:37 1994")) {
            assertEquals(Duration.ofSeconds(37), RetryAfter.parse(date, NOW), date);
        }
    }

    @Test
    void a_date_that_is_over_asks_for_no_pause() {
        assertEquals(Duration.ZERO, RetryAfter.parse("Sun, 06 Nov 1994 08:48:59 GMT", NOW));
    }

    @Test
    void two_digits_of_a_year_mean_the_nearest_one() {
        Instant now = Instant.parse("2026-11-24T00:00:00Z");
        assertEquals(
                Instant.parse("2027-01-01T00:00:00Z"),
                RetryAfter.dateOrNull("Friday, 01-Jan-27 00:00:00 GMT", now));
        assertEquals(
                Instant.parse("1994-11-06T08:49:37Z"),
                RetryAfter.dateOrNull("Sunday, 06-Nov-94 08:49:37 GMT", now));
    }

    @Test
    void what_is_not_understood_asks_for_nothing_and_what_is_absurd_for_a_year() {
        for (String text : List.of("", "soon", "-1", "1.5", "Sun, 99 Nov 1994 08:49:37 GMT")) {
            assertEquals(Duration.ZERO, RetryAfter.parse(text, NOW), text);
        }
        assertEquals(Duration.ofDays(365), RetryAfter.parse("99999999999999999999", NOW));
        assertEquals(Duration.ofDays(365), RetryAfter.parse("999999999", NOW));
    }
}
