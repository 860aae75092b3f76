package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TickingTest {

    /// Returns the part that one policy printed.
    private static Printed part(Printed all, String from, String to) {
        return new Printed(all.text().substring(all.at(from), all.at(to)));
    }

    private static List<Long> numbers(Printed part, String regex) {
        return part.all(regex).stream().map(Long::valueOf).toList();
    }

    @Test
    void ticks_come_at_multiples_of_the_period_under_each_policy() throws Exception {
        Printed all = Printed.by("ticker");
        Printed skip = part(all, "SKIP", "BURST");
        Printed burst = part(all, "BURST", "DELAY");
        Printed delay = part(all, "DELAY", "closed after");
        String number = "tick (\\d+),";
        String due = "after (\\d+) ms";

        List<Long> skipped = numbers(skip, number);
        assertEquals(8, skipped.size());
        assertEquals(
                skipped.stream().map(n -> (n - 1) * 50).toList(), numbers(skip, due), all.text());
        long missed = numbers(skip, "missed (\\d+)").stream().mapToLong(n -> n).sum();
        assertTrue(missed >= 2, all.text());
        assertEquals(skipped.getLast(), 8 + missed, "with those that were missed");

        assertEquals(LongStream.rangeClosed(1, 8).boxed().toList(), numbers(burst, number));
        assertEquals(
                LongStream.rangeClosed(0, 7).map(n -> n * 50).boxed().toList(),
                numbers(burst, due));

        assertEquals(LongStream.rangeClosed(1, 8).boxed().toList(), numbers(delay, number));
        List<Long> dues = numbers(delay, due);
        for (int i = 1; i < dues.size(); i++) {
            assertTrue(dues.get(i) - dues.get(i - 1) >= 50, all.text());
        }
        assertEquals(0, all.number("closed after"));
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("ticker", "x"));
    }
}
