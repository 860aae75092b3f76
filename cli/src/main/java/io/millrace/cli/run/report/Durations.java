package io.millrace.cli.run.report;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes durations as people do: `200ms`, `1.5s`, `2m`, `1h`.
public final class Durations {
    private static final Pattern SYNTAX = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|us|s|m|h|)");

    private Durations() {}

    /// Reads a duration; a number alone is seconds.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Duration parse(String text) {
        Matcher found = SYNTAX.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no duration: write 500ms, 30s, 2m or 1h");
        }
        double unit =
                switch (String.valueOf(found.group(2))) {
                    case "us" -> 1e3;
                    case "ms" -> 1e6;
                    case "m" -> 60e9;
                    case "h" -> 3600e9;
                    default -> 1e9;
                };
        double nanos = Double.parseDouble(String.valueOf(found.group(1))) * unit;
        if (nanos > 73 * 365.25 * 86400e9) {
            throw new IllegalArgumentException("'" + text + "' is longer than 73 years");
        }
        return Duration.ofNanos(Math.round(nanos));
    }

    /// Writes a duration in few digits: `40ns`, `310ms`, `1.46s`, `2m03s`, `1h02m`.
    ///
    /// @param digits how many significant ones, for less than a minute
    public static String text(double nanos, int digits) {
        if (nanos >= 59.95e9) {
            long seconds = Math.round(nanos / 1e9);
            return seconds >= 3600
                    ? String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60)
                    : String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        }
        if (nanos >= 0.9995e9) {
            return number(nanos / 1e9, digits) + "s";
        }
        if (nanos >= 0.9995e6) {
            return number(nanos / 1e6, digits) + "ms";
        }
        return nanos < 999.5
                ? number(nanos, digits - 2) + "ns"
                : number(nanos / 1e3, digits) + "us";
    }

    /// Writes a number with so many significant digits, but never without its whole part.
    public static String number(double value, int digits) {
        int whole = value < 1 ? 1 : (int) Math.floor(Math.log10(value)) + 1;
        int decimals = Math.max(0, digits - whole);
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /// Writes how long a run has taken: `00:31`, `1:02:03`.
    public static String clock(long nanos) {
        long seconds = nanos / 1_000_000_000;
        return seconds >= 3600
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        seconds / 3600,
                        seconds / 60 % 60,
                        seconds % 60)
                : String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60);
    }
}
