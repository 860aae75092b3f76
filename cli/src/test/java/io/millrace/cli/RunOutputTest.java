package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where output goes, in which order and in which form.
class RunOutputTest {
    @TempDir Path folder;

    /// The first job ends when 30 others have; each of them prints 100,000 bytes.
    public static final class LargeBehindASlowHead {
        private static final CountDownLatch OTHERS = new CountDownLatch(30);

        /// Is made by the run.
        public LargeBehindASlowHead() {}

        /// Does a job.
        public String handle(String input) throws InterruptedException {
            if (input.equals("1")) {
                OTHERS.await();
                return "head";
            }
            OTHERS.countDown();
            return input + "x".repeat(100_000);
        }
    }

    private static Tool.Ended run(String in, String... args) throws Exception {
        var line = new ArrayList<>(List.of("run", "-q"));
        line.addAll(List.of(args));
        return new Tool().run(in, line.toArray(String[]::new));
    }

    private static String numbers(int count) {
        var numbers = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            numbers.append(i).append('\n');
        }
        return numbers.toString();
    }

    /// The last job lets the first one end: all others must have been run by then, and their output
    /// be somewhere else than in the heap.
    @Test
    @Timeout(60)
    void behind_a_slow_head_all_consumers_work_and_memory_stays_flat() throws Exception {
        Path go = folder.resolve("go");
        Path temp = Files.createDirectory(folder.resolve("temp"));
        Path out = folder.resolve("out");
        assertEquals(0, new ProcessBuilder("mkfifo", go.toString()).start().waitFor());
        Tool.Ended ended =
                new Tool()
                        .option("-Xmx24m")
                        .environment("TMPDIR", temp.toString())
                        .runInto(
                                out,
                                numbers(300),
                                "run",
                                "-k",
                                "-j",
                                "2",
                                "--sh",
                                "[ {} != 1 ] || cat "
                                        + go
                                        + "; echo {}; head -c 200000 /dev/zero | tr '\\0' x; echo;"
                                        + " [ {} != 300 ] || echo > "
                                        + go);
        assertEquals(0, ended.code(), ended.err());
        try (var lines = Files.lines(out)) {
            List<String> heads = lines.filter(line -> line.length() < 10).toList();
            assertEquals("", heads.getFirst(), "what was written to let it go");
            assertEquals(numbers(300), String.join("\n", heads.subList(1, 301)) + "\n");
        }
        assertEquals(300 * 200_001L + numbers(300).length() + 1, Files.size(out));
        assertEquals(0, temp.toFile().list().length);
    }

    /// The limit on a file's size stands for a full disk.
    @Test
    @Timeout(60)
    void a_full_disk_under_the_spill_ends_the_run_with_4_and_loses_nothing() throws Exception {
        Process process =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "ulimit -f 1000; exec \"$0\" \"$@\"",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "run",
                                "-k",
                                "-j",
                                "2",
                                "--class",
                                LargeBehindASlowHead.class.getName())
                        .start();
        Thread writer =
                Thread.startVirtualThread(() -> {
                    try (var stdin = process.outputWriter()) {
                        stdin.write(numbers(2000));
                    } catch (java.io.IOException _) {
                        // It has stopped reading.
                    }
                });
        Tool.Ended ended = Tool.end(process);
        writer.join();
        assertEquals(4, ended.code(), ended.err());
        String told = "millrace: cannot keep output that waits for job ";
        assertEquals(2, ended.err().split(told).length, "told once: " + ended.err());
        assertTrue(ended.err().contains("File too large; set TMPDIR"), ended.err());
        List<String> lines = ended.out().lines().toList();
        assertEquals("head", lines.getFirst());
        assertTrue(ended.err().contains(" done " + lines.size() + " failed 0 "), ended.err());
        long before = 1;
        for (String line : lines.subList(1, lines.size())) {
            long number = Long.parseLong(line.substring(0, line.indexOf('x')));
            assertTrue(number > before, number + " after " + before);
            assertEquals(100_000 + Long.toString(number).length(), line.length());
            before = number;
        }
    }

    @Test
    void each_line_has_its_tag_and_the_last_one_its_newline() throws Exception {
        String job = "printf 'a\\n\\nb'; printf 'e{#}' >&2";
        Tool.Ended grouped = run("x\ny z\n", "-k", "-j", "1", "--tag", "--sh", job);
        assertEquals("x\ta\nx\t\nx\tb\ny z\ta\ny z\t\ny z\tb\n", grouped.out());
        assertEquals("x\te1\ny z\te2\n", grouped.err());
        Tool.Ended byLine =
                run("x\ny\n", "--line", "-j", "1", "--tagstring", "{#}/{}", "--sh", job);
        assertEquals("1/x\ta\n1/x\t\n1/x\tb\n2/y\ta\n2/y\t\n2/y\tb\n", byLine.out());
        assertEquals("1/x\te1\n2/y\te2\n", byLine.err());
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0xFF, 'n', '\n', 'm', 0});
        Tool.Ended exact =
                new Tool()
                        .run(
                                bytes.toByteArray(),
                                "run",
                                "-q",
                                "-0",
                                "--tag",
                                "--sh",
                                "echo 1 # {}");
        assertEquals("\u00FFn m\t1\n", new String(exact.bytes(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void raw_output_comes_as_it_is_written_and_goes_where_the_tools_own_goes() throws Exception {
        Path go = folder.resolve("go");
        assertEquals(0, new ProcessBuilder("mkfifo", go.toString()).start().waitFor());
        Process process =
                new Tool()
                        .start(
                                "run",
                                "-q",
                                "--raw",
                                "--sh",
                                "printf .; cat " + go + "; printf e >&2",
                                ":::",
                                "x");
        assertEquals('.', process.getInputStream().read());
        Files.writeString(go, "go on");
        Tool.Ended ended = Tool.end(process);
        assertEquals("go on", ended.out());
        assertEquals("e", ended.err());
        assertEquals(0, ended.code());
    }

    @Test
    void each_attempt_keeps_its_log_and_a_later_run_adds_to_them() throws Exception {
        String dir = folder.resolve("logs").toString();
        String job =
                "echo {} $MILLRACE_ATTEMPT; echo error >&2; head -c 50000 /dev/zero;"
                        + " [ $MILLRACE_ATTEMPT = 2 ]";
        Tool.Ended ended =
                run(
                        "a\n../b c\na\n",
                        "--retry",
                        "1",
                        "--backoff",
                        "0..0",
                        "--out-dir",
                        dir,
                        "--sh",
                        job);
        assertEquals(0, ended.code(), ended.err());
        assertEquals(3 * 50_004 + 5, ended.bytes().length);
        assertEquals(1, run("a\n", "--out-dir", dir, "--sh", "echo again {}; false").code());
        try (var files = Files.walk(folder.resolve("logs"))) {
            List<String> names =
                    files.filter(Files::isRegularFile)
                            .map(file -> folder.resolve("logs").relativize(file).toString())
                            .filter(name -> name.endsWith(".stdout"))
                            .map(name -> name.replaceFirst("-[0-9a-f]{12}", "-HASH"))
                            .sorted()
                            .toList();
            assertEquals(
                    List.of(
                            "_._b_c-HASH/attempt-1.stdout",
                            "_._b_c-HASH/attempt-2.stdout",
                            "a/attempt-1.stdout",
                            "a/attempt-2.stdout",
                            "a/attempt-3.stdout",
                            "a~2/attempt-1.stdout",
                            "a~2/attempt-2.stdout"),
                    names);
        }
        Path a = folder.resolve("logs/a");
        assertEquals(50_004, Files.size(a.resolve("attempt-1.stdout")));
        assertTrue(Files.readString(a.resolve("attempt-2.stdout")).startsWith("a 2\n"));
        assertEquals("error\n", Files.readString(a.resolve("attempt-2.stderr")));
        assertEquals("again a\n", Files.readString(a.resolve("attempt-3.stdout")));
    }

    @Test
    @Timeout(60)
    void a_job_that_prints_too_much_is_ended_and_fails() throws Exception {
        Path file = folder.resolve("results.jsonl");
        Tool.Ended ended =
                run(
                        "yes; sleep 600\nhead -c 1024 /dev/zero\nyes >&2\nhead -c 1025 /dev/zero\n",
                        "-j",
                        "1",
                        "--max-output",
                        "1K",
                        "-o",
                        file.toString(),
                        "--sh",
                        "eval {}");
        assertEquals(1, ended.code());
        assertEquals(3 * 1024, ended.bytes().length);
        List<String> records = Files.readAllLines(file);
        assertTrue(
                records.get(0).contains("\"ok\":false,\"exit\":143,\"signal\":\"TERM\""),
                records.get(0));
        assertTrue(
                records.get(0).contains("it printed more than 1K, and was ended (--max-output)"),
                records.get(0));
        assertTrue(records.get(0).contains("\"excess\":true"), records.get(0));
        assertTrue(records.get(1).contains("\"ok\":true"), records.get(1));
        assertTrue(records.get(2).contains("y\\nmillrace: it printed more"), records.get(2));
        assertTrue(records.get(3).contains("\"ok\":false,\"exit\":0"), records.get(3));
        assertFalse(records.get(3).contains("was ended"), records.get(3));
    }
}
