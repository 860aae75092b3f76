package io.millrace.cli.run.journal;

import io.millrace.channel.Sender;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the journal is told.
sealed interface Entry {

    /// Jobs are about to start. Their consumer may wait until that is committed.
    ///
    /// @param jobs of a share
    /// @param from the first of them
    /// @param to behind the last
    /// @param done is told whether it could be recorded, and has room for it; null if nobody waits
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Start(JobRecord[] jobs, int from, int to, @Nullable Sender<Boolean> done)
            implements Entry {}

    /// Attempts have ended.
    record Attempts(List<AttemptRow> rows) implements Entry {}

    /// A job that is recorded as started was not started after all.
    record Unstarted(JobRecord job) implements Entry {}

    /// An attempt.
    ///
    /// @param state what has become of the job; null if there will be another attempt
    /// @param endedNanos when it ended, by [System#nanoTime]
    /// @param status what a server answered; null if none did
    record AttemptRow(
            JobRecord job,
            @Nullable JobState state,
            int attempt,
            int consumer,
            long endedNanos,
            long queuedNanos,
            long runNanos,
            int exit,
            @Nullable String signal,
            boolean timeout,
            boolean excess,
            @Nullable Integer status,
            String stdout,
            String stderr,
            boolean truncated) {}
}
