package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs that are killed at random moments, and resumed until they are through.
///
/// `-Dmillrace.crash.jobs=5000 -Dmillrace.crash.kills=20` is the long form, and
/// `-Dmillrace.crash.seed=N` repeats one: HACKING.md has the command.
class JournalCrashTest {
    private static final int JOBS = Integer.getInteger("millrace.crash.jobs", 500);
    private static final int KILLS = Integer.getInteger("millrace.crash.kills", 3);
    private static final long SEED = Long.getLong("millrace.crash.seed", System.nanoTime());

    @TempDir Path folder;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> pardons = new HashMap<>(); // how often in flight at a kill
    private final Set<String> done = new HashSet<>(); // that must not run again
    private int logged; // lines that were looked at

    private Path log() {
        return folder.resolve("log");
    }

    private JournalView journal() {
        return new JournalView(folder.resolve("v.jrn"));
    }

    private List<String> lines() throws IOException {
        return Files.exists(log()) ? Files.readAllLines(log()) : List.of();
    }

    private Process start(List<String> job) throws IOException {
        Path inputs = folder.resolve("inputs");
        Files.write(inputs, IntStream.range(0, JOBS).mapToObj(i -> "" + (100_000 + i)).toList());
        var args = new ArrayList<>(List.of("run", "-j", "3", "--resume"));
        args.addAll(List.of("--journal", journal().file().toString()));
        args.addAll(job);
        Tool tool = new Tool().option("-D" + Appends.LOG + "=" + log());
        return tool.startFrom(inputs, args.toArray(String[]::new));
    }

    /// Waits until the log has so many lines, and kills; or until the run has ended.
    ///
    /// @return whether it was killed
    private static boolean killAfter(Process process, Path log, long bytes) throws Exception {
        while (!process.waitFor(1, TimeUnit.MILLISECONDS)) {
            if ((Files.exists(log) ? Files.size(log) : 0) >= bytes) {
                process.destroyForcibly().waitFor();
                return true;
            }
        }
        return false;
    }

    /// D1: what began is recorded, and what is recorded as done did not begin again.
    private void check(int kill) throws Exception {
        assertTrue(journal().isSound());
        List<String> lines = lines();
        Set<String> begun = new HashSet<>(lines.subList(logged, lines.size()));
        Set<String> again = new HashSet<>(begun);
        again.retainAll(done);
        assertEquals(Set.of(), again, "done at an earlier kill, and run again");
        logged = lines.size();
        done.addAll(journal().inputs("done"));
        Set<String> running = journal().inputs("running");
        running.forEach(input -> pardons.merge(input, 1, Integer::sum));
        begun.removeAll(done);
        begun.removeAll(running);
        begun.removeAll(journal().inputs("interrupted")); // of earlier kills; not begun since
        assertEquals(Set.of(), begun, "begun, and not recorded, at kill " + kill);
    }

    private void killAndResume(List<String> job) throws Exception {
        String how = "-Dmillrace.crash.seed=" + SEED;
        int killed = 0;
        int inFlight = 0;
        for (int i = 0; i < KILLS; i++) {
            int share = 2 * JOBS / (KILLS + 1);
            long lines = logged + (i == 0 ? 0 : random.nextInt(Math.max(1, share)));
            Process process = start(job);
            if (!killAfter(process, log(), 7 * lines + 1)) {
                break;
            }
            if (Files.exists(journal().file()) && journal().isSound() && hasTables()) {
                check(i);
                killed++;
                inFlight += journal().inputs("running").size();
            }
        }
        Tool.Ended last = Tool.end(start(job));
        assertEquals(0, last.code(), how + "\n" + last.err());
        assertTrue(journal().isSound(), how);
        assertEquals(JOBS + "", journal().one("select count(*) from jobs where state = 'done'"));
        assertEquals(
                inFlight + "", journal().one("select coalesce(sum(in_flight), 0) from runs"), how);
        Map<String, Long> times =
                lines().stream().collect(Collectors.groupingBy(x -> x, Collectors.counting()));
        assertEquals(JOBS, times.size(), how);
        long more = 0;
        for (var time : times.entrySet()) {
            long allowed = 1L + pardons.getOrDefault(time.getKey(), 0);
            assertTrue(time.getValue() <= allowed, time + ", allowed " + allowed + ", " + how);
            more += time.getValue() - 1;
        }
        System.out.println(
                job.getFirst()
                        + ": "
                        + JOBS
                        + " jobs, "
                        + killed
                        + " kills, "
                        + inFlight
                        + " in flight at them, "
                        + more
                        + " ran again, "
                        + how);
    }

    private boolean hasTables() throws Exception {
        return !journal().one("select count(*) from sqlite_schema").equals("0");
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void after_any_kill_each_process_job_that_was_not_done_is_run_again_and_no_other()
            throws Exception {
        killAndResume(List.of("--sh", "echo {} >> '" + log() + "'"));
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void after_any_kill_each_handler_job_that_was_not_done_is_run_again_and_no_other()
            throws Exception {
        killAndResume(List.of("--class", Appends.class.getName()));
    }

    @Test
    void a_torn_last_write_costs_the_jobs_that_were_in_it_and_no_more() throws Exception {
        var wal = folder.resolve("v.jrn-wal");
        List<String> job = List.of("--class", Appends.class.getName(), "-b", "1");
        assertTrue(killAfter(start(job), log(), 7 * 50), "not killed");
        for (int torn = 1; torn <= 2; torn++) {
            try (FileChannel file = FileChannel.open(wal, StandardOpenOption.WRITE)) {
                assertTrue(file.size() > 8000, "nothing in it");
                if (torn == 1) {
                    file.truncate(file.size() - 1234);
                } else {
                    file.write(java.nio.ByteBuffer.wrap(new byte[3000]), file.size() - 3500);
                }
            }
            if (torn == 1) {
                assertTrue(killAfter(start(job), log(), 7 * 200), "not killed");
            }
        }
        Tool.Ended last = Tool.end(start(job));
        assertEquals(0, last.code(), last.err());
        assertTrue(last.err().contains(" in flight when run "), last.err());
        assertTrue(journal().isSound());
        assertEquals(JOBS + "", journal().one("select count(*) from jobs where state = 'done'"));
        assertEquals(JOBS, new HashSet<>(lines()).size());
    }
}
