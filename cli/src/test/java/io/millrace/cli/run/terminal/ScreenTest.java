package io.millrace.cli.run.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a terminal is sent. Frames that are not due yet do not come: their time is not waited for.
class ScreenTest {
    private static final Size SIZE = new Size(24, 80);
    private static final String FRAME =
            "\u001b[?2026h\u001b[?25l\u001b[?7l\u001b[0ma\r\nb\u001b[?7h\u001b]9;4;1;50\u0007"
                    + "\u001b[?2026l";

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final Screen screen = new Screen(terminal, terminal, true);

    private void print(String text) throws IOException {
        screen.out().write(text.getBytes(UTF_8));
        screen.out().flush();
    }

    private String sent() {
        String all = terminal.toString(UTF_8);
        terminal.reset();
        return all;
    }

    @Test
    void what_is_printed_before_the_first_frame_goes_out_at_once() throws Exception {
        print("one\n");
        assertEquals("one\n", sent());
    }

    @Test
    void s2_what_is_printed_soon_after_a_frame_waits_for_the_next() throws Exception {
        screen.show(List.of("a", "b"), SIZE, 50);
        assertEquals(FRAME, sent());
        print("one\n");
        screen.show(List.of("c"), SIZE, 50);
        assertEquals("", sent());
        screen.close();
        assertEquals("\r\u001b[1A\u001b[J\u001b[?7h\u001b[?25h\u001b]9;4;0;0\u0007one\n", sent());
    }

    @Test
    void s2_much_output_goes_out_at_once_and_takes_the_bar_away_first() throws Exception {
        screen.show(List.of("a", "b"), SIZE, 50);
        sent();
        String much = "x".repeat(70_000) + "\n";
        print(much);
        assertEquals("\r\u001b[1A\u001b[J" + much, sent());
    }

    @Test
    void s3_once_closed_it_is_a_stream_like_any_other() throws Exception {
        screen.show(List.of("a", "b"), SIZE, 50);
        screen.close();
        sent();
        screen.show(List.of("c"), SIZE, 50);
        screen.close();
        print("no newline");
        print(" more\n");
        assertEquals("no newline more\n", sent());
    }

    @Test
    void s3_a_screen_that_never_showed_a_bar_leaves_no_trace() {
        screen.close();
        assertEquals("", sent());
    }

    @Test
    void s3_suspended_it_shows_the_cursor_and_prints_at_once() throws Exception {
        screen.show(List.of("a", "b"), SIZE, 50);
        sent();
        screen.setVisible(false, true);
        assertEquals("\r\u001b[1A\u001b[J\u001b[?7h\u001b[?25h\u001b]9;4;0;0\u0007", sent());
        screen.show(List.of("a", "b"), SIZE, 50);
        print("one\n");
        assertEquals("one\n", sent());
    }

    @Test
    void s4_a_terminal_made_narrower_has_wrapped_the_bar_over_more_rows() throws Exception {
        screen.show(List.of("x".repeat(70), "y".repeat(70)), SIZE, -1);
        screen.show(List.of(), new Size(24, 40), -1);
        sent();
        screen.close();
        assertTrue(sent().startsWith("\r\u001b[3A\u001b[J"));
    }

    @Test
    void only_a_terminal_has_to_wait_for_a_frame() throws Exception {
        var file = new ByteArrayOutputStream();
        var split = new Screen(file, terminal, false);
        split.show(List.of("a"), SIZE, -1);
        sent();
        split.out().write('x');
        assertEquals("x", file.toString(UTF_8));
        assertEquals("", sent());
    }
}
