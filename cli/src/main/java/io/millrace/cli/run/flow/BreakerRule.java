package io.millrace.cli.run.flow;

import io.millrace.cli.run.report.Durations;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When no more jobs are started because they fail.
///
/// @param percent how many of the last ones must have failed
/// @param calls how many the last ones are
/// @param open how long nothing is started
public record BreakerRule(int percent, int calls, Duration open) {
    private static final Pattern SYNTAX =
            Pattern.compile("([1-9]\\d?|100)%/([1-9]\\d{0,5})/(\\d.*)");

    /// Reads `50%/20/30s`.
    ///
    /// @throws IllegalArgumentException if it is no such thing
    public static BreakerRule parse(String text) {
        Matcher found = SYNTAX.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "--breaker "
                            + text
                            + ": write the share of failures, of how many attempts, and how long to"
                            + " wait then: 50%/20/30s");
        }
        Duration open = Durations.parse(String.valueOf(found.group(3)));
        if (open.isZero()) {
            throw new IllegalArgumentException("--breaker " + text + ": the time must be longer");
        }
        return new BreakerRule(
                Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)), open);
    }
}
