package io.millrace.bench.report;

import java.util.Locale;

/// How figures are written.
final class Text {
    private Text() {}

    /// Three digits or so, in nanoseconds, or in milliseconds from one of them on.
    static String time(double nanos) {
        if (Double.isNaN(nanos)) {
            return "-";
        }
        return nanos >= 1_000_000 ? number(nanos / 1_000_000) + " ms" : number(nanos);
    }

    static String bytes(double bytes) {
        return bytes >= 1_000_000 ? number(bytes / 1_000_000) + " MB" : number(bytes);
    }

    static String number(double number) {
        if (Double.isNaN(number)) {
            return "-";
        }
        String format = Math.abs(number) < 0.05 ? "%.0f" : number < 20 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, number);
    }

    /// Two digits behind the point, cut off, so that 0.999 does not look like a goal of 1.
    static String ratio(double ratio) {
        return Double.isNaN(ratio)
                ? "-"
                : String.format(Locale.ROOT, "%.2f", Math.floor(ratio * 100) / 100);
    }

    static String goal(double goal) {
        return goal == Math.rint(goal) ? String.valueOf((long) goal) : String.valueOf(goal);
    }
}
