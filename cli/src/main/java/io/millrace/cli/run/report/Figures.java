package io.millrace.cli.run.report;

import java.util.List;

/// What is known of a run at one moment.
///
/// @param elapsedNanos since its start
/// @param created how many jobs have been read, and are to be run
/// @param done how many succeeded
/// @param failed how many failed
/// @param retried how many attempts were repeated
/// @param notStarted how many were read, and passed over
/// @param skipped how many an earlier run has dealt with
/// @param queued how many wait to be started
/// @param running how many run
/// @param perSecond how many ended, lately
/// @param extent how many there are in all
/// @param etaNanos how long the rest may take; negative if that is not known
/// @param producers how many read
/// @param consumers how many work
/// @param buffer how many jobs may wait
/// @param shares what time was spent on, lately
/// @param bottleneck what follows from that
/// @param ended whether all has been read
/// @param times of all jobs so far
/// @param slow the jobs that have run longest, of those that run
public record Figures(
        long elapsedNanos,
        long created,
        long done,
        long failed,
        long retried,
        long notStarted,
        long skipped,
        long queued,
        long running,
        double perSecond,
        Extent extent,
        long etaNanos,
        int producers,
        int consumers,
        int buffer,
        Shares shares,
        Bottleneck bottleneck,
        boolean ended,
        Times times,
        List<Slow> slow) {

    /// Makes it; the list is copied.
    public Figures {
        slow = List.copyOf(slow);
    }

    /// How many jobs of the whole need nothing more.
    public long settled() {
        return done + failed + notStarted + skipped;
    }

    /// How long jobs took, in nanoseconds.
    ///
    /// @param runMean to run
    /// @param run50 to run, half of them
    /// @param run95 to run, 95 of 100
    /// @param wait95 to be started, 95 of 100
    public record Times(double runMean, long run50, long run95, long wait95) {

        /// Takes them from a tally.
        static Times of(Tally tally) {
            return new Times(
                    tally.runs().mean(),
                    tally.runs().percentile(50),
                    tally.runs().percentile(95),
                    tally.queued().percentile(95));
        }
    }

    /// A job that runs.
    ///
    /// @param consumer which one runs it
    /// @param nanos how long
    /// @param input what it is for
    public record Slow(int consumer, long nanos, String input) {}
}
