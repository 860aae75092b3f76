package io.millrace.cli.run;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When the jobs that have ended stop the run.
///
/// @param now whether running jobs are ended as well
/// @param why which of them are counted
/// @param count how many of them there must be
/// @param percent which share of all that have ended they must be; 0 for any
public record Halt(boolean now, Why why, long count, int percent) {

    /// Which jobs are counted.
    public enum Why {
        /// Those that failed.
        FAIL,
        /// Those that succeeded.
        SUCCESS,
        /// All that have ended.
        DONE
    }

    /// Nothing stops the run.
    public static final Halt NEVER = new Halt(false, Why.FAIL, Long.MAX_VALUE, 0);

    /// One job or two say nothing about a share.
    private static final long LEAST_FOR_SHARE = 3;

    private static final Pattern SYNTAX =
            Pattern.compile("(soon|now),(fail|success|done)=([1-9]\\d{0,8})(%?)");

    /// Reads `never`, or as GNU parallel does `soon,fail=3`, `now,success=1`, `now,fail=10%`.
    ///
    /// @throws IllegalArgumentException if it is none of these
    public static Halt parse(String text) {
        if (text.equals("never")) {
            return NEVER;
        }
        Matcher found = SYNTAX.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "--halt "
                            + text
                            + ": write never, or when and why: soon or now, then ,fail= or"
                            + " ,success= or ,done= with a number or a share: now,fail=10%");
        }
        boolean now = "now".equals(found.group(1));
        Why why = Why.valueOf(String.valueOf(found.group(2)).toUpperCase(Locale.ROOT));
        int number = Integer.parseInt(found.group(3));
        if (String.valueOf(found.group(4)).isEmpty()) {
            return new Halt(now, why, number, 0);
        }
        if (why == Why.DONE) {
            throw new IllegalArgumentException(
                    "--halt "
                            + text
                            + ": a share of how many? the input is not read to its end first; write"
                            + " done=N");
        }
        if (number > 100) {
            throw new IllegalArgumentException("--halt " + text + ": a share is at most 100%");
        }
        return new Halt(now, why, LEAST_FOR_SHARE, number);
    }

    /// Tells whether a job that ends may stop the run.
    boolean isAboutSuccess() {
        return why != Why.FAIL || percent > 0;
    }

    /// Tells whether so many jobs are enough.
    boolean isReached(long failed, long succeeded) {
        long counted =
                switch (why) {
                    case FAIL -> failed;
                    case SUCCESS -> succeeded;
                    case DONE -> failed + succeeded;
                };
        return counted >= count && counted * 100 >= percent * (failed + succeeded);
    }
}
