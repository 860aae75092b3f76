package io.millrace.cli.run.job;

import io.millrace.cli.run.json.NoValueException;
import io.millrace.cli.run.process.Captured;

/// Does nothing: prints what would be done.
///
/// @param what words what would be done, in a line
/// @param slot the consumer's number, from 1
public record DryWork(Wording what, int slot) implements Work {

    /// Words what would be done for a job.
    @FunctionalInterface
    public interface Wording {

        /// Returns the line.
        ///
        /// @throws NoValueException if the job's input has no value for a token
        String of(Job job, int slot) throws NoValueException;
    }

    @Override
    public Attempt attempt(Job job, int attempt, long now) {
        try {
            String line = what.of(job, slot) + "\n";
            return new Attempt(0, null, false, Captured.of(line), Captured.empty(), 0);
        } catch (NoValueException e) {
            return Attempt.unfit(126, String.valueOf(e.getMessage()));
        }
    }
}
