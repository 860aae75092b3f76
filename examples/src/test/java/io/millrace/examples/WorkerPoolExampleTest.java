package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerPoolExampleTest {
    @TempDir private Path folder;

    private static long words(String text) {
        return Stream.of(text.split("\\W+")).filter(word -> !word.isEmpty()).count();
    }

    @Test
    void the_words_of_all_examples_are_counted_in_their_order() throws Exception {
        List<String> expected = new ArrayList<>();
        long total = 0;
        for (Example example : Examples.all()) {
            long words = words(example.source());
            total += words;
            expected.add("%7d %s".formatted(words, example.name()));
        }
        expected.addFirst(total + " words in " + Examples.all().size() + " files");
        expected.addAll(
                """
                REJECT      of 6 jobs: 3 done, 0 of them by the caller, 0 dropped, 3 rejected
                DROP_OLDEST of 6 jobs: 3 done, 0 of them by the caller, 3 dropped, 0 rejected
                DROP_NEWEST of 6 jobs: 3 done, 0 of them by the caller, 3 dropped, 0 rejected
                CALLER_RUNS of 6 jobs: 6 done, 3 of them by the caller, 0 dropped, 0 rejected
                failed: no such page; the other one was done
                drained: 3 done, 2 cancelled, 1 of them before they began, 0 left; ended by CANCEL
                """
                        .lines()
                        .toList());
        assertEquals(expected, Printed.by("worker-pool").text().lines().toList());
    }

    @Test
    void the_files_of_a_folder_can_be_counted() throws Exception {
        Files.writeString(folder.resolve("a"), "one two\nthree\n");
        Files.writeString(folder.resolve("b"), "");
        assertEquals(
                """
                3 words in 2 files
                      3 a
                      0 b
                """,
                Printed.by("worker-pool", folder.toString()).text());
    }

    @Test
    void it_refuses_what_it_does_not_understand() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("worker-pool", "--fast"));
        assertTrue(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Printed.by("worker-pool", folder.toString(), "more"))
                        .getMessage()
                        .contains("more"));
    }
}
