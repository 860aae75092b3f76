package io.millrace.cli.run.report;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes sizes as people do: `100K`, `10M`, `1.5G`; a K is 1024.
public final class Sizes {
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "(\\d{1,15}(?:\\.\\d{1,3})?)([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "KMGT";

    private Sizes() {}

    /// Reads a size in bytes.
    ///
    /// @throws IllegalArgumentException if it is none
    public static long parse(String text) {
        Matcher found = SYNTAX.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no size: write 100K, 10M or 2G; a number alone is bytes");
        }
        String unit = String.valueOf(found.group(2)).toUpperCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
        double bytes = Double.parseDouble(String.valueOf(found.group(1))) * Math.pow(1024, power);
        if (bytes > 1L << 60) {
            throw new IllegalArgumentException("'" + text + "' is more than an exabyte");
        }
        return Math.round(bytes);
    }

    /// Writes a size in few digits: `512B`, `1M`, `1.5G`.
    public static String text(long bytes) {
        if (bytes < 1024) {
            return bytes + "B";
        }
        int power = Math.min(UNITS.length(), (63 - Long.numberOfLeadingZeros(bytes)) / 10);
        String number =
                String.format(Locale.ROOT, "%.1f", bytes / Math.pow(1024, power))
                        .replaceFirst("\\.0$", "");
        return number + UNITS.charAt(power - 1);
    }
}
