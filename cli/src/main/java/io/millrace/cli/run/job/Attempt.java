package io.millrace.cli.run.job;

import io.millrace.cli.run.process.Captured;
import org.jspecify.annotations.Nullable;

/// How one attempt at a job ended.
///
/// @param exit the exit code; 128 + n after signal n; for a handler 0 or 1
/// @param signal the signal that ended the process, `TERM`, or null
/// @param timeout whether its time was over
/// @param stdout what it printed and was not passed on while it ran
/// @param stderr what it printed there, or why it could not run
/// @param runNanos how long it ran
public record Attempt(
        int exit,
        @Nullable String signal,
        boolean timeout,
        Captured stdout,
        Captured stderr,
        long runNanos) {

    /// Makes an attempt that never ran.
    public static Attempt refused(int exit, String why) {
        return new Attempt(
                exit, null, false, Captured.empty(), Captured.of("millrace: " + why + "\n"), 0);
    }

    /// Tells whether the job is done.
    public boolean ok() {
        return exit == 0 && !timeout;
    }
}
