package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QuickstartTest {

    @Test
    void it_prints_what_the_readme_says() throws Exception {
        var printed = new ByteArrayOutputStream();
        try (var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            Quickstart.run(out);
        }
        assertEquals(
                """
                sum of squares: 338350
                order: tea
                payment: 250
                """,
                printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Quickstart.run(System.out, "--fast"));
    }

    /// The first Java block of the README is cut from the file, indented less.
    @Test
    void the_readme_shows_this_very_code() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        var block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
        int blocks = 0;
        String source =
                Files.readString(Path.of("src/main/java/io/millrace/examples/Quickstart.java"));
        while (block.find()) {
            String shown = block.group(1).indent(8).replaceAll("(?m)^ +$", "");
            assertTrue(source.contains(shown), () -> "not in Quickstart.java:\n" + shown);
            blocks++;
        }
        assertEquals(2, blocks, "blocks of Java in the README");
    }
}
