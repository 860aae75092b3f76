package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinesTest {

    @Test
    void the_words_of_the_project_are_counted() throws Exception {
        Printed printed = Printed.by("pipeline");
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("../LICENSE")));
        lines.addAll(
                Files.readAllLines(Path.of("src/main/java/io/millrace/examples/Pipelines.java")));
        String text = String.join(" ", lines).toLowerCase(Locale.ROOT);
        long words = Stream.of(text.split("[^\\p{L}]+")).filter(word -> !word.isEmpty()).count();
        assertTrue(words > 1_500);
        assertEquals(words, printed.number("\nwords:"));
        assertEquals((lines.size() + 24) / 25, printed.number("\nbatches:"));
        assertTrue(printed.at("\nthe: ") > printed.at("\ndifferent: "));
        assertEquals(printed.text(), Printed.by("pipeline").text());
    }

    @Test
    void it_says_what_it_holds_and_how_it_ends(@TempDir Path folder) throws Exception {
        Path one = Files.writeString(folder.resolve("one"), "to be, or not\nto be\n");
        Path two = Files.writeString(folder.resolve("two"), "that is the question\n");
        assertEquals(
                """
                elements: 1 in hand
                flatMap
                buffer(64): 64 in the buffer, 1 in hand
                batch(25): 24 beside the one in hand
                map(ordered(4)): 8 in the window, in hands included
                at most 98 elements
                batches: 1
                words: 10
                different: 8
                be: 2
                to: 2
                is: 1
                not: 1
                or: 1
                longest: question
                squares: [1, 4, 16, 25, 49]
                sum: 7, skipped [three]
                not skipped: For input string: "three"
                """,
                Printed.by("pipeline", one.toString(), two.toString()).text());
    }

    @Test
    void it_refuses_what_is_no_file() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("pipeline", "--fast"));
    }
}
