package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

/// Help, completion, the manual page: all made of the options that are parsed.
class HelpTest {
    private static final int SCREEN = 40;

    private record Told(int code, String out, String err) {}

    private static Told tell(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err, true))
                        .execute(args);
        return new Told(code, out.toString(), err.toString());
    }

    private static List<OptionSpec> runOptions() {
        return Main.commandLine().getSubcommands().get("run").getCommandSpec().options();
    }

    private static List<String> groups() {
        return new RunHelp(Main.commandLine().getSubcommands().get("run")).groups();
    }

    private static void assertFits(String text) {
        List<String> lines = text.lines().toList();
        assertTrue(lines.size() <= SCREEN, lines.size() + " lines:\n" + text);
        lines.forEach(line -> assertTrue(line.length() <= 100, line));
    }

    @Test
    void the_help_of_run_fits_a_screen_and_names_the_groups() {
        Told told = tell("run", "--help");
        assertEquals(0, told.code());
        assertEquals("", told.err());
        assertFits(told.out());
        assertTrue(told.out().contains("--help=" + String.join(", ", groups()) + " or all"));
        assertTrue(told.out().contains(" -j  N|+N|P% "), told.out());
    }

    @Test
    void each_group_fits_a_screen_and_together_they_have_every_option() {
        var all = new StringBuilder();
        for (String group : groups()) {
            Told told = tell("help", "run", group);
            assertEquals(0, told.code(), told.err());
            assertEquals(told.out(), tell("run", "--help=" + group).out());
            assertFits(told.out());
            assertTrue(told.out().contains("\nExamples\n"), group + " has no examples");
            all.append(told.out());
        }
        for (OptionSpec option : runOptions()) {
            assertTrue(
                    option.longestName().equals("--help")
                            || all.toString().contains(option.longestName()),
                    option.longestName());
        }
        assertTrue(tell("run", "--help=all").out().contains("--warn-wait"));
    }

    @Test
    void a_name_that_is_nearly_right_is_answered_with_the_right_one() {
        assertTrue(tell("help", "run", "flw").err().contains("did you mean flow?"));
        assertTrue(tell("rnu").err().contains("unknown command: rnu; did you mean run?"));
        assertTrue(tell("run", "--tiemout", "1").err().contains("did you mean --timeout?"));
        assertTrue(tell("completion", "fis").err().contains("did you mean fish?"));
        assertEquals(2, tell("help", "nothing-like-it").code());
    }

    @Test
    void every_shell_completes_every_option() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            String script = tell("completion", shell).out();
            for (OptionSpec option : runOptions()) {
                for (String name : option.names()) {
                    String written =
                            !shell.equals("fish")
                                    ? name
                                    : name.startsWith("--")
                                            ? "-l " + name.substring(2)
                                            : "-s " + name.substring(1);
                    assertTrue(script.contains(written), shell + " " + name);
                }
            }
        }
    }

    @Test
    void bash_takes_its_script_and_completes_with_it(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("c"), tell("completion", "bash").out());
        String ask =
                "source '%s'; COMP_WORDS=(millrace run --prog); COMP_CWORD=2;"
                        + " _complete_millrace millrace --prog run; printf '%%s\\n' \"${COMPREPLY[@]}\";"
                        + " COMP_WORDS=(millrace run --progress p); COMP_CWORD=3;"
                        + " _complete_millrace millrace p --progress; printf '%%s\\n' \"${COMPREPLY[@]}\"";
        Process bash =
                new ProcessBuilder("bash", "--norc", "-c", ask.formatted(script))
                        .redirectError(
                                ProcessBuilder.Redirect.DISCARD) // it is not asked by a shell
                        .start();
        bash.getOutputStream().close();
        String replies = new String(bash.getInputStream().readAllBytes());
        assertEquals(0, bash.waitFor(), replies);
        assertEquals("--progress\nplain\n", replies);
    }

    @Test
    void the_manual_page_has_every_option_and_no_stray_request() {
        String page = tell("man").out();
        assertTrue(page.startsWith(".TH MILLRACE 1 "));
        for (OptionSpec option : runOptions()) {
            assertTrue(
                    option.longestName().equals("--help")
                            || page.contains(
                                    "\\fB" + option.longestName().replace("-", "\\-") + "\\fR"),
                    option.longestName());
        }
        page.lines()
                .filter(line -> line.startsWith(".") || line.startsWith("'"))
                .forEach(line -> assertTrue(line.matches("\\.(TH|SH|TP|nf|fi)( .*)?"), line));
    }
}
