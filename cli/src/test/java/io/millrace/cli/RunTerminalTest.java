package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tool at a terminal, which `script` of util-linux plays: bar, keys, signals, and what is left
/// of them in the end. The tests wait for what the terminal is sent.
class RunTerminalTest {
    private static final String RESTORED = "\u001b[?7h\u001b[?25h\u001b]9;4;0;0\u0007";

    @TempDir Path folder;

    private Process terminal;
    private Reader screen;
    private final StringBuilder seen = new StringBuilder();

    /// Starts `before; millrace run ..; after` in a terminal of so many columns.
    private void start(int columns, String... args) throws IOException {
        var tool =
                new StringBuilder(
                        "trap : INT; stty rows 30 cols " + columns + "; echo mode $(stty -g); ");
        tool.append("env -u CI -u NO_COLOR -u FORCE_COLOR TERM=xterm LC_ALL=C.UTF-8 ");
        for (String word :
                new Tool()
                        .option("-Dmillrace.stdin.tty=true")
                        .option("-Dmillrace.stdout.tty=true")
                        .option("-Dmillrace.stderr.tty=true")
                        .option("-Dmillrace.env.lc_all=C.UTF-8")
                        .command(args)) {
            tool.append('\'').append(word.replace("'", "'\\''")).append("' ");
        }
        tool.append("; echo code $?; echo mode $(stty -g); ");
        var builder =
                new ProcessBuilder("script", "-qfec", tool.toString(), "/dev/null")
                        .redirectErrorStream(true);
        builder.environment().put("SHELL", "/bin/sh");
        terminal = builder.start();
        screen = terminal.inputReader();
    }

    /// Reads until the terminal has been sent something that matches.
    private Matcher await(String regex) throws IOException {
        Pattern wanted = Pattern.compile(regex, Pattern.DOTALL);
        char[] some = new char[4096];
        while (true) {
            Matcher found = wanted.matcher(seen.toString());
            if (found.find()) {
                seen.delete(0, found.end());
                return found;
            }
            int count = screen.read(some);
            assertTrue(count > 0, "the end, without " + regex + " in:\n" + seen);
            seen.append(some, 0, count);
        }
    }

    private void press(String keys) throws IOException {
        terminal.outputWriter().write(keys);
        terminal.outputWriter().flush();
    }

    private String waitsFor(Path go) {
        return "until [ -e '" + go + "' ]; do sleep 0.05; done; echo done {}";
    }

    private void endsAsItBegan(String mode, int code) throws Exception {
        String last = await(".*code (\\d+)\\R").group();
        assertTrue(last.contains(RESTORED), last);
        assertTrue(last.contains("code " + code), last);
        assertEquals(mode, await("mode (\\S+)\\R").group(1));
        assertEquals(0, terminal.waitFor());
    }

    @Test
    void keys_change_the_number_of_consumers_pause_and_drain() throws Exception {
        Path go = folder.resolve("go");
        start(100, "run", "-j", "2", "--sh", waitsFor(go), ":::", "1", "2", "3", "4", "5", "6");
        String mode = await("mode (\\S+)\\R").group(1);
        await("consumers 2");
        await("q drain");
        press("+");
        await("consumers 3");
        press("-");
        await("consumers 2");
        press("p");
        await("PAUSED");
        press("pq");
        await("DRAINING");
        Files.createFile(go);
        String rest = await(".*read and not started: the run was stopped").group();
        assertTrue(rest.contains("done 1"), rest);
        seen.insert(0, rest);
        endsAsItBegan(mode, 130);
    }

    @Test
    void the_bar_fits_forty_columns_and_output_is_never_within_it() throws Exception {
        start(40, "run", "-j", "2", "--sh", "sleep 0.3; echo 'this is {}'", ":::", "a", "b", "c");
        String mode = await("mode (\\S+)\\R").group(1);
        String all = await(".*code 0\\R").group();
        for (String name : List.of("a", "b", "c")) {
            assertTrue(all.contains("this is " + name + "\r\n"), all);
        }
        for (String frame : all.split("\u001b\\[\\?2026h")) {
            if (frame.contains("\u001b[?7l")) {
                String bar =
                        frame.substring(
                                frame.indexOf("\u001b[?7l"), frame.lastIndexOf("\u001b[?7h"));
                for (String line : bar.replaceAll("\u001b\\[[?0-9;]*[a-zA-Z]", "").split("\r\n")) {
                    assertTrue(line.length() < 40, "'" + line + "'");
                    assertFalse(line.contains("this is"), line);
                }
            }
        }
        seen.insert(0, all);
        endsAsItBegan(mode, 0);
    }

    @Test
    void ctrl_c_three_times_leaves_the_terminal_as_it_was() throws Exception {
        start(100, "run", "-j", "1", "--sh", "trap '' TERM; sleep 600; sleep 600 # {}", ":::", "x");
        String mode = await("mode (\\S+)\\R").group(1);
        await("q drain");
        press("\u0003");
        await("DRAINING");
        press("\u0003");
        press("\u0003");
        endsAsItBegan(mode, 130);
    }

    @Test
    void a_hangup_ends_the_run_without_a_terminal_to_restore() throws Exception {
        Path results = folder.resolve("results");
        start(100, "run", "-o", results.toString(), "--sh", "sleep 0.5; echo {}", ":::", "x");
        await("q drain");
        List<ProcessHandle> tool = terminal.descendants().toList();
        assertFalse(tool.isEmpty());
        terminal.destroy(); // script ends, and with it the terminal
        tool.forEach(process -> process.onExit().join());
        String record = Files.readString(results);
        assertTrue(record.startsWith("{\"seq\":1,"), record);
    }

    @Test
    void without_a_terminal_no_escape_code_is_written() throws Exception {
        for (List<String> form : List.of(List.of("auto"), List.of("plain"), List.of("json"))) {
            Tool.Ended ended =
                    new Tool().run("a\nb\n", "run", "--progress", form.getFirst(), "--", "echo");
            assertEquals(0, ended.code(), ended.err());
            assertFalse(ended.err().contains("\u001b"), ended.err());
            assertFalse(ended.err().contains("\r"), ended.err());
        }
        Tool.Ended refused = new Tool().run("a\n", "run", "--progress", "bar", "--", "echo");
        assertEquals(2, refused.code());
    }

    @Test
    void json_progress_is_a_line_for_each_event_with_the_jobs_stderr_between() throws Exception {
        Tool.Ended ended =
                new Tool()
                        .run(
                                "a\nb\n",
                                "run",
                                "--progress",
                                "json",
                                "--every",
                                "100ms",
                                "--sh",
                                "sleep 0.4; echo {} >&2; exit 3");
        List<String> lines = ended.err().lines().toList();
        assertTrue(lines.getFirst().startsWith("{\"millrace\":\"begin\",\"id\":\""), ended.err());
        assertTrue(
                lines.getLast().startsWith("{\"millrace\":\"end\",\"elapsedMs\":")
                        && lines.getLast().contains("\"created\":2,\"done\":0,\"failed\":2,")
                        && lines.getLast().contains("\"summary\":[\"2 failed; first: job "),
                ended.err());
        assertTrue(lines.contains("a") && lines.contains("b"), ended.err());
        List<String> during =
                lines.stream().filter(l -> l.startsWith("{\"millrace\":\"progress\"")).toList();
        assertFalse(during.isEmpty(), ended.err());
        for (String field :
                List.of(
                        "elapsedMs",
                        "queued",
                        "running",
                        "perSecond",
                        "total",
                        "etaMs",
                        "bottleneck",
                        "busy")) {
            assertTrue(during.getFirst().contains("\"" + field + "\":"), field);
        }
    }
}
