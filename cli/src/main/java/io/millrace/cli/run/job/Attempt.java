package io.millrace.cli.run.job;

import io.millrace.cli.run.process.Captured;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How one attempt at a job ended.
///
/// @param exit the exit code; 128 + n after signal n; for a handler or a request 0 or 1
/// @param signal the signal that ended the process, `TERM`, or null
/// @param timeout whether its time was over
/// @param stdout what it printed and was not passed on while it ran
/// @param stderr what it printed there, or why it could not run
/// @param runNanos how long it ran
/// @param status what the server answered, 0 if nothing; null if this was no request
/// @param mayRetry whether another attempt could end differently
/// @param retryAfter how long the server wants to be left alone before another attempt; zero if it
///   says nothing
/// @param excess whether it printed more than it may
public record Attempt(
        int exit,
        @Nullable String signal,
        boolean timeout,
        Captured stdout,
        Captured stderr,
        long runNanos,
        @Nullable Integer status,
        boolean mayRetry,
        Duration retryAfter,
        boolean excess) {

    /// Makes an attempt of a process or a handler.
    public Attempt(
            int exit,
            @Nullable String signal,
            boolean timeout,
            Captured stdout,
            Captured stderr,
            long runNanos) {
        this(exit, signal, timeout, stdout, stderr, runNanos, null, true, Duration.ZERO, false);
    }

    /// Makes an attempt that never ran.
    public static Attempt refused(int exit, String why) {
        return new Attempt(
                exit, null, false, Captured.empty(), Captured.of("millrace: " + why + "\n"), 0);
    }

    /// Makes an attempt that never ran, and never will: the job's input does not fit.
    public static Attempt unfit(int exit, String why) {
        Attempt refused = refused(exit, why);
        return new Attempt(
                exit,
                null,
                false,
                refused.stdout,
                refused.stderr,
                0,
                null,
                false,
                Duration.ZERO,
                false);
    }

    /// Returns this, of a process that was ended because it printed too much.
    ///
    /// @param why as it is told after what it printed to stderr
    Attempt withExcess(String why) throws IOException {
        return new Attempt(
                exit,
                signal,
                timeout,
                stdout,
                stderr.followedBy("millrace: " + why + "\n"),
                runNanos,
                status,
                mayRetry,
                retryAfter,
                true);
    }

    /// Returns this with other output.
    public Attempt with(Captured stdout, Captured stderr) {
        return new Attempt(
                exit,
                signal,
                timeout,
                stdout,
                stderr,
                runNanos,
                status,
                mayRetry,
                retryAfter,
                excess);
    }

    /// Tells whether the job is done.
    public boolean ok() {
        return exit == 0 && !timeout && !excess;
    }

    /// Tells whether nothing was tried, as the job's input does not fit.
    public boolean isUnfit() {
        return !ok() && !mayRetry && status == null;
    }

    /// Tells whether whatever does the jobs is well: it has done this one, or has answered that the
    /// job is wrong.
    public boolean isAnswered() {
        return ok() || (!mayRetry && status != null && status != 0);
    }
}
