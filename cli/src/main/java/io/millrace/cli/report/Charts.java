package io.millrace.cli.report;

import io.millrace.cli.run.report.Durations;
import java.util.List;
import java.util.Locale;

/*
 *   rows      label  [###########      ] 120        rate    |      #  ##
 *             label  [####             ]  43                |  ###########
 *                                                           |__|__________
 *
 * Plain SVG: coordinates in pixels of a drawing 640 wide, which the page scales. Colours are classes of the page, so that
 * they follow it into the dark.
 */
/// Draws charts. Each has a title and a description for those who do not see it.
final class Charts {
    private static final int WIDTH = 640;
    private static final int ROW = 22;
    private static final int LABEL = 130; // where bars of rows begin
    private static final int VALUE = 90; // what is left free behind the longest bar
    private static final int HEIGHT = 160; // of the rate
    private static final int LEFT = 52;

    private final StringBuilder svg = new StringBuilder();

    /// A bar of a chart of rows.
    ///
    /// @param value how long it is
    /// @param text what stands behind it
    record Bar(String label, double value, String text) {}

    private Charts() {}

    @SuppressWarnings("AnnotateFormatMethod") // of a library that we do not have
    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void begin(String title, String description, int height) {
        add(
                "<svg role=\"img\" viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\">",
                WIDTH, height);
        add("<title>%s</title><desc>%s</desc>", Html.escape(title), Html.escape(description));
    }

    /// Draws a bar for each row.
    static String rows(String title, String description, List<Bar> bars) {
        var chart = new Charts();
        chart.begin(title, description, Math.max(1, bars.size()) * ROW + 4);
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        int y = 2;
        for (Bar bar : bars) {
            double length = most == 0 ? 0 : (WIDTH - LABEL - VALUE) * bar.value / most;
            String label = Html.escape(bar.label);
            String text = Html.escape(bar.text);
            chart.add(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                    LABEL - 8, y + 15, label);
            chart.add(
                    "<rect class=\"ok\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\">"
                            + "<title>%s: %s</title></rect>",
                    LABEL, y + 2, Math.max(length, bar.value > 0 ? 1.5 : 0), ROW - 6, label, text);
            chart.add(
                    "<text class=\"soft\" x=\"%.1f\" y=\"%d\">%s</text>",
                    LABEL + length + 8, y + 15, text);
            y += ROW;
        }
        return chart.end();
    }

    /// Draws how many attempts ended in each part of the time, failed ones on top.
    static String rate(String title, String description, Figures figures) {
        var chart = new Charts();
        chart.begin(title, description, HEIGHT + 44);
        List<Figures.Part> parts = figures.rate();
        long most = TextReport.most(parts);
        double step = (double) (WIDTH - LEFT - 8) / parts.size();
        chart.axes(figures, most);
        int before = parts.getFirst().run();
        for (int i = 0; i < parts.size(); i++) {
            Figures.Part part = parts.get(i);
            double x = LEFT + i * step;
            double good = (double) HEIGHT * part.ok() / most;
            double bad = (double) HEIGHT * part.failed() / most;
            String text =
                    "from "
                            + Durations.text(i * figures.partNanos(), 2)
                            + ", run "
                            + part.run()
                            + ": "
                            + part.ok()
                            + " ok, "
                            + part.failed()
                            + " failed";
            chart.column("ok", x, HEIGHT + 8 - good, step, good, text);
            chart.column("failed", x, HEIGHT + 8 - good - bad, step, bad, text);
            if (part.run() != before) {
                chart.add(
                        "<line class=\"run\" x1=\"%.1f\" y1=\"8\" x2=\"%.1f\" y2=\"%d\"/>",
                        x, x, HEIGHT + 8);
                before = part.run();
            }
        }
        return chart.end();
    }

    private void axes(Figures figures, long most) {
        double perSecond = most * 1e9 / figures.partNanos();
        for (int quarter = 0; quarter <= 4; quarter += 2) {
            double y = 8 + HEIGHT - HEIGHT * quarter / 4.0;
            add(
                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                    LEFT, y, WIDTH - 8, y);
            add(
                    "<text class=\"soft\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 6,
                    y + 4,
                    quarter == 0 ? "0" : Durations.number(perSecond * quarter / 4, 2));
        }
        double nanos = figures.nanos();
        String[] anchors = {"start", "middle", "end"};
        for (int half = 0; half <= 2; half++) {
            add(
                    "<text class=\"soft\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                    LEFT + (WIDTH - LEFT - 8) * half / 2.0,
                    HEIGHT + 26,
                    anchors[half],
                    half == 0 ? "0" : Durations.text(nanos * half / 2, 2));
        }
        add(
                "<text class=\"soft\" x=\"%d\" y=\"%d\">attempts per second, over the time that runs"
                        + " took</text>",
                LEFT, HEIGHT + 41);
    }

    private void column(String kind, double x, double y, double width, double height, String text) {
        if (height > 0) {
            add(
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                            + "<title>%s</title></rect>",
                    kind, x + 0.5, y, width - 1, height, Html.escape(text));
        }
    }

    private String end() {
        return svg.append("</svg>\n").toString();
    }
}
