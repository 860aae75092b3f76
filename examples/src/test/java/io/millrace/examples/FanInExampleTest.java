package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FanInExampleTest {

    @Test
    void it_counts_every_line_of_the_files_that_it_is_given(@TempDir Path folder) throws Exception {
        Path one = Files.write(folder.resolve("a.log"), List.of("x", "y", "z"));
        Path two = Files.write(folder.resolve("b.log"), List.of("x"));
        Path empty = Files.write(folder.resolve("c.log"), List.of());
        assertEquals(
                """
                %s: 3 lines
                %s: 1 lines
                all 3 ended cleanly: 4 lines
                left after one line; still running: 0
                failed: java.nio.file.NoSuchFileException: no-such-file
                the scope says the same: java.nio.file.NoSuchFileException: no-such-file
                """
                        .formatted(one, two),
                Printed.by("fan-in", one.toString(), two.toString(), empty.toString()).text());
    }

    @Test
    void without_files_it_reads_examples() throws Exception {
        Printed printed = Printed.by("fan-in");
        long lines = 0;
        for (String name : List.of("fan-in", "channels", "select")) {
            lines += Examples.find(name).orElseThrow().source().lines().count();
        }
        assertEquals(lines, printed.number("all 3 ended cleanly:"));
        assertEquals(List.of("0"), printed.all("still running: (\\d+)"));
        assertEquals(
                List.of("java.io.FileNotFoundException: no-such-file"),
                printed.all("\nfailed: (.*)\n"));
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("fan-in", "--fast"));
    }
}
