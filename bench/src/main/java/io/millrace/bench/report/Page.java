package io.millrace.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The page: facts, the table, those rows below their goals, then the details.
///
/// @param facts `what<tab>value` a line
/// @param verdicts the rows in their order
record Page(List<String> facts, List<Verdict> verdicts) {
    private static final String HOW_TO_READ =
            """
            How to read: a time is nanoseconds per operation (or ms, where it says so), the median of the rounds; each \
            round is a process of its own, and its figure the median of its chunks. In the rows `lat-` it is p50. A ratio \
            is a rival's time divided by Millrace's: **above 1, Millrace is faster**. B/op is what was allocated per \
            operation, by all threads. "JDK" is the fastest of the JDK's queues in that row, "best JVM" the fastest rival \
            on the JVM with the same semantics; a bound (JCTools, which never waits; bare threads, which nobody owns) is \
            no rival. What a row does and what is fair about it: bench/README.md.
            """;

    String text() {
        var text =
                new StringBuilder(
                        "# Millrace and its rivals\n\nWritten by `bench/run`; not edited.\n\n");
        text.append("| | |\n|---|---|\n");
        for (String fact : facts) {
            String[] parts = fact.split("\t", 2);
            line(text, parts[0], parts.length > 1 ? parts[1] : "");
        }
        text.append('\n').append(HOW_TO_READ).append('\n');
        table(text);
        goals(text);
        latencies(text);
        details(text);
        return text.toString();
    }

    /// A column of the table.
    private record Column(String title, Function<Verdict, String> cell) {}

    private void table(StringBuilder text) {
        List<Column> columns = columns();
        text.append("## Table\n\n");
        line(text, columns.stream().map(Column::title).toArray(String[]::new));
        text.append("|---|---|").append("--:|".repeat(columns.size() - 3)).append("---|\n");
        for (Verdict verdict : verdicts) {
            line(
                    text,
                    columns.stream()
                            .map(column -> column.cell().apply(verdict))
                            .toArray(String[]::new));
        }
    }

    private List<Column> columns() {
        var columns = new ArrayList<Column>();
        columns.add(new Column("row", v -> v.row().id()));
        columns.add(new Column("what", v -> v.row().question()));
        columns.add(new Column("Millrace", v -> "**" + v.time("millrace") + "**"));
        columns.add(new Column("min–max", v -> v.of("millrace").map(Page::spread).orElse("-")));
        columns.add(new Column("B/op", v -> Text.bytes(v.bytes())));
        columns.add(new Column("Go", v -> v.time("go")));
        addIfThere(columns, "conc", "conc");
        columns.add(new Column("Kotlin", v -> v.time("kotlin")));
        columns.add(new Column("Jox", v -> v.time("jox")));
        addIfThere(columns, "Reactor", "reactor");
        columns.add(
                new Column(
                        "JDK",
                        v ->
                                v.bestOfJdk()
                                        .map(r -> r.time() + " " + r.rival().substring(4))
                                        .orElse("-")));
        columns.add(
                new Column(
                        "bound", v -> v.bound().map(r -> r.time() + " " + r.rival()).orElse("-")));
        columns.add(new Column("Go/Millrace", v -> Text.ratio(v.ratio("go"))));
        columns.add(
                new Column(
                        "best JVM/Millrace",
                        v ->
                                v.bestOnJvm()
                                        .map(r -> Text.ratio(v.ratio(r.rival())) + " " + r.rival())
                                        .orElse("-")));
        columns.add(new Column("Jox/Millrace", v -> Text.ratio(v.ratio("jox"))));
        columns.add(new Column("goals", Page::outcome));
        return columns;
    }

    /// Rivals of a few rows have a column where one of these rows is shown.
    private void addIfThere(List<Column> columns, String title, String rival) {
        if (verdicts.stream().anyMatch(verdict -> verdict.of(rival).isPresent())) {
            columns.add(new Column(title, verdict -> verdict.time(rival)));
        }
    }

    private static String outcome(Verdict verdict) {
        if (verdict.judged() == 0) {
            return "-";
        }
        List<String> missed = verdict.missed();
        return missed.isEmpty() ? "met" : "**missed:** " + String.join(", ", missed);
    }

    private void goals(StringBuilder text) {
        int judged = verdicts.stream().mapToInt(Verdict::judged).sum();
        int missed = verdicts.stream().mapToInt(v -> v.missed().size()).sum();
        long below = verdicts.stream().filter(v -> !v.missed().isEmpty()).count();
        text.append("\n## Goals\n\n")
                .append(judged - missed)
                .append(" of ")
                .append(judged)
                .append(" goals met; ")
                .append(below)
                .append(" of ")
                .append(verdicts.size())
                .append(" rows are below a goal")
                .append(below == 0 ? ".\n" : ":\n\n");
        for (Verdict verdict : verdicts) {
            for (String miss : verdict.missed()) {
                text.append("- ").append(verdict.row().id()).append(": ").append(miss).append('\n');
            }
        }
    }

    private void latencies(StringBuilder text) {
        List<Verdict> those =
                verdicts.stream()
                        .filter(v -> v.all().values().stream().anyMatch(Page::hasLatencies))
                        .toList();
        if (those.isEmpty()) {
            return;
        }
        text.append("\n## Latency\n\nNanoseconds, medians of the rounds.\n\n");
        line(text, "row", "rival", "p50", "p99", "p99.9");
        text.append("|---|---|--:|--:|--:|\n");
        for (Verdict verdict : those) {
            for (Rounds rounds : verdict.all().values()) {
                line(
                        text,
                        verdict.row().id(),
                        rounds.rival(),
                        Text.number(rounds.median(Sample::p50)),
                        Text.number(rounds.median(Sample::p99)),
                        Text.number(rounds.median(Sample::p999)));
            }
        }
    }

    private static boolean hasLatencies(Rounds rounds) {
        return !Double.isNaN(rounds.median(Sample::p50));
    }

    private void details(StringBuilder text) {
        text.append("\n## All figures\n\n");
        line(text, "row", "rival", "median", "middle half", "min–max", "B/op", "rounds");
        text.append("|---|---|--:|--:|--:|--:|---|\n");
        for (Verdict verdict : verdicts) {
            for (Rounds rounds : verdict.all().values()) {
                line(
                        text,
                        verdict.row().id(),
                        rounds.rival() + (rounds.isBound() ? " (bound)" : ""),
                        rounds.time(),
                        between(rounds, 0.25, 0.75),
                        spread(rounds),
                        Text.bytes(rounds.median(Sample::bytes)),
                        rounds.count());
            }
        }
    }

    private static String spread(Rounds rounds) {
        return between(rounds, 0, 1);
    }

    private static String between(Rounds rounds, double low, double high) {
        return rounds.isMeasured()
                ? Text.time(rounds.quantile(Sample::nanos, low))
                        + "–"
                        + Text.time(rounds.quantile(Sample::nanos, high))
                : "-";
    }

    private static void line(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
