package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProducerConsumerTest {
    private static final String NAME = "producer-consumer";
    private static final String[] SHORT = {
        "--duration", "200ms", "--pause", "1ms..3ms", "--work", "2ms..5ms"
    };

    @Test
    void every_job_that_was_created_is_processed() throws Exception {
        Printed printed = Printed.by(NAME, SHORT);
        long created = printed.number("Jobs created:");
        assertTrue(created > 20, printed.text());
        assertEquals(created, printed.number("Jobs processed:"));
        assertEquals(0, printed.number("Jobs in flight:"));
        assertEquals(created, sum(printed, "created (\\d+) jobs"));
        assertEquals(created, sum(printed, "processed (\\d+) jobs"));
        assertEquals(created, printed.number("Finished with"));
    }

    @Test
    void it_starts_with_the_seeds_numbers() throws Exception {
        Printed printed = Printed.by(NAME, "--duration", "0s");
        assertEquals(4, printed.number("Producers:"));
        assertEquals(6, printed.number("Consumers:"));
        assertEquals(20, printed.number("Buffer size:"));
        assertEquals(0, printed.number("Jobs created:"));
        printed.at("Avg duration: 0ms");
        Printed help = Printed.by(NAME, "--help");
        for (String option :
                List.of(
                        "--producers 4 ",
                        "--consumers 6 ",
                        "--buffer 20 ",
                        "--duration 3s ",
                        "--pause 50ms..149ms ",
                        "--work 80ms..199ms ",
                        "--warn 500ms ")) {
            assertTrue(help.text().replaceAll(" +", " ").contains(option), option);
        }
    }

    @Test
    void it_starts_and_shuts_down_in_the_seeds_order() throws Exception {
        Printed printed = Printed.by(NAME, SHORT);
        var steps =
                List.of(
                        "Starting consumers...",
                        "Starting producers...",
                        "✓ All producers finished",
                        "✓ All consumers finished",
                        "✓ Result aggregator finished",
                        "📊 Final Statistics:",
                        "✓ Pipeline complete!");
        for (int i = 1; i < steps.size(); i++) {
            assertTrue(printed.at(steps.get(i - 1)) < printed.at(steps.get(i)), steps.get(i));
        }
    }

    @Test
    void too_few_consumers_hold_the_producers_back_and_jobs_that_queue_for_long_are_warned_of()
            throws Exception {
        Printed printed =
                Printed.by(
                        NAME,
                        "--consumers",
                        "1",
                        "--buffer",
                        "5",
                        "--duration",
                        "200ms",
                        "--pause",
                        "1ms..1ms",
                        "--work",
                        "5ms..5ms",
                        "--warn",
                        "1ms");
        List<String> warned = printed.all("⚠️ Job (\\d+) queued for");
        assertFalse(warned.isEmpty(), printed.text());
        assertEquals(warned.size(), new HashSet<>(warned).size(), "a job id occurs twice");
        assertTrue(printed.number("Producers waited:") > 0, printed.text());
        assertEquals(printed.number("Jobs created:"), printed.number("Jobs processed:"));
    }

    @Test
    void the_ids_of_many_jobs_are_distinct() throws Exception {
        Printed printed =
                Printed.by(
                        NAME,
                        "--producers",
                        "2",
                        "--consumers",
                        "1",
                        "--duration",
                        "500ms",
                        "--pause",
                        "0ms..0ms",
                        "--work",
                        "0ms..0ms",
                        "--warn",
                        "0ms");
        List<String> warned = printed.all("⚠️ Job (\\d+) queued for");
        assertFalse(warned.isEmpty(), printed.text());
        assertEquals(warned.size(), new HashSet<>(warned).size(), "a job id occurs twice");
    }

    @Test
    void it_runs_without_a_buffer() throws Exception {
        var args = new ArrayList<>(List.of(SHORT));
        args.addAll(List.of("--buffer", "0"));
        Printed printed = Printed.by(NAME, args.toArray(String[]::new));
        assertEquals(printed.number("Jobs created:"), printed.number("Jobs processed:"));
    }

    @Test
    void an_option_that_it_does_not_understand_is_refused_with_its_name() {
        assertRefused("unknown option '--consumer'", "--consumer", "3");
        assertRefused("--consumers needs a value", "--consumers");
        assertRefused("--consumers 0: must be a whole number from 1 ", "--consumers", "0");
        assertRefused("--consumers x: must be a whole number", "--consumers", "x");
        assertRefused("--consumers 99999999999: must be", "--consumers", "99999999999");
        assertRefused("--buffer -1: must be a whole number from 0 ", "--buffer", "-1");
        assertRefused("--duration '3': must be a time like", "--duration", "3");
        assertRefused("--work '': must be a time", "--work", "9ms..");
        assertRefused("--work 9ms..8ms: the first time", "--work", "9ms..8ms");
        assertRefused("--warn 'soon': must be a time", "--warn", "soon");
        assertRefused("--seed x: must be a whole number", "--seed", "x");
    }

    private static void assertRefused(String message, String... args) {
        var e = assertThrows(IllegalArgumentException.class, () -> Printed.by(NAME, args));
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }

    private static long sum(Printed printed, String regex) {
        return printed.all(regex).stream().mapToLong(Long::parseLong).sum();
    }
}
