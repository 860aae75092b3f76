package io.millrace.cli.run.job;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void it_doubles_up_to_the_most_and_keeps_at_least_a_half() {
        var backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
        var random = new Random(1);
        for (int attempt = 1; attempt < 100; attempt++) {
            double full = Math.min(30_000, 200 * Math.pow(2, attempt - 1));
            for (int i = 0; i < 50; i++) {
                double millis = backoff.after(attempt, random).toNanos() / 1e6;
                assertTrue(millis > full / 2 - 1 && millis <= full, attempt + ": " + millis);
            }
        }
    }

    @Test
    void the_most_is_not_less_than_the_first() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }
}
