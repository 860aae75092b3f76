package io.millrace.cli.report;

import io.millrace.cli.run.report.Durations;
import io.millrace.cli.run.report.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Words a journal for a terminal.
public final class TextReport {
    private static final String BARS = " ▁▂▃▄▅▆▇█";
    private static final int WIDTH = 40;

    private final List<String> lines = new ArrayList<>();

    private TextReport() {}

    /// Returns the report's lines.
    public static List<String> of(Figures figures) {
        var report = new TextReport();
        report.write(figures);
        return report.lines;
    }

    @SuppressWarnings("AnnotateFormatMethod") // of a library that we do not have
    private void add(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values).stripTrailing());
    }

    private void write(Figures figures) {
        String states =
                figures.states().entrySet().stream()
                        .map(state -> state.getValue() + " " + state.getKey())
                        .collect(Collectors.joining(", "));
        add("%s: %d jobs: %s", figures.name(), figures.jobs(), states);
        add("command: %s", figures.runs().getLast().command());
        for (Figures.Run run : figures.runs()) {
            String skipped = run.skipped() == 0 ? "" : ", " + run.skipped() + " skipped";
            add(
                    "run %d  %sZ  %-6s %s%s",
                    run.id(),
                    Figures.time(run.started()),
                    Durations.text(run.nanos(), 3),
                    run.end(),
                    skipped);
        }
        figures.failures().forEach((how, count) -> add("failed  %s: %d", how, count));
        spread("run time, of attempts", figures.runTimes());
        spread("time in the queue, of jobs", figures.queueTimes());
        rate(figures);
        add("");
        add("consumer  attempts    failed  busy");
        for (Figures.Consumer one : figures.consumers()) {
            add(
                    "%8d  %8d  %8d  %s (%.0f%%)",
                    one.number(),
                    one.attempts(),
                    one.failed(),
                    Durations.text(one.busyNanos(), 3),
                    100 * one.busyNanos() / figures.nanos());
        }
        add("");
        add("slowest");
        for (Figures.Attempt one : figures.slowest()) {
            add(
                    "%8s  %-10s %s",
                    Durations.text(one.runNanos(), 3), one.how(), Progress.shown(one.input()));
        }
    }

    private void spread(String title, Figures.Spread spread) {
        add("");
        add("%s: %s", title, percentiles(spread));
        List<Steps.Step> steps = spread.steps().used();
        long most = steps.stream().mapToLong(Steps.Step::count).max().orElse(1);
        for (Steps.Step step : steps) {
            String bar = "█".repeat((int) Math.ceil((double) WIDTH * step.count() / most));
            add("%14s  %8d %s", step.label(), step.count(), bar);
        }
    }

    /// Returns the percentiles in a line.
    static String percentiles(Figures.Spread spread) {
        var text = new StringBuilder();
        for (int percent : new int[] {50, 90, 95, 99}) {
            double nanos = (double) spread.exact().percentile(percent);
            text.append('p').append(percent).append(' ').append(Durations.text(nanos, 3));
            text.append("  ");
        }
        return text + "max " + Durations.text((double) spread.exact().max(), 3);
    }

    private void rate(Figures figures) {
        long most = most(figures.rate());
        var bars = new StringBuilder();
        for (Figures.Part part : figures.rate()) {
            long count = part.ok() + part.failed();
            int height = (int) Math.ceil((BARS.length() - 1.0) * count / most);
            bars.append(BARS.charAt(height));
        }
        add("");
        add(
                "throughput: %s/s on average, at most %s/s in %s",
                Durations.number(figures.perSecond(), 3),
                Durations.number(most * 1e9 / figures.partNanos(), 3),
                Durations.text(figures.partNanos(), 2));
        add("  %s", bars);
    }

    static long most(List<Figures.Part> parts) {
        return Math.max(
                1, parts.stream().mapToLong(part -> part.ok() + part.failed()).max().orElse(1));
    }
}
