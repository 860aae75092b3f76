package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeDigestTest {

    @Test
    void it_makes_a_tree_and_finds_every_file_in_it() throws Exception {
        Printed printed = Printed.by("tree-digest");
        assertEquals(20, printed.number("files:"));
        assertEquals(20, printed.all("(?m)^[0-9a-f]{16}  (part\\d/file\\d+)$").size());
    }

    @Test
    void it_prints_what_sha256sum_does_in_the_order_of_the_paths(@TempDir Path folder)
            throws Exception {
        Files.createDirectories(folder.resolve("b/deep/deeper"));
        Files.createDirectories(folder.resolve("empty"));
        for (String name : new String[] {"b/deep/deeper/x", "a", "b/y", "z z", "ünlaut"}) {
            Files.writeString(folder.resolve(name), name.repeat(40_000));
        }
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a"));
        String expected;
        try (var all = Files.walk(folder)) {
            expected =
                    all.filter(file -> Files.isRegularFile(file) && !Files.isSymbolicLink(file))
                            .map(Path::toString)
                            .sorted()
                            .map(file -> sum(Path.of(file)) + "  " + file + "\n")
                            .collect(Collectors.joining());
        }
        assertEquals(expected, Printed.by("tree-digest", folder.toString()).text());
    }

    private static String sum(Path file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void it_takes_one_folder() {
        assertThrows(
                IllegalArgumentException.class, () -> Printed.by("tree-digest", "no such folder"));
    }
}
