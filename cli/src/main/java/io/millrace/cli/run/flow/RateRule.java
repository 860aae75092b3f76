package io.millrace.cli.run.flow;

import io.millrace.cli.run.report.Durations;
import io.millrace.guard.Rate;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often jobs may be started.
///
/// @param rate so many in so much time
/// @param burst how many at once after a pause
public record RateRule(Rate rate, long burst) {
    private static final Pattern SYNTAX =
            Pattern.compile("([1-9]\\d{0,8})/([smh]|\\d[^,]*)(?:,burst=([1-9]\\d{0,8}))?");

    /// Within so much time a thread that waits may be late; what comes meanwhile is not lost.
    private static final Duration LATE = Duration.ofMillis(10);

    /// Reads `50/s`, `3/m`, `10/30s` or `50/s,burst=10`.
    ///
    /// @throws IllegalArgumentException if it is none of these
    public static RateRule parse(String text) {
        Matcher found = SYNTAX.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "--rate "
                            + text
                            + ": write how many in which time, 50/s, 3/m or 10/30s, and after it"
                            + " perhaps ,burst=N");
        }
        long permits = Long.parseLong(found.group(1));
        String time = found.group(2);
        Duration period = Durations.parse(Character.isDigit(time.charAt(0)) ? time : "1" + time);
        if (period.isZero()) {
            throw new IllegalArgumentException("--rate " + text + ": the time must be longer");
        }
        String burst = found.group(3);
        return new RateRule(
                Rate.of(permits, period),
                burst != null
                        ? Long.parseLong(burst)
                        : Math.max(1, permits * LATE.toNanos() / period.toNanos()));
    }
}
