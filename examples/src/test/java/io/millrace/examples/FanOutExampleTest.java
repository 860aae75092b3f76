package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FanOutExampleTest {

    @Test
    void it_looks_at_a_file_in_every_way(@TempDir Path folder) throws Exception {
        Path file =
                Files.write(
                        folder.resolve("x"),
                        List.of("the mill by the river", "the miller", "rides the mill horse"));
        assertEquals(
                """
                lines: 3
                words: 11
                longest line: 21
                different words: 7, counted by one task each: true
                  the 4
                  mill 2
                  by 1
                short words: 3, long ones: 4
                every word once, and a copy of each: true
                who was fast has 100, who was slow [97, 98, 99]
                and round robin deals [[0, 3], [1, 4], [2, 5]] to three
                """,
                Printed.by("fan-out", file.toString()).text());
    }

    @Test
    void without_a_file_it_reads_itself() throws Exception {
        Printed printed = Printed.by("fan-out");
        String source = Examples.find("fan-out").orElseThrow().source();
        assertEquals(source.lines().count(), printed.number("lines:"));
        assertEquals(
                source.lines().mapToInt(String::length).max().orElse(0),
                printed.number("longest line:"));
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("fan-out", "--fast"));
        assertThrows(IllegalArgumentException.class, () -> Printed.by("fan-out", "a", "b"));
    }
}
