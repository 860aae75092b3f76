package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What keeps jobs from being started, and what stops a run.
class RunFlowTest {

    private static Tool.Ended run(String... args) throws Exception {
        return Tool.runOn("", args);
    }

    /// Starts a run, reads its stderr until a line has the words, and stops it by Ctrl-C.
    private static List<String> interrupt(String words, String... args) throws Exception {
        var line = new ArrayList<>(List.of("run"));
        line.addAll(List.of(args));
        Process process = new Tool().start(line.toArray(String[]::new));
        BufferedReader err = process.errorReader();
        var lines = new ArrayList<String>();
        do {
            lines.add(String.valueOf(err.readLine()));
            assertFalse(lines.getLast().equals("null"), lines.toString());
        } while (!lines.getLast().contains(words));
        Tool.signal("INT", process);
        err.lines().forEach(lines::add);
        assertEquals(130, process.waitFor(), lines.toString());
        return lines;
    }

    @Test
    void the_rate_is_kept_and_the_lines_tell_of_it() throws Exception {
        Tool.Ended ended =
                run(
                        "-j",
                        "2",
                        "--rate",
                        "2/s",
                        "--sh",
                        "date +%s%3N # {}",
                        ":::",
                        "a",
                        "b",
                        "c",
                        "d");
        assertEquals(0, ended.code());
        List<Long> times = ended.out().lines().map(Long::valueOf).sorted().toList();
        long span = times.getLast() - times.getFirst();
        assertTrue(span > 750, "three periods of half a second: " + span);
        assertTrue(
                ended.err().matches("(?s).* END created 4 done 4 .* held .* by rate\n"),
                ended.err());
    }

    @Test
    void ctrl_c_ends_a_wait_for_the_rate_at_once() throws Exception {
        List<String> lines =
                interrupt(
                        "held 2 by rate",
                        "-j",
                        "2",
                        "--every",
                        "50ms",
                        "--rate",
                        "1/h",
                        "echo",
                        ":::",
                        "a",
                        "b",
                        "c");
        assertTrue(lines.getLast().startsWith("2 read and not started"), lines.toString());
        assertTrue(
                lines.get(lines.size() - 2).contains("created 3 done 1 failed 0"),
                lines.toString());
    }

    @Test
    void memory_that_is_not_there_starts_nothing_and_is_told() throws Exception {
        List<String> lines =
                interrupt(
                        "held 2 by memory",
                        "-j",
                        "2",
                        "--every",
                        "50ms",
                        "--memfree",
                        "1000T",
                        "echo",
                        ":::",
                        "a",
                        "b",
                        "c");
        assertTrue(lines.getLast().startsWith("3 read and not started"), lines.toString());
        assertEquals(
                "x\n", run("-q", "--memfree", "1M", "--load", "9999", "echo", ":::", "x").out());
    }

    @Test
    void an_open_breaker_burns_no_jobs() throws Exception {
        List<String> lines =
                interrupt(
                        "held 1 by breaker",
                        "-j",
                        "1",
                        "--every",
                        "50ms",
                        "--breaker",
                        "100%/3/1h",
                        "false",
                        ":::",
                        "1",
                        "2",
                        "3",
                        "4",
                        "5",
                        "6");
        assertTrue(
                lines.stream()
                        .anyMatch(
                                l -> l.endsWith(" BREAKER open for 1h00m: 3 of 3 attempts failed")),
                lines.toString());
        assertTrue(
                lines.stream().anyMatch(l -> l.contains("END created 6 done 0 failed 3 ")),
                lines.toString());
    }

    @Test
    void after_the_deadline_what_runs_is_ended_with_its_tree() throws Exception {
        Tool.Ended ended =
                run(
                        "-j",
                        "1",
                        "--deadline",
                        "2s",
                        "--sh",
                        "sleep 600 & echo $$ $!; wait # {}",
                        ":::",
                        "a",
                        "b");
        assertEquals(124, ended.code());
        for (String pid : ended.out().strip().split(" ")) {
            assertFalse(Tool.isRunning(Long.parseLong(pid)), pid);
        }
        assertTrue(
                ended.err().contains("1 read and not started: the run was stopped by --deadline"),
                ended.err());
        assertEquals(0, run("-q", "--deadline", "1h", "true", ":::", "a").code());
    }

    @Test
    void a_halt_counts_successes_and_all_jobs_too() throws Exception {
        Tool.Ended first =
                run(
                        "-j",
                        "1",
                        "--halt",
                        "soon,success=1",
                        "--sh",
                        "[ {} = 3 ]",
                        ":::",
                        "1",
                        "2",
                        "3",
                        "4");
        assertEquals(3, first.code());
        assertTrue(first.err().contains("done 1 failed 2 "), first.err());
        Tool.Ended done =
                run("-j", "1", "--halt", "soon,done=2", "--sh", "[ {} = 1 ]", ":::", "1", "2", "3");
        assertEquals(3, done.code());
        assertTrue(done.err().contains("done 1 failed 1 "), done.err());
        Tool.Ended share =
                run(
                        "-j",
                        "1",
                        "--halt",
                        "soon,fail=50%",
                        "--sh",
                        "[ {} -lt 4 ]",
                        ":::",
                        "1",
                        "2",
                        "3",
                        "4",
                        "5",
                        "6",
                        "7",
                        "8");
        assertEquals(3, share.code());
        assertTrue(share.err().contains("done 3 failed 3 "), share.err());
    }

    @Test
    void the_exit_code_counts_failed_jobs_if_it_is_asked_to() throws Exception {
        assertEquals(3, run("-q", "--exit", "count", "false", ":::", "1", "2", "3").code());
        assertEquals(0, run("-q", "--exit", "count", "true", ":::", "1").code());
        var many = new ArrayList<>(List.of("-q", "-j", "4", "--exit", "count", "false", ":::"));
        for (int i = 0; i < 102; i++) {
            many.add("" + i);
        }
        assertEquals(101, run(many.toArray(String[]::new)).code());
    }
}
