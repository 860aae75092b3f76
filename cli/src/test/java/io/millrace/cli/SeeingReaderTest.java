package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.run.RunPlan;
import io.millrace.cli.run.RunPlan.How;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeeingReaderTest {
    private final SeeingOptions given = new SeeingOptions();
    private final Map<String, String> environment =
            new HashMap<>(Map.of("TERM", "xterm", "LANG", "de_DE.UTF-8"));
    private final Map<String, String> properties =
            new HashMap<>(Map.of("millrace.stderr.tty", "true", "millrace.stdout.tty", "true"));

    private RunPlan.Seeing read(boolean readsStdin) throws UsageException {
        return new SeeingReader(given, environment, properties::get).read(false, readsStdin);
    }

    private How how() throws UsageException {
        return read(true).how();
    }

    @Test
    void a_terminal_gets_a_bar_and_anything_else_lines() throws Exception {
        assertEquals(How.BAR, how());
        properties.put("millrace.stderr.tty", "false");
        assertEquals(How.PLAIN, how());
        properties.clear(); // started without the launcher: nobody knows
        assertEquals(How.PLAIN, how());
    }

    @Test
    void continuous_integration_and_dumb_terminals_get_lines() throws Exception {
        environment.put("CI", "true");
        assertEquals(How.PLAIN, how());
        environment.put("CI", "");
        assertEquals(How.BAR, how());
        environment.put("TERM", "dumb");
        assertEquals(How.PLAIN, how());
        environment.remove("TERM");
        assertEquals(How.PLAIN, how());
    }

    @Test
    void inputs_that_are_typed_at_the_terminal_and_keys_do_not_go_together() throws Exception {
        properties.put("millrace.stdin.tty", "true");
        assertEquals(How.PLAIN, read(true).how());
        var arguments = read(false);
        assertEquals(How.BAR, arguments.how());
        assertTrue(assertNotNullBar(arguments).keys());
        given.progress = "bar";
        assertFalse(assertNotNullBar(read(true)).keys());
    }

    private static io.millrace.cli.run.terminal.Setup assertNotNullBar(RunPlan.Seeing seeing) {
        var bar = seeing.bar();
        assertNotNull(bar);
        return bar;
    }

    @Test
    void colours_follow_no_color_and_force_color() throws Exception {
        assertTrue(assertNotNullBar(read(true)).style().colours());
        environment.put("NO_COLOR", "1");
        assertFalse(assertNotNullBar(read(true)).style().colours());
        environment.put("FORCE_COLOR", "0");
        assertFalse(assertNotNullBar(read(true)).style().colours());
        environment.put("FORCE_COLOR", "1");
        assertTrue(assertNotNullBar(read(true)).style().colours());
    }

    @Test
    void the_callers_locale_says_what_may_be_drawn() throws Exception {
        assertFalse(assertNotNullBar(read(true)).style().ascii());
        properties.put("millrace.env.lc_all", "C"); // goes before LANG
        assertTrue(assertNotNullBar(read(true)).style().ascii());
        properties.put("millrace.env.lc_all", "C.utf8");
        assertFalse(assertNotNullBar(read(true)).style().ascii());
    }

    @Test
    void a_bar_where_none_can_be_is_an_error() {
        given.progress = "bar";
        properties.put("millrace.stderr.tty", "false");
        assertEquals(
                "--progress bar: stderr is no terminal; use auto, plain or json",
                assertThrows(UsageException.class, () -> read(true)).getMessage());
        properties.put("millrace.stderr.tty", "true");
        environment.put("TERM", "dumb");
        assertTrue(
                assertThrows(UsageException.class, () -> read(true))
                        .getMessage()
                        .contains("TERM=dumb cannot redraw"));
    }

    @Test
    void quiet_and_a_form_exclude_each_other() throws Exception {
        given.quiet = true;
        assertEquals(How.NONE, how());
        given.progress = "json";
        assertThrows(UsageException.class, () -> read(true));
        given.progress = "curses";
        given.quiet = false;
        assertThrows(UsageException.class, () -> read(true));
    }
}
