package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs with a journal, started as processes. Those that are killed are in [JournalCrashTest].
class JournalTest {
    private static final String FAILS_B = "echo {}; case {} in b) echo no >&2; exit 7;; esac";

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("v.jrn");
    }

    private JournalView journal() {
        return new JournalView(file());
    }

    private String[] args(String options, String... more) {
        var args = new ArrayList<>(List.of("run", "-j", "2", "--journal", file().toString()));
        args.addAll(Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).toList());
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    private Tool.Ended run(String in, String options, String... more) throws Exception {
        return new Tool().run(in, args(options, more));
    }

    private static Set<String> lines(Tool.Ended ended) {
        return ended.out().lines().collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void a_journal_says_of_each_job_what_became_of_it() throws Exception {
        Tool.Ended ended = run("a\nb\na\n", "--retry 1 --backoff 1ms..1ms", "--sh", FAILS_B);
        assertEquals(1, ended.code());
        assertTrue(ended.err().contains(" journal=" + file() + "\n"), ended.err());
        assertTrue(
                ended.err().contains("1 failed; rerun them: millrace run --resume --retry-failed"),
                ended.err());
        assertEquals(
                List.of("a|1|1|done", "a|2|3|done", "b|1|2|failed"),
                journal()
                        .query(
                                "select input, occurrence, seq, state from jobs order by input, seq"));
        assertEquals(
                List.of("1|7|null|0|b\n|no\n|0", "2|7|null|0|b\n|no\n|0"),
                journal()
                        .query(
                                "select attempt, exit, signal, timeout, stdout, stderr, truncated"
                                        + " from log where input = 'b' order by attempt"));
        assertEquals(
                "1|1|stdin|2|0|--sh '" + FAILS_B + "'",
                journal().one("select id, exit, input, consumers, skipped, command from runs"));
        assertEquals("1", journal().one("select count(*) from runs where ended_ms >= started_ms"));
    }

    @Test
    void a_resumed_run_knows_its_jobs_by_content_not_by_number() throws Exception {
        assertEquals(1, run("a\nb\nc\n", "", "--sh", FAILS_B).code());
        Tool.Ended more = run("x\na\nc\nb\na\n", "--resume", "--sh", FAILS_B);
        assertEquals(Set.of("x", "a"), lines(more)); // the second a is new, b has failed
        assertEquals(1, more.code()); // b is still not done
        assertTrue(more.err().contains("resuming " + file() + ": 2 done, 1 failed\n"), more.err());
        assertTrue(
                more.err().contains("3 skipped: " + file() + " has 2 of them as done, 1 as failed"),
                more.err());
        assertEquals(
                "5", journal().one("select seq from jobs where input = 'a' and occurrence = 2"));
        Tool.Ended again = run("b\na\n", "--resume --retry-failed", "--sh", FAILS_B);
        assertEquals("b\n", again.out());
        Tool.Ended last =
                run("b\na\n", "--resume --retry-failed --new-command", "--sh", "echo {} now");
        assertEquals("b now\n", last.out());
        assertEquals(0, last.code(), last.err());
        assertEquals(
                List.of("1|7", "3|7", "4|0"),
                journal().query("select run, exit from log where input = 'b' order by id"));
    }

    @Test
    void what_is_skipped_keeps_its_number_and_holds_up_no_order() throws Exception {
        String even =
                IntStream.range(0, 400).mapToObj(i -> 2 * i + "\n").collect(Collectors.joining());
        String all = IntStream.range(0, 800).mapToObj(i -> i + "\n").collect(Collectors.joining());
        String odd =
                IntStream.range(0, 400)
                        .mapToObj(i -> 2 * i + 1 + "\n")
                        .collect(Collectors.joining());
        String[] handler = {"--class", Echo.class.getName(), "-k"};
        assertEquals(even, run(even, "", handler).out());
        assertEquals(odd, run(all, "--resume", handler).out());
        assertEquals("", run(all, "--resume", handler).out());
        assertEquals("800", journal().one("select count(*) from jobs where state = 'done'"));
        assertEquals("502", journal().one("select seq from jobs where input = '501'"));
    }

    /// Returns its input.
    public static final class Echo implements java.util.function.Function<String, String> {
        /// Is made by the run.
        public Echo() {}

        @Override
        public String apply(String input) {
            return input;
        }
    }

    @Test
    void what_does_not_fit_a_journal_is_refused_with_a_way_out() throws Exception {
        assertEquals(0, run("a\n", "", "echo").code());
        Tool.Ended exists = run("a\n", "", "echo");
        assertEquals(2, exists.code());
        assertTrue(exists.err().contains("is there already; go on with it by --resume"));
        Tool.Ended other = run("a\n", "--resume", "cat");
        assertEquals(2, other.code());
        assertTrue(other.err().contains("is of another command, echo; "), other.err());
        assertTrue(other.err().contains("add --new-command"), other.err());
        Files.writeString(
                folder.resolve("text"), "not a database, and longer than a header is\n".repeat(9));
        Tool.Ended text =
                new Tool().run("a\n", "run", "--resume", "--journal", folder + "/text", "echo");
        assertEquals(4, text.code());
        assertTrue(text.err().contains("it is not a journal, nor any database"), text.err());
        Tool.Ended nowhere =
                new Tool().run("a\n", "run", "--journal", folder + "/no/v.jrn", "echo");
        assertEquals(4, nowhere.code());
        assertTrue(nowhere.err().contains("no such file or folder"), nowhere.err());
        assertEquals("1", journal().one("select count(*) from runs"));
    }

    @Test
    void two_runs_at_once_have_one_journal_only_one_after_the_other() throws Exception {
        Process first = new Tool().start(args("", "echo"));
        try (var err =
                new BufferedReader(
                        new InputStreamReader(first.getErrorStream(), StandardCharsets.UTF_8))) {
            assertTrue(err.readLine().contains("journal="));
            first.getOutputStream().write("a\n".getBytes());
            first.getOutputStream().flush();
            assertEquals('a', first.getInputStream().read()); // the journal is in use by now
            Tool.Ended second = run("b\n", "--resume", "echo");
            assertEquals(4, second.code());
            assertTrue(second.err().contains("is in use by another run (process "), second.err());
            assertFalse(second.err().contains("fault"), second.err());
            first.getOutputStream().close();
            assertEquals(0, first.waitFor());
        }
        assertEquals(0, run("b\n", "--resume", "echo").code());
        assertEquals("a|b", String.join("|", journal().query("select input from jobs")));
    }

    @Test
    void a_job_that_was_ended_with_its_run_runs_again_and_one_that_failed_does_not()
            throws Exception {
        Path ready = folder.resolve("ready");
        String line =
                "case {} in f) exit 1;; s) [ -e '"
                        + ready
                        + "' ] || { : > '"
                        + ready
                        + "'; exec sleep 60; };; esac";
        Process process = new Tool().start(args("-q", "--sh", line));
        process.getOutputStream().write("f\ns\n".getBytes());
        process.getOutputStream().flush();
        while (!Files.exists(ready)) {
            Thread.onSpinWait();
        }
        Tool.signal("INT", process);
        Tool.signal("TERM", process); // two of a kind may arrive as one
        Tool.Ended ended = Tool.end(process);
        assertTrue(ended.code() == 130 || ended.code() == 143, ended.err());
        assertEquals(Set.of("s"), journal().inputs("interrupted"));
        assertEquals(Set.of("f"), journal().inputs("failed"));
        assertEquals(ended.code() + "", journal().one("select exit from runs"));
        Tool.Ended resumed = run("f\ns\n", "--resume", "--sh", line);
        assertEquals(1, resumed.code());
        assertTrue(resumed.err().contains("created 1 done 1"), resumed.err());
    }

    @Test
    void a_stopped_run_says_how_to_go_on() throws Exception {
        Tool.Ended halted = run("b\nc\nd\n", "-j 1 --halt soon,fail=1", "--sh", "test {} != b");
        assertEquals(3, halted.code());
        assertTrue(
                halted.err()
                        .contains(
                                "go on: millrace run --resume -j 2 --journal " + file() + " -j 1"),
                halted.err());
        assertEquals(Set.of("b"), journal().inputs("failed"));
        Tool.Ended rest = run("b\nc\nd\n", "--resume", "--sh", "test {} != b");
        assertTrue(rest.err().contains("created 2 done 2 failed 0"), rest.err());
    }

    @Test
    void a_file_limit_or_a_full_disk_ends_the_run_and_the_journal_is_good_to_go_on_with()
            throws Exception {
        String inputs =
                IntStream.range(0, 30_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        Path in = folder.resolve("in");
        Files.writeString(in, inputs);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script =
                "ulimit -f 3000; exec '"
                        + java
                        + "' -XX:-UsePerfData -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp '"
                        + System.getProperty("java.class.path")
                        + "' io.millrace.cli.Main run --journal '"
                        + file()
                        + "' --class '"
                        + Echo.class.getName()
                        + "'";
        Process process =
                new ProcessBuilder("/bin/sh", "-c", script)
                        .redirectInput(in.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(4, process.waitFor(), err);
        assertTrue(err.contains("cannot write to the journal " + file() + ": "), err);
        assertTrue(err.contains("go on: millrace run --resume"), err);
        assertTrue(journal().isSound());
        assertNotEquals("0", journal().one("select count(*) from jobs where state = 'done'"));
        Tool.Ended rest = run(inputs, "--resume", "--class", Echo.class.getName());
        assertEquals(0, rest.code(), rest.err());
        assertEquals("30000", journal().one("select count(*) from jobs where state = 'done'"));
    }

    @Test
    void what_could_not_be_printed_is_not_done() throws Exception {
        Tool.Ended full = new Tool().runInto(Path.of("/dev/full"), "a\nb\n", args("", "echo"));
        assertEquals(4, full.code());
        assertEquals("0", journal().one("select count(*) from jobs where state = 'done'"));
        assertEquals("a\nb\n", run("a\nb\n", "-k --resume", "echo").out());
    }

    @Test
    void inputs_of_any_bytes_and_long_output_are_kept_as_the_guide_says() throws Exception {
        byte[] in = {'x', (byte) 0xFF, '\n'};
        Tool.Ended ended = new Tool().run(in, args("", "--sh", "printf '%5000d' 1; : {}"));
        assertEquals(0, ended.code(), ended.err());
        assertEquals("blob|78FF", journal().one("select typeof(input), hex(input) from jobs"));
        assertEquals("4096|1", journal().one("select length(stdout), truncated from attempts"));
        assertEquals(
                0,
                new Tool()
                        .run(in, args("--resume", "--sh", "printf '%5000d' 1; : {}"))
                        .bytes()
                        .length);
    }

    @Test
    void nothing_of_sqlite_is_left_in_the_temporary_folder_after_a_kill() throws Exception {
        Path tmp = Files.createDirectory(folder.resolve("tmp"));
        Process process =
                new Tool().environment("TMPDIR", tmp.toString()).start(args("-q", "echo"));
        process.getOutputStream().write("a\n".getBytes());
        process.getOutputStream().flush();
        assertEquals('a', process.getInputStream().read());
        process.destroyForcibly().waitFor();
        try (Stream<Path> left = Files.list(tmp)) {
            assertEquals(
                    List.of(), left.filter(path -> path.toString().contains("sqlite")).toList());
        }
    }
}
