package io.millrace.cli.run.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.run.input.ExactText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void wide_characters_take_two_columns_and_marks_none() {
        assertEquals(6, Columns.of("日本語"));
        assertEquals(4, Columns.of("e\u0301tat"));
        assertEquals(2, Columns.of("🦀"));
        assertEquals(5, Columns.of("▏█░↻✗"));
        assertEquals(2, Columns.of("Ａ"));
    }

    @Test
    void a_text_is_cut_by_columns_and_never_in_a_character() {
        assertEquals("日本語", Columns.cut("日本語", 6, false));
        assertEquals("日本…", Columns.cut("日本語", 5, false));
        assertEquals("日…", Columns.cut("日本語", 4, false));
        assertEquals("🦀…", Columns.cut("🦀🦀🦀", 3, false));
        assertEquals("abc", Columns.cut("abc", 3, true));
        assertEquals("a..", Columns.cut("abcd", 3, true));
        assertEquals("", Columns.cut("日本語", 0, false));
        String long_ = "x".repeat(1 << 20);
        assertEquals("x".repeat(9) + "…", Columns.cut(long_, 10, false));
        assertTrue(Columns.of(Columns.cut("e\u0301".repeat(50), 10, false)) <= 10);
    }

    @Test
    void nothing_that_moves_the_cursor_or_turns_the_text_gets_through() {
        assertEquals("a?[31mb?c", Columns.cut("a\u001b[31mb\nc", 80, false));
        assertEquals("??txt.exe?", Columns.cut("\u202e\u200btxt.exe\u0007", 80, false));
        assertEquals("?", Columns.cut("\u009b", 80, false));
        String bad = ExactText.decode(new byte[] {'a', (byte) 0xFF}, 0, 2);
        assertEquals("a\uFFFD", Columns.cut(bad, 80, false));
        byte[] ascii = Columns.cut("Straße 日", 80, true).getBytes(StandardCharsets.UTF_8);
        assertEquals("Stra?e ?", new String(ascii, StandardCharsets.US_ASCII));
    }
}
