package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.examples.Example;
import io.millrace.examples.Examples;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The tool is started as a process, as a user does.
class DemoCommandTest {
    private static final String NAME = "producer-consumer";

    private record Ended(int code, String out, String err) {}

    @Test
    void it_lists_every_example_with_its_summary() throws Exception {
        Ended ended = run("demo", "--list");
        assertEquals(0, ended.code, ended.err);
        List<String> lines = ended.out.lines().toList();
        assertEquals(Examples.all().size(), lines.size());
        for (Example example : Examples.all()) {
            assertTrue(
                    lines.stream()
                            .anyMatch(line ->
                                    line.startsWith(example.name() + "  ")
                                            && line.endsWith(example.summary())),
                    ended.out);
        }
        assertEquals(ended, run("demo"));
    }

    @Test
    void it_prints_the_source_that_was_compiled() throws Exception {
        Ended ended = run("demo", "--source", NAME);
        assertEquals(0, ended.code, ended.err);
        Path file =
                Path.of("..", "examples", "src/main/java/io/millrace/examples")
                        .resolve("ProducerConsumer.java");
        assertEquals(Files.readString(file), ended.out);
    }

    @Test
    void it_runs_an_example_with_its_own_options() throws Exception {
        Ended ended =
                run(
                        "demo",
                        NAME,
                        "--consumers",
                        "1",
                        "--duration",
                        "50ms",
                        "--pause",
                        "1ms..2ms",
                        "--work",
                        "1ms..2ms");
        assertEquals(0, ended.code, ended.err);
        assertTrue(ended.out.contains("Consumers: 1\n"), ended.out);
        assertTrue(ended.out.contains("Jobs in flight: 0\n"), ended.out);
        assertTrue(ended.out.endsWith("✓ Pipeline complete!\n"), ended.out);
        assertEquals("", ended.err);
        Ended help = run("demo", NAME, "--help");
        assertEquals(0, help.code, help.err);
        assertTrue(help.out.startsWith("--producers 4"), help.out);
    }

    @Test
    void what_it_does_not_understand_ends_with_exit_code_2_and_a_line_that_says_what()
            throws Exception {
        assertRefused(
                "no example 'producer-consmer'; did you mean producer-consumer?",
                "producer-consmer");
        assertRefused("no example 'producer'; did you mean producer-consumer?", "producer");
        assertRefused("no example 'zzz'; millrace demo --list shows all", "zzz");
        assertRefused("no example 'zzz'", "--source", "zzz");
        assertRefused("--source", "--source");
        assertRefused("--lost", "--lost");
        assertRefused(NAME + ": unknown option '--consumer'; there are", NAME, "--consumer", "3");
        assertRefused(NAME + ": --consumers x: must be a whole number", NAME, "--consumers", "x");
    }

    @Test
    void an_interrupt_ends_a_demo_at_once_without_a_stack_trace() throws Exception {
        Process process = start("demo", NAME, "--duration", "10m");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = ""; !line.startsWith("Starting producers"); ) {
                line = out.readLine();
            }
            Tool.signal("INT", process);
            assertEquals(130, process.waitFor());
        }
        assertEquals("", read(process.errorReader(StandardCharsets.UTF_8)));
    }

    @Test
    void a_demo_that_is_told_to_end_first_finishes_what_it_has() throws Exception {
        Process process = start("demo", "graceful-shutdown", "--wait");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("serving; end it with Ctrl-C", out.readLine());
            Tool.signal("TERM", process);
            assertEquals("drained", out.readLine());
            assertEquals(143, process.waitFor());
        }
        assertEquals("", read(process.errorReader(StandardCharsets.UTF_8)));
    }

    @Test
    void a_name_that_is_nearly_right_is_recognised() {
        var names = List.of("fan-in", "fan-out", "worker-pool");
        assertEquals(Optional.of("fan-in"), Nearest.of("fanin", names));
        assertEquals(Optional.of("fan-out"), Nearest.of("fna-out", names));
        assertEquals(Optional.of("worker-pool"), Nearest.of("pool", names));
        assertEquals(Optional.empty(), Nearest.of("semaphore", names));
    }

    private static void assertRefused(String message, String... args) throws Exception {
        var line = new ArrayList<>(List.of("demo"));
        line.addAll(List.of(args));
        Ended ended = run(line.toArray(String[]::new));
        assertEquals(2, ended.code, ended.err);
        assertEquals("", ended.out);
        assertTrue(ended.err.contains(message), ended.err);
        assertFalse(ended.err.contains("\tat "), ended.err);
    }

    private static Ended run(String... args) throws Exception {
        Process process = start(args);
        process.getOutputStream().close();
        String out = read(process.inputReader(StandardCharsets.UTF_8));
        String err = read(process.errorReader(StandardCharsets.UTF_8)); // short: fits into the pipe
        return new Ended(process.waitFor(), out, err);
    }

    private static Process start(String... args) throws IOException {
        return new Tool()
                .option("-Dstdout.encoding=UTF-8")
                .option("-Dstderr.encoding=UTF-8")
                .start(args);
    }

    private static String read(BufferedReader reader) throws IOException {
        try (reader) {
            return reader.readAllAsString();
        }
    }
}
