package io.millrace.cli.run.job;

import org.jspecify.annotations.Nullable;

/// Java code that does a job.
@FunctionalInterface
public interface Handler {

    /// Does a job.
    ///
    /// @return what to print as a line, or null
    @Nullable Object handle(String input) throws Throwable;
}
