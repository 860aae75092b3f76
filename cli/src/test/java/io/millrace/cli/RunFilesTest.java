package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// File names of any bytes, against `xargs -0 -n1`.
class RunFilesTest {
    private static final List<String> PARTS =
            List.of(
                    " ",
                    "'",
                    "\"",
                    "\n",
                    "-",
                    "é",
                    "日",
                    "\uD83E\uDD80",
                    "\\",
                    "$(date)",
                    "`x`",
                    "*",
                    "?",
                    "{}",
                    "{.}",
                    "%s",
                    "#",
                    "~",
                    ";",
                    "&",
                    "|",
                    "\t",
                    "a",
                    ".txt",
                    "!",
                    "\r",
                    "=",
                    "\n\n",
                    "\u0001",
                    "\u007F");

    @TempDir Path folder;

    /// Makes files by a shell, as Java cannot name a file in bytes that are no UTF-8.
    private byte[] makeFiles(int count) throws Exception {
        var random = new Random(7);
        var names = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            names.writeBytes((folder + "/" + (i % 7 == 0 ? "-" : "")).getBytes());
            for (int part = random.nextInt(5); part >= 0; part--) {
                if (random.nextInt(8) == 0) {
                    names.write(0x80 + random.nextInt(0x80));
                }
                names.writeBytes(
                        PARTS.get(random.nextInt(PARTS.size())).getBytes(StandardCharsets.UTF_8));
            }
            names.writeBytes((i + "\0").getBytes(StandardCharsets.UTF_8));
        }
        shell("xargs -0 sh -c 'for f do printf %s \"$f\" > \"$f\"; done' sh", names.toByteArray());
        return names.toByteArray();
    }

    private byte[] shell(String line, byte[] in) throws Exception {
        Process process =
                new ProcessBuilder("/bin/sh", "-c", line).directory(folder.toFile()).start();
        Thread writer =
                Thread.startVirtualThread(() -> {
                    try (var stdin = process.getOutputStream()) {
                        stdin.write(in);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
        byte[] out = process.getInputStream().readAllBytes();
        writer.join();
        assertEquals(0, process.waitFor());
        return out;
    }

    @Test
    void any_file_name_gets_to_the_command_as_xargs_gets_it_there_and_in_the_same_order()
            throws Exception {
        byte[] names = makeFiles(200);
        byte[] expected = shell("xargs -0 -n1 sha256sum", names);
        Tool.Ended ended =
                new Tool().run(names, "run", "-q", "-0", "-j", "4", "-k", "--", "sha256sum", "{}");
        assertEquals("", ended.err());
        assertArrayEquals(expected, ended.bytes());
        assertEquals(0, ended.code());
    }

    @Test
    void so_it_does_in_the_posix_locale_and_the_shell_is_given_them_quoted() throws Exception {
        byte[] names = makeFiles(60);
        byte[] expected = shell("xargs -0 -n1 sha256sum", names);
        String[] args = {"run", "-q", "-0", "-k", "--sh", "sha256sum {} | cat"};
        Tool.Ended ended = new Tool().environment("LC_ALL", "POSIX").run(names, args);
        assertArrayEquals(expected, ended.bytes());
        assertEquals(0, ended.code());
    }

    @Test
    void a_folder_is_walked_and_so_is_a_glob() throws Exception {
        makeFiles(80);
        byte[] expected =
                shell("find '" + folder + "' -type f -exec sha256sum {} + | sort", new byte[0]);
        for (String locale : List.of("C", "C.UTF-8")) {
            Tool.Ended ended =
                    new Tool()
                            .environment("LC_ALL", locale)
                            .run("", "run", "-q", "--dir", folder.toString(), "sha256sum");
            assertEquals(0, ended.code(), ended.err());
            assertEquals(sorted(expected), sorted(ended.bytes()));
        }
        Tool.Ended some =
                new Tool().run("", "run", "-q", "--files", folder + "/**/*.txt*", "echo", "x{#}");
        long count =
                Stream.of(folder.toFile().list()).filter(name -> name.contains(".txt")).count();
        assertEquals(count, some.out().lines().count());
    }

    private static List<String> sorted(byte[] lines) {
        return new String(lines, StandardCharsets.ISO_8859_1).lines().sorted().toList();
    }

    @Test
    void arguments_of_any_bytes_are_inputs_and_parts_of_the_command() throws Exception {
        // By a shell: a test in Java can pass on text only.
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String line =
                "x=$(printf '\\377\\303'); exec '"
                        + java
                        + "' --enable-native-access=ALL-UNNAMED -cp '"
                        + System.getProperty("java.class.path")
                        + "' io.millrace.cli.Main run -q printf '%s|%s' \"$x\" {} ::: \"é$x\"";
        byte[] out = shell(line, new byte[0]);
        byte[] expected = {
            (byte) 0xFF, (byte) 0xC3, '|', (byte) 0xC3, (byte) 0xA9, (byte) 0xFF, (byte) 0xC3
        };
        assertArrayEquals(expected, out);
    }
}
