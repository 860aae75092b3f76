package io.millrace.cli.run.report;

import io.millrace.cli.run.flow.Holds;
import io.millrace.cli.run.report.Figures.Slow;
import java.util.List;
import java.util.Optional;

/// What the source, the producers, the queue and the consumers know. May be asked at any time, by
/// one thread.
public interface Load {

    /// Returns how many jobs have been read, and are to be run.
    long created();

    /// Returns how many jobs are not run, because an earlier run has dealt with them.
    default long skipped() {
        return 0;
    }

    /// Tells whether all has been read.
    boolean hasEnded();

    /// Returns how many jobs there are in all.
    Extent extent();

    /// Returns how many producers there are.
    int producers();

    /// Returns how many consumers are to work now.
    int consumers();

    /// Returns how many jobs may wait to be started.
    int buffer();

    /// Adds up what the consumers have spent their time on, in the order of [Activity.What].
    void consumersSpent(long[] sums, long nanos);

    /// Returns how long the producers have waited for room, together.
    long fullNanos();

    /// Returns how long the producers have waited for the order, together.
    long orderedNanos();

    /// Returns who is kept from starting a job, by what; empty if there is no limit.
    default Optional<Holds> holds() {
        return Optional.empty();
    }

    /// Returns the jobs that have run longest, of those that run.
    ///
    /// @param most how many at most
    /// @param nanos what the clock shows
    List<Slow> slow(int most, long nanos);

    /// Adds up the consumers' figures.
    Tally tally();
}
