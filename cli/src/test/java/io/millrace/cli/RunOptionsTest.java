package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    void there_is_one_job_and_one_input() {
        assertRefused("no job: give a command");
        assertRefused("a command ('echo') and --sh exclude each other", "--sh", "cat", "echo");
        assertRefused("-0 and ::: exclude each other", "-0", "echo", ":::", "a");
        assertRefused("--files and --dir exclude", "--dir", ".", "--files", "*", "echo");
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
    void an_option_that_is_not_there_yet_says_so() {
        for (String option : LaterOptions.NAMES) {
            assertRefused(option + " is not in this version yet", option, "x", "echo");
        }
        assertRefused("--rate is not in this version yet", "--rate=5/s", "echo");
        assertRefused("not in this version yet", "--halt", "now,fail=10%", "echo");
        assertRefused("unknown option --bogus", "--bogus", "echo");
        assertRefused("unknown option --retrys; did you mean --retry?", "--retrys", "2", "echo");
    }

    @Test
    void consumers_are_counted_by_number_by_cores_and_by_share() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        assertEquals(3, RunOptions.consumers("3"));
        assertEquals(cores + 2, RunOptions.consumers("+2"));
        assertEquals(Math.max(1, cores / 2), RunOptions.consumers("50%"));
        assertEquals(2 * cores, RunOptions.consumers("200%"));
    }
}
