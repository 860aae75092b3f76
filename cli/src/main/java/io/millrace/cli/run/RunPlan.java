package io.millrace.cli.run;

import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.job.Backoff;
import io.millrace.cli.run.job.CommandLine;
import io.millrace.cli.run.job.HandlerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a run needs to know, checked.
///
/// @param inputName what the first line of progress calls the input
/// @param sources where jobs come from; producers take them in turn
/// @param what what is done for each
/// @param producers how many read
/// @param consumers how many work
/// @param buffer how many jobs may wait to be started
/// @param keepOrder whether output is in the order of the inputs
/// @param byLine whether output is passed on line by line
/// @param dryRun whether commands are only printed
/// @param timeout for each attempt; null for none
/// @param retries how often a failed job is tried again
/// @param backoff how long to wait before that
/// @param halt when failures stop the run
/// @param results where a line of JSON goes for each job; null for nowhere
/// @param every how often progress is told
/// @param warnWait how long a job may wait to be started before that is told; zero for never told
/// @param quiet whether nothing is told
public record RunPlan(
        String inputName,
        List<Source> sources,
        What what,
        int producers,
        int consumers,
        int buffer,
        boolean keepOrder,
        boolean byLine,
        boolean dryRun,
        @Nullable Duration timeout,
        int retries,
        Backoff backoff,
        Halt halt,
        @Nullable Path results,
        Duration every,
        Duration warnWait,
        boolean quiet) {

    private static final int MOST_AT_ONCE = 64;

    /// Makes the plan; the list is copied.
    public RunPlan {
        sources = List.copyOf(sources);
    }

    /// How many jobs may be between reading and printing when the order is kept: twice what can
    /// wait to be started, and sixteen for each consumer. A slow job holds up the others' output,
    /// and when the window is full, the reading.
    public int window() {
        return 2 * buffer + 16 * consumers;
    }

    /// How many jobs that were read together go through the channel as one share. Commands go one
    /// by one: what is saved is nothing to what a process costs.
    int share() {
        return what instanceof What.Java ? Math.clamp(buffer / 16, 1, MOST_AT_ONCE) : 1;
    }

    /// How many tickets there are for a share: see [Share].
    ///
    /// @param jobs how many jobs the share has
    int tickets(int jobs) {
        return Math.min(consumers, jobs);
    }

    /// How many events a consumer may send to the aggregator together. All that wait to be sent are
    /// at most half of what the buffer may hold.
    int batch() {
        return what instanceof What.Java
                ? Math.clamp(buffer / (2 * consumers), 1, MOST_AT_ONCE)
                : 1;
    }

    /// How many tickets there is room for between producers and consumers. As a ticket leaves
    /// before all jobs of its share are claimed, two shares less than `buffer` jobs would make.
    int room() {
        return share() == 1 ? buffer : (buffer / share() - 2) * tickets(share());
    }

    /// What is done for a job.
    public sealed interface What {

        /// A process.
        ///
        /// @param command its command
        record Command(CommandLine command) implements What {}

        /// Java code in this JVM.
        ///
        /// @param handler the class
        record Java(HandlerClass handler) implements What {}
    }
}
