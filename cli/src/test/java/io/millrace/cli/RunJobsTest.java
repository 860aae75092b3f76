package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that behave badly, and sinks that do.
class RunJobsTest {
    private static final String SEVERAL = "1\n2\n3\n4\n5\n6\n7\n8\n";

    @TempDir Path folder;

    private static Tool.Ended run(String in, String... args) throws Exception {
        var line = new java.util.ArrayList<>(List.of("run"));
        line.addAll(List.of(args));
        return new Tool().run(in, line.toArray(String[]::new));
    }

    private List<String> records(Path file) throws Exception {
        return Files.readAllLines(file).stream().sorted().toList();
    }

    @Test
    void all_is_well_and_the_end_line_says_so() throws Exception {
        Tool.Ended ended = run("1\n2\n3", "-k", "-j", "2", "-b", "5", "echo", "{#}:{}");
        assertEquals("1:1\n2:2\n3:3\n", ended.out());
        assertEquals(0, ended.code());
        List<String> lines = ended.err().lines().filter(l -> !l.contains(" WARN ")).toList();
        assertTrue(
                lines.get(0)
                        .matches(
                                "millrace run [0-9a-f]{4} input=stdin total=\\? producers=1"
                                        + " buffer=5 consumers=2"),
                lines.get(0));
        String time = "[0-9.]+(ns|us|ms|s)";
        assertTrue(
                lines.get(1)
                        .matches(
                                "\\d\\d:\\d\\d END created 3 done 3 failed 0 retried 0 inflight 0"
                                        + " [0-9.]+/s avg T p50 T p95 T".replace("T", time)),
                lines.get(1));
        assertEquals(2, lines.size());
    }

    @Test
    void a_job_that_fails_makes_the_exit_code_1_and_its_record_tells_how() throws Exception {
        Path file = folder.resolve("results.jsonl");
        Tool.Ended ended =
                run(
                        "exit 3\nkill -9 $$\ncat; echo read\n",
                        "-j",
                        "1",
                        "-o",
                        file.toString(),
                        "--sh",
                        "eval {}");
        assertEquals(1, ended.code());
        assertEquals("read\n", ended.out());
        List<String> records = records(file);
        assertEquals(3, records.size());
        assertTrue(
                records.get(0)
                        .startsWith(
                                "{\"seq\":1,\"key\":\"exit 3#1\",\"input\":\"exit 3\",\"ok\":false,"
                                        + "\"exit\":3,\"signal\":null,\"timeout\":false,\"attempts\":1,"
                                        + "\"consumer\":1,\"queuedMs\":"));
        assertTrue(
                records.get(0).endsWith(",\"stderr\":\"\",\"excess\":false,\"truncated\":false}"));
        assertTrue(records.get(1).contains("\"exit\":137,\"signal\":\"KILL\""), records.get(1));
        assertTrue(records.get(2).contains("\"stdout\":\"read\\n\""), records.get(2));
        assertTrue(ended.err().contains("2 failed; first: job 1 \"exit 3\" exit 3"), ended.err());
    }

    @Test
    void a_timeout_ends_the_whole_tree_and_prints_what_was_captured() throws Exception {
        Path file = folder.resolve("results.jsonl");
        Tool.Ended ended =
                run(
                        "x\n",
                        "--timeout",
                        "2s",
                        "-o",
                        file.toString(),
                        "--sh",
                        "echo $$; sleep 600 & echo $!; sleep 600 #{}");
        assertEquals(1, ended.code());
        List<String> pids = ended.out().lines().toList();
        assertEquals(2, pids.size());
        for (String pid : pids) {
            assertFalse(Tool.isRunning(Long.parseLong(pid)));
        }
        assertTrue(records(file).get(0).contains("\"timeout\":true"));
    }

    @Test
    void a_hundred_megabytes_pass_through_and_are_not_all_recorded() throws Exception {
        Path file = folder.resolve("results.jsonl");
        Path out = folder.resolve("out");
        Tool.Ended ended =
                new Tool()
                        .option("-Xmx64m")
                        .runInto(
                                out,
                                "1\n",
                                "run",
                                "-q",
                                "-o",
                                file.toString(),
                                "--sh",
                                "head -c 100000000 /dev/zero | tr '\\0' x # {}");
        assertEquals(0, ended.code(), ended.err());
        assertEquals(100_000_000, Files.size(out));
        assertTrue(Files.size(file) < 1_100_000);
        assertTrue(Files.readString(file).endsWith("\"truncated\":true}\n"));
    }

    @Test
    void a_grandchild_that_keeps_stdout_open_holds_up_nothing() throws Exception {
        for (String how : List.of("--group", "--line")) {
            Tool.Ended ended = run("x\n", how, "-q", "--sh", "sleep 600 & echo $! # {}");
            assertEquals(0, ended.code());
            new ProcessBuilder("kill", ended.out().strip()).start().waitFor();
        }
    }

    @Test
    void line_by_line_whole_lines_come_while_the_job_runs() throws Exception {
        Path go = folder.resolve("go");
        assertEquals(0, new ProcessBuilder("mkfifo", go.toString()).start().waitFor());
        Process process =
                new Tool()
                        .start(
                                "run",
                                "-q",
                                "--line",
                                "--sh",
                                "echo first; cat " + go + "; printf end",
                                ":::",
                                "x");
        assertEquals("first", process.inputReader().readLine());
        Files.writeString(go, "second\n");
        assertEquals("second", process.inputReader().readLine());
        assertEquals("end", process.inputReader().readLine());
        assertEquals(0, process.waitFor());
    }

    @Test
    void a_missing_command_is_told_before_the_first_job() throws Exception {
        Tool.Ended ended = run("1\n", "--", "no-such-command");
        assertEquals(2, ended.code());
        assertEquals(
                "millrace run: command not found: no-such-command (looked in PATH)\n", ended.err());
        assertEquals(2, run("", folder.toString()).code());
        Path file = folder.resolve("results.jsonl");
        Tool.Ended jobs = run("no-such\n" + folder + "\ntrue\n", "-o", file.toString(), "{}");
        assertEquals(1, jobs.code());
        assertTrue(records(file).get(0).contains("\"exit\":127"));
        assertTrue(records(file).get(1).contains("\"exit\":126"));
        assertTrue(records(file).get(2).contains("\"exit\":0"));
    }

    @Test
    void a_failed_job_is_tried_again_and_only_its_last_output_counts() throws Exception {
        Tool.Ended ended =
                run(
                        "x\n",
                        "--retry",
                        "3",
                        "--backoff",
                        "1ms..2ms",
                        "--sh",
                        "echo $MILLRACE_ATTEMPT of {} in $MILLRACE_SLOT; [ $MILLRACE_ATTEMPT = 3 ]");
        assertEquals(0, ended.code(), ended.err());
        assertEquals(3, Integer.parseInt(ended.out().substring(0, 1)));
        assertEquals(1, ended.out().lines().count());
        assertTrue(ended.err().contains("done 1 failed 0 retried 2"), ended.err());
        assertEquals(1, run("x\n", "-q", "--retry", "1", "--backoff", "1ms..1ms", "false").code());
    }

    @Test
    void line_by_line_every_attempt_is_seen() throws Exception {
        String in = "x\n".repeat(40);
        Tool.Ended ended =
                run(
                        in,
                        "-q",
                        "-j",
                        "4",
                        "--line",
                        "--retry",
                        "1",
                        "--backoff",
                        "0ms..0ms",
                        "--sh",
                        "echo {}; [ $MILLRACE_ATTEMPT = 2 ]");
        assertEquals(0, ended.code(), ended.err());
        assertEquals(in + in, ended.out());
    }

    @Test
    void enough_failures_stop_the_run_soon_or_now() throws Exception {
        Tool.Ended soon = run(SEVERAL, "-j", "1", "--halt", "soon,fail=2", "--", "false");
        assertEquals(3, soon.code());
        assertTrue(soon.err().contains("done 0 failed 2 "), soon.err());
        Tool.Ended now =
                run(
                        "sleep 600\nexit 1\n",
                        "-q",
                        "-j",
                        "2",
                        "--halt",
                        "now,fail=1",
                        "--sh",
                        "eval {}");
        assertEquals(3, now.code());
    }

    @Test
    void a_full_disk_under_the_results_ends_the_run_with_4() throws Exception {
        Tool.Ended ended = run(SEVERAL, "-o", "/dev/full", "--", "echo");
        assertEquals(4, ended.code());
        assertTrue(
                ended.err()
                        .contains("millrace: cannot write to /dev/full: No space left on device"),
                ended.err());
        assertEquals(4, run("", "-o", folder + "/none/x", "--", "echo").code());
    }

    @Test
    void a_full_disk_under_stdout_ends_the_run_with_4() throws Exception {
        Tool.Ended ended = new Tool().runInto(Path.of("/dev/full"), SEVERAL, "run", "echo");
        assertEquals(4, ended.code());
        assertTrue(ended.err().contains("cannot write to stdout: No space left"), ended.err());
    }

    @Test
    void when_nobody_reads_stdout_any_more_it_stops_quietly_and_ends_what_runs() throws Exception {
        Process process =
                new Tool()
                        .start(
                                "run",
                                "-q",
                                "-j",
                                "2",
                                "--sh",
                                "echo {}; [ {} = 1 ] || exec sleep 1");
        Thread writer =
                Thread.startVirtualThread(() -> {
                    try (var stdin = process.outputWriter()) {
                        for (int i = 1; i < 1_000_000; i++) {
                            stdin.write(i + "\n");
                        }
                    } catch (java.io.IOException _) {
                        // It has stopped reading.
                    }
                });
        assertEquals("1", process.inputReader().readLine());
        process.getInputStream().close();
        String err = process.errorReader().readAllAsString();
        assertEquals(4, process.waitFor());
        assertEquals("", err);
        writer.join();
    }

    @Test
    void a_line_that_is_too_long_fails_its_job_only() throws Exception {
        Tool.Ended ended = run("x".repeat(3_000_000) + "\nok\n", "-k", "-q", "--", "echo");
        assertEquals(1, ended.code());
        assertEquals("ok\n", ended.out());
        assertTrue(ended.err().contains("line 1 is longer than"), ended.err());
        Tool.Ended nul = run("a\0b\nok\n", "-k", "-q", "--", "echo");
        assertEquals("ok\n", nul.out());
        assertTrue(nul.err().contains("NUL"), nul.err());
        Tool.Ended long1 = run("x".repeat(200_000) + "\nok\n", "-k", "-q", "--", "echo");
        assertEquals("ok\n", long1.out());
        assertTrue(long1.err().contains("Argument list too long"), long1.err());
    }

    @Test
    void a_dry_run_prints_the_commands_and_runs_nothing() throws Exception {
        Path file = folder.resolve("made");
        Tool.Ended ended =
                run("", "--dry-run", "touch", file.toString(), "{/}", ":::", "a/b c", "d");
        assertEquals("touch " + file + " 'b c'\ntouch " + file + " d\n", ended.out());
        assertEquals("", ended.err());
        assertFalse(Files.exists(file));
    }

    @Test
    void no_temporary_file_is_left() throws Exception {
        Tool.Ended ended =
                new Tool()
                        .environment("TMPDIR", folder.toString())
                        .run(
                                SEVERAL,
                                "run",
                                "-q",
                                "--sh",
                                "ls " + folder + " | grep -c millrace-; # {}");
        assertEquals("1\n".repeat(8), ended.out());
        assertEquals(0, folder.toFile().list().length);
    }
}
