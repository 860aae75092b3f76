package io.millrace.cli.run.terminal;

import io.millrace.cli.run.report.Bottleneck;
import io.millrace.cli.run.report.Durations;
import io.millrace.cli.run.report.Extent;
import io.millrace.cli.run.report.Figures;
import io.millrace.cli.run.report.Figures.Slow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/*
 *   run 7f3c  00:31  ███████████▌░░░░░░░░ 118/200  3.8/s  ETA 00:21  ✗1 ↻4
 *   producers 1  blocked 62%        queue ████████████████░░ 18/20
 *   consumers 6  busy 97% wait 3%   run p50 1.4s p95 2.9s
 *   slow   c3 21s holiday.mp4   c0 9s talk.mp4      bottleneck: consumers
 *   q drain  p pause  +/- consumers
 *
 * A line is made of parts; from the back, those that find no room are left out. A terminal with fewer than SMALL rows gets
 * the first line only.
 */
/// Words the lines of the bar.
final class Bar {
    private static final int SMALL = 8;
    private static final int WIDEST = 20; // of the two gauges
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final String id;
    private final Style style;

    /// How the run stands, apart from its figures.
    enum State {
        /// Jobs are read and run.
        RUNNING,
        /// No consumer takes a job.
        PAUSED,
        /// Nothing more is read or started.
        DRAINING
    }

    /// Makes the bar of a run.
    Bar(String id, Style style) {
        this.id = id;
        this.style = style;
    }

    /// Returns the lines.
    ///
    /// @param keys whether keys are read
    List<String> lines(Figures now, Size size, State state, boolean keys) {
        int width = Math.max(1, size.columns() - 1); // a full line would be one that wraps
        var lines = new ArrayList<String>();
        lines.add(head(now, width, state));
        if (size.rows() >= SMALL) {
            lines.add(producers(now, width));
            lines.add(consumers(now, width));
            lines.add(slow(now, width));
            lines.add(keys(width, state, keys));
        }
        return lines;
    }

    private String head(Figures now, int width, State state) {
        var line = new Line(width);
        Extent extent = now.extent();
        line.add("run " + id);
        line.add(Durations.clock(now.elapsedNanos()));
        String counted =
                now.settled()
                        + (extent.isKnown()
                                ? "/" + (extent.exact() ? "" : "~") + extent.total()
                                : "");
        if (extent.isKnown()) {
            double share = extent.total() == 0 ? 1 : (double) now.settled() / extent.total();
            int room = width - line.used() - counted.length() - 4;
            if (room >= 5) {
                line.add(gauge(share, Math.min(WIDEST, room)), GREEN);
                line.append(" ");
            } else {
                line.add(String.format(Locale.ROOT, "%.0f%%", 100 * Math.min(1, share)), GREEN);
                line.append(" ");
            }
            line.append(counted);
        } else {
            line.add(counted + " done");
        }
        if (now.failed() > 0) {
            line.add((style.ascii() ? "failed " : "✗") + now.failed(), RED);
        }
        if (state != State.RUNNING) {
            line.add(state == State.PAUSED ? "PAUSED" : "DRAINING", BOLD);
        }
        line.add(Durations.number(now.perSecond(), 2) + "/s");
        if (now.etaNanos() >= 0 && (!now.ended() || now.queued() > 0)) {
            line.add("ETA " + Durations.clock(now.etaNanos()));
        }
        if (now.retried() > 0) {
            line.add((style.ascii() ? "retried " : "↻") + now.retried());
        }
        return line.toString();
    }

    private String producers(Figures now, int width) {
        var line = new Line(width);
        line.add("producers " + now.producers());
        line.add(
                now.ended()
                        ? "all is read"
                        : "blocked " + percent(now.shares().producersBlocked()));
        String count = now.queued() + "/" + now.buffer();
        double share = (double) now.queued() / Math.max(1, now.buffer());
        int room = width - 31 - "queue  ".length() - count.length();
        line.pad(31);
        line.add("queue " + (room < 5 ? "" : gauge(share, Math.min(WIDEST, room)) + " ") + count);
        return line.toString();
    }

    private String consumers(Figures now, int width) {
        var line = new Line(width);
        line.add("consumers " + now.consumers());
        line.add(
                "busy "
                        + percent(now.shares().busy())
                        + " wait "
                        + percent(now.shares().starved())
                        + part(" blocked ", now.shares().blocked())
                        + part(" held ", now.shares().held()));
        line.pad(31);
        if (now.times().run95() > 0) {
            line.add(
                    "run p50 "
                            + Durations.text((double) now.times().run50(), 2)
                            + " p95 "
                            + Durations.text((double) now.times().run95(), 2));
        }
        return line.toString();
    }

    private String slow(Figures now, int width) {
        String last = now.bottleneck() == Bottleneck.NONE ? "" : "bottleneck: " + now.bottleneck();
        var line = new Line(width);
        line.add("slow");
        int room = width - last.length() - 3;
        int most = Math.max(8, (room - line.used()) / 2 - 12);
        for (Slow job : now.slow()) {
            String who = "c" + job.consumer() + " " + Durations.text((double) job.nanos(), 2) + " ";
            int left = room - line.used() - 2 - who.length();
            if (left >= 4) {
                line.add(who + Columns.cut(job.input(), Math.min(most, left), style.ascii()));
            }
        }
        if (now.slow().isEmpty()) {
            line.add("-");
        }
        if (!last.isEmpty()) {
            line.add(last, BOLD);
        }
        return line.toString();
    }

    private String keys(int width, State state, boolean keys) {
        var line = new Line(width);
        switch (state) {
            case DRAINING ->
                    line.add(
                            "draining: what runs may end; Ctrl-C ends it, once more kills it", DIM);
            case RUNNING, PAUSED -> {
                if (keys) {
                    line.add("q drain", DIM);
                    line.add(state == State.PAUSED ? "p resume" : "p pause", DIM);
                    line.add("+/- consumers", DIM);
                } else {
                    line.add("Ctrl-C drain", DIM);
                }
            }
        }
        return line.toString();
    }

    private static String part(String what, double share) {
        return share < 0.005 ? "" : what + percent(share);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }

    private String gauge(double share, int width) {
        double filled = Math.clamp(share, 0, 1) * width;
        int whole = (int) filled;
        if (style.ascii()) {
            return "#".repeat(whole) + ".".repeat(width - whole);
        }
        int eighths = (int) ((filled - whole) * 8);
        String middle =
                whole == width || eighths == 0 ? "" : EIGHTHS.substring(eighths, eighths + 1);
        return "█".repeat(whole) + middle + "░".repeat(width - whole - middle.length());
    }

    /// A line that takes no more parts than there is room for.
    private final class Line {
        private final StringBuilder text = new StringBuilder();
        private final int width;
        private int used;
        private boolean full; // a part was left out, and so are those after it

        Line(int width) {
            this.width = width;
        }

        int used() {
            return used;
        }

        void add(String part) {
            add(part, "");
        }

        void add(String part, String colour) {
            int blanks = used == 0 ? 1 : 2;
            int columns = Columns.of(part);
            full |= used + blanks + columns > width;
            if (!full) {
                text.append(" ".repeat(Math.max(0, blanks)));
                used += blanks + columns;
                boolean coloured = style.colours() && !colour.isEmpty();
                text.append(coloured ? colour + part + PLAIN : part);
            }
        }

        /// Adds to the last part.
        void append(String more) {
            int columns = Columns.of(more);
            full |= used + columns > width;
            if (!full) {
                text.append(more);
                used += columns;
            }
        }

        /// Goes on at a column, if there is room beyond it.
        void pad(int column) {
            if (used + 2 < column && column + 2 < width) {
                text.append(" ".repeat(column - 2 - used));
                used = column - 2;
            }
        }

        @Override
        public String toString() {
            return used == 0 ? "" : text.toString();
        }
    }
}
