package io.millrace.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of `millrace run` that say what it remembers.
final class StateOptions {

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "Record each job in an SQLite database, to go on with")
    @Nullable String journal;

    @Option(
            names = "--resume",
            description = "Skip what it has as done. At least once: what ran at a kill runs again")
    boolean resume;

    @Option(names = "--retry-failed", description = "With that: run failed jobs again, too")
    boolean retryFailed;

    @Option(names = "--new-command", description = "With that: the command is another than before")
    boolean newCommand;
}
