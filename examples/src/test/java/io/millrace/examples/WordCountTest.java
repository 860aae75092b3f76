package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordCountTest {

    @Test
    void it_counts_the_words_of_its_license_and_of_itself() throws Exception {
        Printed printed = Printed.by("word-count");
        String text =
                Files.readString(Path.of("../LICENSE"))
                        + Files.readString(
                                Path.of("src/main/java/io/millrace/examples/WordCount.java"));
        assertEquals(words(text).count(), printed.number("words:"));
        assertEquals(words(text).distinct().count(), printed.number("different:"));
        assertEquals(10, printed.all("(?m)^(\\d+) \\S+$").size());
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split("[ \\t\\r\\n]+")).filter(word -> !word.isEmpty());
    }

    @Test
    void words_of_many_blocks_are_summed_up(@TempDir Path folder) throws Exception {
        var random = new SplittableRandom(7);
        var text = new StringBuilder();
        while (text.length() < 5_000_000) { // five blocks
            text.append("wört").append(random.nextInt(1 + random.nextInt(9_000)));
            text.append(random.nextInt(8) == 0 ? "\n" : random.nextInt(20) == 0 ? " \t " : " ");
        }
        Path file = Files.writeString(folder.resolve("text"), text);
        assertEquals(expected(text.toString()), Printed.by("word-count", file.toString()).text());
    }

    @Test
    void a_line_may_be_longer_than_a_block_and_the_last_one_may_have_no_end(@TempDir Path folder)
            throws Exception {
        String text = "x".repeat(3_000_000) + "\n\n\nto be ".repeat(2) + "x".repeat(1_500_000);
        Path file = Files.writeString(folder.resolve("text"), text);
        assertEquals(expected(text), Printed.by("word-count", file.toString()).text());
    }

    @Test
    void a_file_without_words_has_none(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("text"), "");
        assertEquals("", Printed.by("word-count", file.toString()).text());
    }

    private static String expected(String text) {
        Map<String, Long> counts =
                words(text)
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(word -> word.getValue() + " " + word.getKey() + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void it_takes_one_file() {
        assertThrows(
                IllegalArgumentException.class, () -> Printed.by("word-count", "no such file"));
    }
}
