package io.millrace.cli.run.output;

import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.journal.JobRecord;
import io.millrace.cli.run.process.Captured;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What consumers and the clock tell the aggregator.
public sealed interface Event {

    /// A job has ended, well or not. Not told of one that is done if there is nothing to write.
    ///
    /// @param slot the consumer's number, from 1
    /// @param attempts how many there were
    /// @param queuedNanos how long it had waited to be started
    /// @param record the job as the journal knows it; null if there is no journal
    record Finished(
            Job job,
            int slot,
            Attempt last,
            int attempts,
            long queuedNanos,
            @Nullable JobRecord record)
            implements Event {

        /// Returns this without what the job has printed.
        Finished withoutOutput() {
            return new Finished(
                    job,
                    slot,
                    last.with(Captured.empty(), Captured.empty()),
                    attempts,
                    queuedNanos,
                    record);
        }
    }

    /// Jobs are not run, because an earlier run has dealt with them: those behind them need not
    /// wait for them. Told only if the order is kept.
    record Skipped(List<Job> jobs) implements Event {

        /// Makes it; the list is copied.
        public Skipped {
            jobs = List.copyOf(jobs);
        }
    }

    /// An attempt failed, and there will be another.
    ///
    /// @param slot the consumer's number, from 1
    /// @param output what it printed to stdout: half a result. Closed by the aggregator, which may
    ///   still have lines of it to print
    /// @param errors what it printed to stderr
    record Retried(Job job, int slot, Captured output, Captured errors) implements Event {}

    /// Lines of a job that is running.
    ///
    /// @param slot the consumer's number, from 1
    /// @param isError whether they are of stderr
    record Lines(Job job, int slot, boolean isError, Captured lines) implements Event {}

    /// Something that the user should know now.
    record Note(String text) implements Event {}

    /// A job waited long to be started.
    record Waited(Job job, long nanos) implements Event {}

    /// It is time for a line of progress.
    record Tick() implements Event {}
}
