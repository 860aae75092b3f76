package io.millrace.cli.run.journal;

import java.nio.file.Path;

/// Which journal a run keeps, and what it makes of what is in it.
///
/// @param file where it is
/// @param resume whether to go on with what is there
/// @param retryFailed whether jobs that failed before are run again
/// @param newCommand whether the journal may be of another command
/// @param command what is done for each job, as one types it
/// @param goOn the command line that goes on with this journal
/// @param rerun the command line that goes on, and runs failed jobs again
public record JournalPlan(
        Path file,
        boolean resume,
        boolean retryFailed,
        boolean newCommand,
        String command,
        String goOn,
        String rerun) {}
