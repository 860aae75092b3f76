package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What does not fit together is told, with exit code 2.
class RunOptionsTest {

    private static void assertRefused(String message, String... args) {
        var line = new ArrayList<>(List.of("run"));
        line.addAll(List.of(args));
        var err = new StringWriter();
        int code =
                Main.commandLine()
                        .setErr(new PrintWriter(err, true))
                        .execute(line.toArray(String[]::new));
        assertEquals(2, code, err.toString());
        assertTrue(err.toString().contains(message), err.toString());
    }

    @Test
    void there_is_one_job() {
        assertRefused("no job: give a command");
        assertRefused("a command ('echo') and --sh exclude each other", "--sh", "cat", "echo");
    }

    @Test
    void stdin_is_read_once_and_an_input_has_to_be_there() {
        assertRefused(
                "--jsonl - and --csv - exclude each other: stdin can be read once",
                "--jsonl",
                "-",
                "--csv",
                "-",
                "echo");
        assertRefused("--jsonl - and -0 exclude", "-0", "--jsonl", "-", "echo");
        assertRefused("--stdin and -0 exclude", "-0", "--stdin", "echo");
        assertRefused("--jsonl none: no such file; - is stdin", "--jsonl", "none", "echo");
        assertRefused("--csv .: is a folder", "--csv", ".", "echo");
        assertRefused("--watch is for --dir: add --dir DIR", "--watch", "echo");
        assertRefused("-p 3: there is work for 2", "-p", "3", "--dir", ".", "echo", ":::", "a");
        assertRefused(
                "--watch never ends, so each input needs a producer of its own: add -p 2",
                "--dir",
                ".",
                "--watch",
                "echo",
                ":::",
                "a");
    }

    @Test
    void whatever_reads_stdin_may_read_what_is_typed() throws Exception {
        var lines = new InputOptions();
        var json = new InputOptions();
        json.jsonl.add("-");
        var csv = new InputOptions();
        csv.csv.add("-");
        for (InputOptions given : List.of(lines, json, csv)) {
            assertTrue(InputPlan.readsStdin(given, InputPlan.of(given, null)));
        }
        var files = new InputOptions();
        files.files.add("*.-");
        assertFalse(InputPlan.readsStdin(files, InputPlan.of(files, List.of("-"))));
    }

    @Test
    void a_request_makes_sense() {
        assertRefused("--http 'http://h/{}': write METHOD URL", "--http", "http://h/{}");
        assertRefused("the input is used nowhere; put {} into the URL", "--http", "GET http://h/");
        assertRefused("a URL begins with http:// or https://", "--http", "GET ftp://h/{}");
        assertRefused("this is no URL: http://h o/", "--http", "POST http://h o/");
        assertRefused("--header 'X': write 'Name: value'", "--http", "GET {}", "--header", "X");
        assertRefused(
                "--header 'Host: x': this name is not allowed, or the client sets it",
                "--http",
                "GET {}",
                "--header",
                "Host: x");
        assertRefused("--header and --body are for --http", "--body", "x", "echo");
        assertRefused(
                "--body and --body-file exclude each other",
                "--http",
                "POST {}",
                "--body",
                "x",
                "--body-file",
                "y");
        assertRefused(
                "--line is for commands: what a handler returns or a server sends",
                "--line",
                "--http",
                "GET {}");
        assertRefused("--sh and --http exclude each other", "--sh", "cat", "--http", "GET {}");
    }

    @Test
    void a_key_comes_from_the_input() {
        assertRefused("--key x: all jobs would have this key; write $.id", "--key", "x", "echo");
        assertRefused("--key {#}: {#} and {%} are others in the next run", "--key", "{#}", "echo");
        assertRefused("'$..id' is no path", "--key", "$..id", "echo");
        assertRefused("'$.a-b}' is no path, at '-b}': write", "echo", "{$.a-b}");
        assertRefused("--total -1: must not be negative", "--total", "-1", "echo");
    }

    @Test
    void an_option_that_makes_no_sense_is_an_error() {
        assertRefused("-p 2: there is work for 1", "-p", "2", "echo");
        assertRefused("-k with --line", "-k", "--line", "echo");
        assertRefused("-k with -p", "-k", "-p", "2", "--dir", ".", "--dir", "..", "echo");
        assertRefused("--group with --line", "--group", "--line", "echo");
        assertRefused("--backoff without --retry", "--backoff", "1s..2s", "echo");
        assertRefused("--class-path is for", "--cp", ".", "echo");
        assertRefused("-b 0", "-b", "0", "echo");
        assertRefused("-j 0", "-j", "0", "echo");
        assertRefused("-j x", "-j", "x", "echo");
        assertRefused("'soon' is no duration", "--timeout", "soon", "echo");
        assertRefused("--dir none: is no folder", "--dir", "none", "echo");
    }

    @Test
    void limits_that_make_no_sense_are_errors() {
        assertRefused("--rate 50: write how many in which time", "--rate", "50", "echo");
        assertRefused("--rate 0/s", "--rate", "0/s", "echo");
        assertRefused("the time must be longer", "--rate", "1/0s", "echo");
        assertRefused("--breaker 50%: write the share", "--breaker", "50%", "echo");
        assertRefused("--breaker 101%/5/1s", "--breaker", "101%/5/1s", "echo");
        assertRefused("'x' is no duration", "--delay", "x", "echo");
        assertRefused("--deadline 0: must be longer", "--deadline", "0", "echo");
        assertRefused("--load x: write a number", "--load", "x", "echo");
        assertRefused("--memfree: 'much' is no size", "--memfree", "much", "echo");
        assertRefused("--memfree 0: there is always", "--memfree", "0", "echo");
        assertRefused("--exit all: there is --exit count", "--exit", "all", "echo");
        assertRefused("--halt now: write never, or when", "--halt", "now", "echo");
        assertRefused("a share of how many?", "--halt", "soon,done=10%", "echo");
        assertRefused("at most 100%", "--halt", "soon,fail=101%", "echo");
        assertRefused("--backoff 2s..1s: must go", "--retry", "1", "--backoff", "2s..1s", "echo");
    }

    @Test
    void outputs_that_do_not_fit_together_are_errors() {
        assertRefused("--group with --raw: leave one out", "--group", "--raw", "echo");
        assertRefused("-k with --raw: jobs print themselves", "-k", "--raw", "echo");
        assertRefused("--tag with --raw: what a job prints", "--tag", "--raw", "echo");
        assertRefused("--out-dir with --raw", "--out-dir", "x", "--raw", "echo");
        assertRefused("--max-output with --raw", "--max-output", "1M", "--raw", "echo");
        assertRefused("--max-output: 'x' is no size", "--max-output", "x", "echo");
        assertRefused("--tag and --tagstring", "--tag", "--tagstring", "{#}", "echo");
        assertRefused("--spill without -k", "--spill", "1M", "echo");
        assertRefused("--raw is for commands", "--raw", "--class", "x");
        assertRefused("--max-output is for commands", "--max-output", "1M", "--class", "x");
        assertRefused("is there, and is no folder", "--out-dir", "pom.xml", "echo");
    }

    @Test
    void options_of_a_journal_that_have_none_are_errors() {
        assertRefused("--resume without --journal", "--resume", "echo");
        assertRefused("--retry-failed without --journal", "--retry-failed", "echo");
        assertRefused("--new-command without --journal", "--new-command", "echo");
        assertRefused(
                "--retry-failed without --resume", "--journal", "f", "--retry-failed", "echo");
        assertRefused("--new-command without --resume", "--journal", "f", "--new-command", "echo");
        assertRefused("--journal with --dry-run", "--journal", "f", "--dry-run", "echo");
        assertRefused(
                "-o and --journal name one file: f; results are lines of text",
                "--journal",
                "f",
                "-o",
                "./f",
                "echo");
    }

    @Test
    void an_option_that_is_not_there_yet_says_so() {
        for (String option : LaterOptions.NAMES) {
            assertRefused(option + " is not in this version yet", option, "x", "echo");
        }
        assertRefused("unknown option --bogus", "--bogus", "echo");
        assertRefused("unknown option --retrys; did you mean --retry?", "--retrys", "2", "echo");
    }

    @Test
    void consumers_are_counted_by_number_by_cores_and_by_share() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        assertEquals(3, FlowReader.consumers("3"));
        assertEquals(cores + 2, FlowReader.consumers("+2"));
        assertEquals(Math.max(1, cores / 2), FlowReader.consumers("50%"));
        assertEquals(2 * cores, FlowReader.consumers("200%"));
    }
}
