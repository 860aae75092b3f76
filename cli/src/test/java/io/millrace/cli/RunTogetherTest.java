package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Options of different groups, as a user puts them together.
class RunTogetherTest {
    @TempDir Path folder;

    private Path file(String name) {
        return folder.resolve(name);
    }

    private JournalView journal() {
        return new JournalView(file("v.jrn"));
    }

    /// A command line of `words`, in which `J` is a journal and `O` a file for results, and more.
    private String[] args(String words, String... more) {
        var line = new ArrayList<>(List.of("run"));
        for (String word : words.split(" ")) {
            line.add(
                    switch (word) {
                        case "J" -> file("v.jrn").toString();
                        case "O" -> file("results.jsonl").toString();
                        default -> word;
                    });
        }
        line.addAll(List.of(more));
        return line.toArray(String[]::new);
    }

    private Tool.Ended run(String in, String words, String... more) throws Exception {
        return new Tool().run(in, args(words, more));
    }

    private List<String> inputsOfResults() throws Exception {
        return Files.readAllLines(file("results.jsonl")).stream()
                .map(line -> line.replaceFirst(".*\"input\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    /// Cannot be made.
    public static final class Broken implements Function<String, String> {
        /// Fails.
        public Broken() {
            throw new IllegalStateException("no licence");
        }

        @Override
        public String apply(String input) {
            return input;
        }
    }

    @Test
    void a_run_that_is_refused_leaves_no_journal_that_is_in_the_way() throws Exception {
        Tool.Ended refused = run("a\n", "--journal J --class", Broken.class.getName());
        assertEquals(2, refused.code(), refused.err());
        Tool.Ended mended = run("a\n", "--journal J --class", JournalTest.Echo.class.getName());
        assertEquals(0, mended.code(), mended.err());
        assertEquals("a\n", mended.out());
    }

    @Test
    void a_run_that_is_refused_leaves_the_results_of_the_one_before_alone() throws Exception {
        assertEquals(0, run("a\n", "--journal J -o O echo").code());
        String before = Files.readString(file("results.jsonl"));
        assertEquals(2, run("a\n", "--journal J -o O echo").code());
        assertEquals(2, run("a\n", "--journal J --resume -o O cat").code());
        assertEquals(2, run("a\n", "-o O --class", Broken.class.getName()).code());
        assertEquals(before, Files.readString(file("results.jsonl")));
    }

    @Test
    void a_run_that_goes_on_adds_to_the_results() throws Exception {
        assertEquals(0, run("a\nb\n", "-j 1 --journal J -o O echo").code());
        String first = Files.readString(file("results.jsonl"));
        Files.writeString(file("results.jsonl"), first + "{\"seq\":3,\"key\":\"to"); // by a kill
        assertEquals(0, run("a\nb\nc\n", "--journal J --resume -o O echo").code());
        assertEquals(List.of("a", "b", "c"), inputsOfResults());
        assertTrue(Files.readString(file("results.jsonl")).startsWith(first + "{"));
    }

    @Test
    void an_early_exit_leaves_no_folder_behind() throws Exception {
        Path temp = Files.createDirectory(file("temp"));
        Files.writeString(file("text"), "");
        Tool.Ended ended =
                new Tool()
                        .environment("TMPDIR", temp.toString())
                        .run("a\n", args("--out-dir", file("text/x").toString(), "echo"));
        assertEquals(4, ended.code(), ended.err());
        assertEquals(0, temp.toFile().list().length, ended.err());
    }

    /// The job behind those that are skipped runs until the run is stopped: by then a line has
    /// told.
    @Test
    @Timeout(60)
    void what_an_earlier_run_has_done_counts_as_done_for_progress() throws Exception {
        String[] job = {"--sh", "case {} in d) cat " + file("go") + ";; esac"};
        assertEquals(0, run("a\nb\nc\n", "-q --journal J", job).code());
        assertEquals(0, new ProcessBuilder("mkfifo", file("go").toString()).start().waitFor());
        Process process =
                new Tool()
                        .start(
                                args(
                                        "--journal J --resume -j 1 -b 1 --total 8 --every 50ms",
                                        Stream.concat(
                                                        Stream.of(job),
                                                        Stream.of("::: a b c d e f g h".split(" ")))
                                                .toArray(String[]::new)));
        BufferedReader err = process.errorReader();
        String line;
        do {
            line = String.valueOf(err.readLine());
            assertFalse(line.equals("null"), "no line");
        } while (!line.contains("(queued 1 running 1)"));
        assertTrue(line.contains(" of 8 38% (3 skipped)"), line);
        Tool.signal("INT", process);
        Files.writeString(file("go"), "");
        assertEquals(130, process.waitFor());
    }

    @Test
    void an_answer_that_asks_for_no_repetition_opens_no_breaker() throws Exception {
        try (var server = new WebServer(request -> WebServer.send(request, 404, ""))) {
            Tool.Ended ended =
                    run(
                            "1\n2\n3\n4\n5\n",
                            "-j 1 --deadline 10s --breaker 100%/2/1h --http",
                            "GET " + server.url() + "/{}");
            assertEquals(1, ended.code(), ended.err());
            assertTrue(ended.err().contains("created 5 done 0 failed 5 "), ended.err());
        }
    }

    @Test
    void an_input_that_fits_no_job_opens_no_breaker() throws Exception {
        Files.writeString(file("in.jsonl"), "{}\n{}\n{}\n{\"x\":1}\n");
        Tool.Ended ended =
                run(
                        "",
                        "-j 1 --deadline 10s --breaker 100%/2/1h --jsonl",
                        file("in.jsonl").toString(),
                        "echo",
                        "{$.x}");
        assertEquals("1\n", ended.out(), ended.err());
        assertEquals(1, ended.code());
    }

    @Test
    void what_is_ended_with_the_run_opens_no_breaker_and_is_to_run_again() throws Exception {
        Tool.Ended ended =
                run("", "-j 2 --journal J --deadline 2s --breaker 100%/2/1h sleep ::: 60 61");
        assertEquals(124, ended.code());
        assertFalse(ended.err().contains("BREAKER"), ended.err());
        assertEquals(Set.of("60", "61"), journal().inputs("interrupted"));
        try (var silent = new WebServer.Raw(c -> c.getInputStream().read())) {
            String request = "GET " + silent.url() + "/{}";
            String words = "--journal J --resume --new-command --deadline 2s --http";
            assertEquals(124, run("a\n", words, request).code());
        }
        assertEquals(Set.of("60", "61", "a"), journal().inputs("interrupted"));
    }

    @Test
    void what_a_server_sends_stays_in_the_out_dir_too() throws Exception {
        try (var server =
                new WebServer(request ->
                        WebServer.send(
                                request,
                                request.getRequestURI().getPath().equals("/ok") ? 200 : 404,
                                "page\n"))) {
            run(
                    "ok\nlost\n",
                    "-q --out-dir",
                    file("logs").toString(),
                    "--http",
                    "GET " + server.url() + "/{}");
        }
        assertEquals("page\n", Files.readString(file("logs/ok/attempt-1.stdout")));
        assertEquals("", Files.readString(file("logs/ok/attempt-1.stderr")));
        assertTrue(
                Files.readString(file("logs/lost/attempt-1.stderr"))
                        .endsWith("404 Not Found (not retried)\npage\n"));
    }

    @Test
    void the_out_dir_has_folders_named_by_keys() throws Exception {
        Files.writeString(file("in.jsonl"), "{\"id\":7}\n{\"id\":\"b\"}\n{\"id\": 7}\n");
        run(
                "",
                "-q --key $.id --jsonl",
                file("in.jsonl").toString(),
                "--out-dir",
                file("logs").toString(),
                "echo",
                "{$.id}");
        try (var folders = Files.list(file("logs"))) {
            assertEquals(
                    List.of("7", "7~2", "b"),
                    folders.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void jobs_that_are_known_by_another_key_are_of_another_command() throws Exception {
        Files.writeString(file("in.jsonl"), "{\"id\":7,\"at\":1}\n");
        String in = file("in.jsonl").toString();
        assertEquals(0, run("", "--journal J --key $.id --jsonl", in, "echo", "{$.id}").code());
        Tool.Ended without = run("", "--journal J --resume --jsonl", in, "echo", "{$.id}");
        assertEquals(2, without.code(), without.err());
        assertTrue(
                without.err().contains("is of another command, --key '$.id' -- echo '{$.id}'; "),
                without.err());
        Files.writeString(file("in.jsonl"), "{\"id\":7,\"at\":2}\n");
        Tool.Ended with = run("", "--journal J --resume --key $.id --jsonl", in, "echo", "{$.id}");
        assertEquals(0, with.code(), with.err());
        assertEquals("", with.out());
    }

    /// What waits in a file for a slow job before it has not been handed on.
    @Test
    @Timeout(60)
    void a4_output_that_waits_for_its_turn_is_not_done_and_comes_after_a_kill() throws Exception {
        String job =
                "[ {} != 1 ] || until [ -e %1$s/go ]; do sleep 0.02; done; [ {} != 30 ] || : >"
                        + " %1$s/at30; echo {}; head -c 40000 /dev/zero | tr '\\0' x; echo";
        String[] more =
                Stream.concat(
                                Stream.of("--sh", job.formatted(folder), ":::"),
                                IntStream.rangeClosed(1, 40).mapToObj(Integer::toString))
                        .toArray(String[]::new);
        Process process = new Tool().start(args("-q -k -j 2 --journal J", more));
        while (!Files.exists(file("at30"))) {
            Thread.onSpinWait(); // then 2 to 29 have ended
        }
        process.destroyForcibly().waitFor();
        assertEquals(Set.of(), journal().inputs("done"));
        Files.createFile(file("go"));
        Tool.Ended resumed = run("", "-q -k -j 2 --journal J --resume", more);
        assertEquals(0, resumed.code(), resumed.err());
        assertEquals(
                IntStream.rangeClosed(1, 40).mapToObj(Integer::toString).toList(),
                resumed.out().lines().filter(line -> line.length() < 9).toList());
        assertEquals(40, journal().inputs("done").size());
        assertEquals(
                "25\nx|4096|1",
                journal()
                        .one(
                                "select substr(stdout, 1, 4), length(stdout), truncated from log where"
                                        + " input = '25' order by id desc"));
    }

    @Test
    @Timeout(60)
    void a_job_that_waits_for_the_rate_is_not_in_flight() throws Exception {
        Process process =
                new Tool()
                        .start(
                                args(
                                        "--journal J -j 1 -b 4 --every 50ms --rate 1/h,burst=20 --class",
                                        Stream.concat(
                                                        Stream.of(
                                                                JournalTest.Echo.class.getName(),
                                                                ":::"),
                                                        IntStream.range(0, 100)
                                                                .mapToObj(Integer::toString))
                                                .toArray(String[]::new)));
        BufferedReader err = process.errorReader();
        String line;
        do {
            line = String.valueOf(err.readLine());
            assertFalse(line.equals("null"), "no line");
        } while (!line.contains("held 1 by rate"));
        while (!journal().inputs("done").contains("19")) {
            Thread.onSpinWait(); // the burst is on its way there
        }
        process.destroyForcibly().waitFor();
        assertEquals("done|20", journal().one("select state, count(*) from jobs group by state"));
        assertEquals("20", journal().one("select count(*) from jobs"));
    }

    @Test
    void a_journal_knows_who_printed_too_much_and_what_a_server_answered() throws Exception {
        String large = "head -c 2000 /dev/zero # {}";
        assertEquals(1, run("a\n", "-q --max-output 1K --journal J --sh", large).code());
        assertEquals("failed", journal().one("select state from jobs"));
        Tool.Ended report = new Tool().run("", "report", file("v.jrn").toString());
        assertTrue(report.out().contains("\nfailed  printed too much: 1\n"), report.out());
        try (var server = new WebServer(request -> WebServer.send(request, 404, ""))) {
            String request = "GET " + server.url() + "/{}";
            run("b\n", "-q --journal J --resume --new-command --http", request);
        }
        assertEquals("404|0", journal().one("select status, excess from log where input = 'b'"));
        report = new Tool().run("", "report", file("v.jrn").toString());
        assertTrue(report.out().contains("\nfailed  status 404: 1\n"), report.out());
    }

    @Test
    @Timeout(60)
    void a_job_that_was_to_be_tried_again_when_the_run_was_stopped_is_not_failed()
            throws Exception {
        Path ready = file("ready");
        Process process =
                new Tool()
                        .start(
                                args(
                                        "-q --journal J --retry 3 --backoff 1h..1h --rate 1/h --sh",
                                        ": > " + ready + "; exit 7 # {}",
                                        ":::",
                                        "a"));
        while (!Files.exists(ready)) {
            Thread.onSpinWait();
        }
        Tool.signal("INT", process);
        assertEquals(130, process.waitFor());
        assertEquals(Set.of("a"), journal().inputs("interrupted"));
        assertEquals("7", journal().one("select exit from attempts"));
    }

    @Test
    void an_attempt_is_recorded_with_the_time_of_its_own_not_of_the_next() throws Exception {
        run("a\n", "--journal J --retry 1 --backoff 0..0 --rate 1/s --sh", "exit 7 # {}");
        assertEquals(
                "2|1",
                journal()
                        .one(
                                "select count(*), max(started_ms) - min(started_ms) > 600 from"
                                        + " attempts"));
    }
}
