package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C, once to three times, and TERM. The jobs tell by a line that they run.
class RunSignalsTest {
    @TempDir Path folder;

    private Process process;
    private final List<Long> pids = new ArrayList<>();

    /// Starts two consumers on an endless input and waits until both have a job.
    private void start(String job) throws Exception {
        process =
                new Tool()
                        .environment("TMPDIR", folder.toString())
                        .start(
                                "run",
                                "-j",
                                "2",
                                "--line",
                                "-o",
                                folder.resolve("results.jsonl").toString(),
                                "--sh",
                                job + " # {}");
        var in = process.outputWriter();
        for (int i = 1; i <= 20; i++) {
            in.write(i + "\n");
        }
        in.flush(); // and left open: the producer waits for more
        BufferedReader out = process.inputReader();
        for (int i = 0; i < 2; i++) {
            for (String pid : out.readLine().split(" ")) {
                pids.add(Long.parseLong(pid));
            }
        }
    }

    private List<String> end(int code) throws Exception {
        String err = process.errorReader().readAllAsString();
        assertEquals(code, process.waitFor(), err);
        for (long pid : pids) {
            assertFalse(Tool.isRunning(pid), "still there: " + pid);
        }
        List<String> records = Files.readAllLines(folder.resolve("results.jsonl"));
        records.forEach(record -> assertTrue(record.startsWith("{") && record.endsWith("}")));
        assertEquals(List.of("results.jsonl"), List.of(folder.toFile().list())); // nothing else
        if (err.contains(" END ")) {
            assertTrue(err.contains(" inflight 0 "), err);
        }
        return records;
    }

    /// Writes until the tool has closed its stdin: it has taken the signal.
    private void awaitStop() {
        try (var in = process.getOutputStream()) {
            while (true) {
                in.write(new byte[1024]);
            }
        } catch (IOException _) {
            // Broken pipe.
        }
    }

    private void drains(String signal, int code) throws Exception {
        Path go = folder.resolve("go");
        start("echo $$; until [ -e '" + go + "' ]; do sleep 0.05; done");
        Tool.signal(signal, process);
        awaitStop();
        Files.createFile(go);
        String err = process.errorReader().readAllAsString();
        assertEquals(code, process.waitFor(), err);
        Files.delete(go);
        List<String> records = end(code);
        assertEquals(2, records.size(), err);
        records.forEach(record -> assertTrue(record.contains("\"ok\":true"), record));
        assertTrue(err.contains("done 2 failed 0 retried 0 inflight 0"), err);
        assertTrue(err.contains("read and not started"), err);
    }

    @Test
    void one_interrupt_lets_running_jobs_end_and_starts_no_more() throws Exception {
        drains("INT", 130);
    }

    @Test
    void one_term_does_the_same() throws Exception {
        drains("TERM", 143);
    }

    @Test
    void two_interrupts_end_what_runs_with_all_its_children() throws Exception {
        start("sleep 600 & echo $$ $!; sleep 600");
        Tool.signal("INT", process);
        pauseUntilTaken();
        Tool.signal("INT", process);
        List<String> records = end(130);
        assertEquals(2, records.size());
        records.forEach(record -> assertTrue(record.contains("\"signal\":\"TERM\""), record));
    }

    @Test
    void what_ignores_the_second_is_killed_after_some_seconds() throws Exception {
        start("trap '' TERM; sleep 600 & setsid sleep 600 & echo $$ $!; sleep 600");
        Tool.signal("INT", process);
        Tool.signal("TERM", process);
        List<String> records = end(130);
        assertEquals(2, records.size());
        records.forEach(record -> assertTrue(record.contains("\"signal\":\"KILL\""), record));
    }

    @Test
    void three_interrupts_kill_and_leave_at_once() throws Exception {
        start("trap '' TERM; sleep 600 & echo $$ $!; sleep 600");
        long began = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            Tool.signal("INT", process);
            if (i < 2) { // the same signal twice at a time is one
                pauseUntilTaken();
            }
        }
        end(130);
        assertTrue(System.nanoTime() - began < 4_500_000_000L);
    }

    /// A signal that is pending swallows the next: the kernel says when it has been taken.
    private void pauseUntilTaken() throws Exception {
        Path status = Path.of("/proc", "" + process.pid(), "status");
        while (Files.readAllLines(status).stream()
                .anyMatch(
                        line -> line.startsWith("ShdPnd:") && !line.endsWith("0000000000000000"))) {
            Thread.onSpinWait();
        }
    }
}
