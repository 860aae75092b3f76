package io.millrace.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the lines that the processes print.
class PageTest {
    @TempDir private Path folder;

    @BeforeEach
    void two_rows() throws IOException {
        Files.writeString(
                folder.resolve("rows"),
                """
                # a comment
                fast | many cap=1 ops=8 | 2 | millrace go jox jctools | go=1.5 jvm=1 jox=2 bytes=1 | a fast row
                slow | many cap=0 ops=8 | 2 | millrace go kotlin | go=1 jvm=1 | a slow row
                """);
        Files.writeString(folder.resolve("facts"), "commit\tabc\n");
    }

    private String page(String... raw) throws IOException {
        Files.write(folder.resolve("raw"), List.of(raw));
        Report.main(
                List.of("rows", "raw", "facts", "out").stream()
                        .map(name -> folder.resolve(name).toString())
                        .toArray(String[]::new));
        return Files.readString(folder.resolve("out"));
    }

    private static String raw(int round, String row, String rival, String figures) {
        return String.join("\t", String.valueOf(round), row, rival, figures.replace(' ', '\t'));
    }

    @Test
    void a_median_of_rounds_meets_its_goals() throws IOException {
        String page =
                page(
                        raw(1, "fast", "millrace", "ok 10 0 - - - 3"),
                        raw(2, "fast", "millrace", "ok 90 0 - - - 3"),
                        raw(3, "fast", "millrace", "ok 20 0 - - - 3"),
                        raw(1, "fast", "go", "ok 30 0 - - - 3"),
                        raw(1, "fast", "jox", "ok 50 0 - - - 3"),
                        raw(1, "fast", "jctools", "ok 3 0 - - - 3"));
        assertTrue(
                page.contains(
                        "| **20** | 10.0–90 | 0 | 30 | - | 50 | - | 3.0 jctools | 1.50 | 2.50 jox | 2.50 | met |"),
                page);
        assertTrue(page.contains("4 of 4 goals met"), page);
    }

    @Test
    void a_lost_row_stays_in_and_says_by_how_much() throws IOException {
        String page =
                page(
                        raw(1, "slow", "millrace", "ok 1000 64 - - - 3"),
                        raw(1, "slow", "go", "ok 999 0 - - - 3"),
                        raw(1, "slow", "kotlin", "ok 500 0 - - - 3"));
        assertTrue(page.contains("**missed:** go 0.99 < 1, jvm 0.50 < 1"), page);
        assertTrue(page.contains("0 of 2 goals met; 1 of 1 rows are below a goal"), page);
    }

    @Test
    void a_killed_rival_is_shown_and_judges_nothing() throws IOException {
        String page =
                page(
                        raw(1, "slow", "millrace", "ok 1000 64 - - - 3"),
                        raw(1, "slow", "go", "timeout - - - - - -"),
                        raw(2, "slow", "go", "timeout - - - - - -"));
        assertTrue(page.contains("| slow | go | timeout | - | - | - | 0, 2 timeout |"), page);
        assertTrue(page.contains("| timeout | - | - | - | - | - | - | - | - |"), page);
    }

    @Test
    void a_row_of_latencies_compares_p50_and_has_a_table_of_its_own() throws IOException {
        String page =
                page(
                        raw(1, "slow", "millrace", "ok 20000 64 400 900 5000 3"),
                        raw(1, "slow", "go", "ok 20000 0 800 900 1000 3"));
        assertTrue(page.contains("| slow | millrace | 400 | 900 | 5000 |"), page);
        assertTrue(page.contains("| 2.00 | - | - | met |"), page);
    }

    @Test
    void half_a_line_of_an_interrupted_run_is_left_out() throws IOException {
        String page = page(raw(1, "slow", "millrace", "ok 1000 64 - - - 3"), "2\tslow\tmill");
        assertTrue(page.contains("| slow | millrace | 1000 |"), page);
    }

    @Test
    void a_ratio_just_below_its_goal_is_not_rounded_up_to_it() {
        assertEquals("0.99", Text.ratio(0.9999));
        assertEquals("217 ms", Text.time(217_400_000));
    }
}
