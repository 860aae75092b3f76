package io.millrace.cli.report;

import io.millrace.cli.run.report.Durations;
import io.millrace.cli.run.report.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Makes a page of a journal: one file, no scripts, nothing from elsewhere.
public final class HtmlReport {
    private static final int STDERR = 600; // characters of it that are shown

    private static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="color-scheme" content="light dark">
            <title>%s</title>
            <style>
            :root { --back: #ffffff; --card: #f4f5f7; --text: #1c1e21; --soft: #5a6069; --line: #d8dce2;
              --ok: #2b6cb0; --failed: #c2410c; }
            @media (prefers-color-scheme: dark) {
              :root { --back: #14161a; --card: #1e2127; --text: #e6e8eb; --soft: #a3aab4; --line: #363b44;
                --ok: #6ba6e8; --failed: #fb923c; } }
            body { background: var(--back); color: var(--text); max-width: 62rem; margin: 0 auto;
              padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
            p { margin: .25rem 0; } .soft { color: var(--soft); }
            code, pre { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
            pre { margin: 0; white-space: pre-wrap; }
            ul.tiles { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; margin: 1rem 0; list-style: none; }
            ul.tiles li { background: var(--card); border-radius: 6px; padding: .5rem 1rem; min-width: 6rem; }
            ul.tiles b { display: block; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
            ul.tiles .failed b { color: var(--failed); }
            table { border-collapse: collapse; width: 100%%; font-variant-numeric: tabular-nums; }
            th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
            th { color: var(--soft); font-weight: 600; } .n { text-align: right; white-space: nowrap; }
            caption { text-align: left; padding: .3rem .6rem; }
            .wide { overflow-x: auto; }
            svg { width: 100%%; height: auto; display: block; font: 12px system-ui, sans-serif; }
            svg text { fill: var(--text); } svg text.soft { fill: var(--soft); }
            svg .ok { fill: var(--ok); } svg .failed { fill: var(--failed); }
            svg .grid { stroke: var(--line); } svg .run { stroke: var(--soft); stroke-dasharray: 3 3; }
            .key::before { content: ""; display: inline-block; width: .8em; height: .8em; margin-right: .3em;
              background: var(--ok); } .key.failed::before { background: var(--failed); }
            </style>
            </head>
            <body>
            """;

    private final StringBuilder page = new StringBuilder();

    private HtmlReport() {}

    /// Returns the page.
    public static String of(Figures figures) {
        var report = new HtmlReport();
        report.write(figures);
        return report.page.toString();
    }

    @SuppressWarnings("AnnotateFormatMethod") // of a library that we do not have
    private void add(String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void write(Figures figures) {
        add(HEAD, Html.escape(figures.name()));
        add("<header><h1>%s</h1>", Html.escape(figures.name()));
        add("<p><code>%s</code></p></header>\n<main>", shown(figures.runs().getLast().command()));
        tiles(figures);
        heading("Throughput");
        add("<p><span class=\"key\">ok</span> <span class=\"key failed\">failed</span></p>");
        page.append(Charts.rate("Throughput", rateInWords(figures), figures));
        spread("Run time", "of attempts", figures.runTimes());
        spread("Time in the queue", "of jobs, before their first attempt", figures.queueTimes());
        consumers(figures);
        if (!figures.failures().isEmpty()) {
            failures(figures);
        }
        slowest(figures);
        runs(figures);
        add("</main>\n</body>\n</html>");
    }

    private void heading(String text) {
        add("<h2>%s</h2>", text);
    }

    private static String shown(String text) {
        return Html.escape(text.length() > 400 ? text.substring(0, 400) + ".." : text);
    }

    private void tiles(Figures figures) {
        add("<ul class=\"tiles\">");
        tile("", figures.jobs() + "", "jobs");
        figures.states()
                .forEach((state, count) ->
                        tile(state.equals("failed") ? state : "", count + "", state));
        tile(
                "",
                Durations.text(figures.nanos(), 3),
                figures.runs().size() == 1 ? "in 1 run" : "in " + figures.runs().size() + " runs");
        tile("", Durations.number(figures.perSecond(), 3), "attempts per second");
        add("</ul>");
    }

    private void tile(String kind, String value, String what) {
        add("<li class=\"%s\"><b>%s</b>%s</li>", kind, Html.escape(value), Html.escape(what));
    }

    private static String rateInWords(Figures figures) {
        return String.format(
                Locale.ROOT,
                "%s attempts per second on average, at most %s",
                Durations.number(figures.perSecond(), 3),
                Durations.number(TextReport.most(figures.rate()) * 1e9 / figures.partNanos(), 3));
    }

    private void spread(String title, String of, Figures.Spread spread) {
        heading(title);
        String percentiles = TextReport.percentiles(spread);
        add("<p class=\"soft\">%s: %s</p>", of, Html.escape(percentiles.replace("  ", ", ")));
        var bars = new ArrayList<Charts.Bar>();
        for (Steps.Step step : spread.steps().used()) {
            bars.add(new Charts.Bar(step.label(), step.count(), step.count() + ""));
        }
        page.append(Charts.rows(title + " " + of, inWords(bars), bars));
    }

    private static String inWords(List<Charts.Bar> bars) {
        return bars.stream()
                .map(bar -> bar.label() + ": " + bar.text())
                .collect(Collectors.joining(", "));
    }

    private void consumers(Figures figures) {
        heading("Consumers");
        var bars = new ArrayList<Charts.Bar>();
        for (Figures.Consumer one : figures.consumers()) {
            String text =
                    String.format(
                            Locale.ROOT,
                            "%d (%.0f%%)",
                            one.attempts(),
                            100 * one.busyNanos() / figures.nanos());
            bars.add(new Charts.Bar("consumer " + one.number(), one.busyNanos(), text));
        }
        add("<p class=\"soft\">time at work; attempts, and the share of the whole time</p>");
        page.append(Charts.rows("Time at work of each consumer", inWords(bars), bars));
    }

    private void failures(Figures figures) {
        heading("Failed");
        String kinds =
                figures.failures().entrySet().stream()
                        .map(kind -> kind.getKey() + ": " + kind.getValue())
                        .collect(Collectors.joining(", "));
        add("<p>%s</p>", Html.escape(kinds));
        table("Some of them", "job", "how", "stderr");
        for (Figures.Attempt one : figures.failed()) {
            String stderr = one.stderr();
            String cut = stderr.length() > STDERR ? stderr.substring(0, STDERR) + ".." : stderr;
            add(
                    "<tr><td><code>%s</code></td><td>%s</td><td><pre>%s</pre></td></tr>",
                    job(one), Html.escape(one.how()), Html.escape(cut));
        }
        endTable();
    }

    private void slowest(Figures figures) {
        heading("Slowest");
        table("The attempts that took longest", "job", "how", "consumer", "run time");
        for (Figures.Attempt one : figures.slowest()) {
            add(
                    "<tr><td><code>%s</code></td><td>%s</td><td class=\"n\">%d</td><td class=\"n\">%s"
                            + "</td></tr>",
                    job(one),
                    Html.escape(one.how()),
                    one.consumer(),
                    Durations.text(one.runNanos(), 3));
        }
        endTable();
    }

    private static String job(Figures.Attempt one) {
        return Html.escape(Progress.shown(one.input()))
                + (one.number() > 1 ? " (attempt " + one.number() + ")" : "");
    }

    private void runs(Figures figures) {
        heading("Runs");
        table("Times are UTC", "run", "began", "took", "consumers", "skipped", "end");
        for (Figures.Run run : figures.runs()) {
            add(
                    "<tr><td>%d</td><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%d</td><td"
                            + " class=\"n\">%d</td><td>%s</td></tr>",
                    run.id(),
                    Figures.time(run.started()),
                    Durations.text(run.nanos(), 3),
                    run.consumers(),
                    run.skipped(),
                    Html.escape(run.end()));
        }
        endTable();
    }

    private void table(String caption, String... columns) {
        add("<div class=\"wide\"><table><caption class=\"soft\">%s</caption><thead><tr>", caption);
        for (String column : columns) {
            boolean number =
                    List.of("consumer", "run time", "took", "consumers", "skipped")
                            .contains(column);
            add("<th scope=\"col\"%s>%s</th>", number ? " class=\"n\"" : "", column);
        }
        add("</tr></thead><tbody>");
    }

    private void endTable() {
        add("</tbody></table></div>");
    }
}
