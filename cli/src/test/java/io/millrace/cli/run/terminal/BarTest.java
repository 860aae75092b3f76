package io.millrace.cli.run.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.run.report.Bottleneck;
import io.millrace.cli.run.report.Extent;
import io.millrace.cli.run.report.Figures;
import io.millrace.cli.run.report.Shares;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarTest {
    private static final long SECOND = 1_000_000_000;
    private static final Style PLAIN = new Style(false, false);

    private static Figures figures(Extent extent, List<Figures.Slow> slow) {
        return new Figures(
                31 * SECOND,
                142,
                117,
                1,
                4,
                0,
                0,
                18,
                6,
                3.8,
                extent,
                21 * SECOND,
                1,
                6,
                20,
                new Shares(0.97, 0.03, 0, 0, 0.62, 0),
                Bottleneck.CONSUMERS,
                false,
                new Figures.Times(1.5e9, 1_400_000_000, 2_900_000_000L, SECOND),
                slow);
    }

    private static final Figures USUAL =
            figures(
                    new Extent(200, true),
                    List.of(
                            new Figures.Slow(3, 21 * SECOND, "holiday.mp4"),
                            new Figures.Slow(1, 9 * SECOND, "日本語.mp4")));

    private static List<String> lines(Figures figures, int columns, Style style) {
        return new Bar("7f3c", style)
                .lines(figures, new Size(30, columns), Bar.State.RUNNING, true);
    }

    @Test
    void five_lines_say_how_it_goes() {
        assertEquals(
                List.of(
                        " run 7f3c  00:31  ███████████▊░░░░░░░░ 118/200  ✗1  3.8/s  ETA 00:21  ↻4",
                        " producers 1  blocked 62%      queue ██████████████████░░ 18/20",
                        " consumers 6  busy 97% wait 3%  run p50 1.4s p95 2.9s",
                        " slow  c3 21s holiday.mp4  c1 9.0s 日本語.mp4  bottleneck: consumers",
                        " q drain  p pause  +/- consumers"),
                lines(USUAL, 100, PLAIN));
    }

    @Test
    void no_line_is_as_wide_as_the_terminal_however_narrow_that_is() {
        for (int columns = 1; columns <= 120; columns++) {
            for (Style style : List.of(PLAIN, new Style(true, false))) {
                for (String line : lines(USUAL, columns, style)) {
                    assertTrue(Columns.of(line) <= Math.max(1, columns - 1), columns + ": " + line);
                }
            }
        }
    }

    @Test
    void forty_columns_are_enough_for_what_matters() {
        List<String> lines = lines(USUAL, 40, PLAIN);
        assertTrue(lines.getFirst().contains("118/200"), lines.getFirst());
        assertTrue(lines.get(3).endsWith("bottleneck: consumers"), lines.get(3));
    }

    @Test
    void few_rows_get_one_line() {
        var bar = new Bar("7f3c", PLAIN);
        assertEquals(1, bar.lines(USUAL, new Size(7, 80), Bar.State.RUNNING, true).size());
    }

    @Test
    void a_total_that_is_worked_out_is_marked_and_an_unknown_one_left_out() {
        assertTrue(
                lines(figures(new Extent(200, false), List.of()), 100, PLAIN)
                        .getFirst()
                        .contains("118/~200"));
        String unknown = lines(figures(Extent.UNKNOWN, List.of()), 100, PLAIN).getFirst();
        assertTrue(unknown.contains("118 done"), unknown);
        assertFalse(unknown.contains("░"), unknown);
    }

    @Test
    void a_terminal_that_knows_ascii_only_gets_nothing_else() {
        for (String line : lines(USUAL, 100, new Style(true, true))) {
            assertTrue(line.chars().allMatch(c -> c < 0x7F), line);
        }
    }

    @Test
    void colours_only_where_they_are_wanted() {
        assertTrue(String.join("", lines(USUAL, 100, new Style(false, true))).contains("\u001b["));
        assertFalse(String.join("", lines(USUAL, 100, PLAIN)).contains("\u001b"));
    }

    @Test
    void it_says_when_the_run_is_paused_or_drained() {
        var bar = new Bar("7f3c", PLAIN);
        var size = new Size(30, 100);
        List<String> paused = bar.lines(USUAL, size, Bar.State.PAUSED, true);
        assertTrue(paused.getFirst().contains("PAUSED"));
        assertTrue(paused.getLast().contains("p resume"));
        List<String> draining = bar.lines(USUAL, size, Bar.State.DRAINING, true);
        assertTrue(draining.getFirst().contains("DRAINING"));
        assertTrue(draining.getLast().contains("Ctrl-C ends it"));
    }
}
