package io.millrace.cli.run.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the header `Retry-After`: seconds, or a date in one of the three forms of RFC 9110.
final class RetryAfter {
    private static final Duration MOST = Duration.ofDays(365);

    private RetryAfter() {}

    /// Returns how long to wait; zero if that is over, or cannot be understood.
    ///
    /// @param now what the server's clock showed, if it said so
    static Duration parse(String value, Instant now) {
        if (value.matches("\\d+")) {
            return value.length() > 9 ? MOST : least(Duration.ofSeconds(Long.parseLong(value)));
        }
        Instant date = dateOrNull(value, now);
        return date == null || date.isBefore(now)
                ? Duration.ZERO
                : least(Duration.between(now, date));
    }

    private static Duration least(Duration time) {
        return time.compareTo(MOST) < 0 ? time : MOST;
    }

    /// Reads a date.
    ///
    /// @param now tells the century, where the date does not
    static @Nullable Instant dateOrNull(String value, Instant now) {
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        // RFC 9110, 5.6.7: a date more than 50 years ahead is one of the century before.
        DateTimeFormatter twoDigits =
                new DateTimeFormatterBuilder()
                        .appendPattern("EEEE, dd-MMM-")
                        .appendValueReduced(ChronoField.YEAR, 2, 2, year - 49)
                        .appendPattern(" HH:mm:ss 'GMT'")
                        .toFormatter(Locale.ENGLISH);
        for (DateTimeFormatter form :
                List.of(
                        form("EEE, dd MMM yyyy HH:mm:ss 'GMT'"),
                        twoDigits,
                        form("EEE MMM ppd HH:mm:ss yyyy"))) {
            try {
                return LocalDateTime.parse(value.strip(), form).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException _) {
                // Perhaps in the next form.
            }
        }
        return null;
    }

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }
}
