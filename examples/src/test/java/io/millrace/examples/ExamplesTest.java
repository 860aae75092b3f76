package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What holds of every example.
class ExamplesTest {
    private static final Path SOURCES = Path.of("src/main/java/io/millrace/examples");

    @Test
    void the_source_in_the_jar_is_the_file_that_was_compiled() throws IOException {
        for (Example example : Examples.all()) {
            Path file = SOURCES.resolve(example.type().getSimpleName() + ".java");
            assertEquals(Files.readString(file), example.source(), example.name());
        }
    }

    @Test
    void every_example_uses_the_public_library_and_the_jdk_alone() {
        for (Example example : Examples.all()) {
            List<String> strangers =
                    example.source()
                            .lines()
                            .filter(line -> line.startsWith("import "))
                            .map(line -> line.replaceFirst("import (static )?", ""))
                            .filter(name -> !name.startsWith("java."))
                            .filter(name -> !name.startsWith("com.sun.net.httpserver."))
                            .filter(name ->
                                    !name.matches("io\\.millrace\\.(?!examples)\\w+\\.[A-Z].*"))
                            .toList();
            assertEquals(List.of(), strangers, example.name());
        }
    }

    @Test
    void every_example_has_a_name_of_its_own_and_a_summary_of_one_short_line() {
        assertEquals(
                Examples.all().size(),
                Examples.all().stream().map(Example::name).distinct().count());
        for (Example example : Examples.all()) {
            assertTrue(example.name().matches("[a-z]+(-[a-z]+)*"), example.name());
            assertTrue(example.summary().matches(".{20,80}"), example.summary());
            assertEquals(example, Examples.find(example.name()).orElseThrow());
        }
    }

    @Test
    void every_example_has_a_test() {
        for (Example example : Examples.all()) {
            String name = example.type().getSimpleName() + "Test.java";
            Path test = Path.of("src/test/java/io/millrace/examples", name);
            assertTrue(Files.exists(test), () -> name + " is missing");
        }
    }
}
