package io.millrace.cli.run.job;

/// What is done for each job. Used by one consumer, by its thread.
public interface Work extends AutoCloseable {

    /// Does a job once. Whatever goes wrong with it is in the result.
    ///
    /// @param attempt which attempt this is, from 1
    /// @param now what [System#nanoTime] has just shown: the attempt runs from then on
    Attempt attempt(Job job, int attempt, long now);

    /// Lets go of what the work holds.
    @Override
    default void close() {}
}
