package io.millrace.cli.run;

import io.millrace.cli.run.flow.Limits;
import io.millrace.cli.run.http.RequestTemplate;
import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.job.CommandLine;
import io.millrace.cli.run.job.HandlerClass;
import io.millrace.cli.run.job.Template;
import io.millrace.cli.run.journal.JournalPlan;
import io.millrace.cli.run.terminal.Setup;
import io.millrace.guard.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a run needs to know, checked.
///
/// @param input where jobs come from
/// @param what what is done for each
/// @param flow how many run, when, how often and how long
/// @param output where output goes, and in which order
/// @param state what the run remembers of earlier ones, and for later ones
/// @param seeing what the run tells of itself
public record RunPlan(
        Input input, What what, Flow flow, Output output, State state, Seeing seeing) {

    private static final int MOST_AT_ONCE = 64;

    /// How many results may wait in memory for the one before them when the order is kept: twice
    /// what can wait to be started, and sixteen for each consumer. More wait in a file.
    public int window() {
        return 2 * flow.buffer + 16 * flow.consumers;
    }

    /// How many jobs that were read together go through the channel as one share. Commands go one
    /// by one: what is saved is nothing to what a process costs.
    int share() {
        return what instanceof What.Java ? Math.clamp(flow.buffer / 16, 1, MOST_AT_ONCE) : 1;
    }

    /// How many events a consumer may send to the aggregator together. All that wait to be sent are
    /// at most half of what the buffer may hold.
    int batch() {
        return what instanceof What.Java
                ? Math.clamp(flow.buffer / (2 * flow.consumers), 1, MOST_AT_ONCE)
                : 1;
    }

    /// How many tickets there is room for between producers and consumers. As a ticket leaves
    /// before all jobs of its share are claimed, two shares less than `buffer` jobs would make.
    int room() {
        return share() == 1
                ? flow.buffer
                : (flow.buffer / share() - 2) * Math.min(flow.consumers, share());
    }

    /// Where jobs come from.
    ///
    /// @param name what the first line of progress calls it
    /// @param sources producers take them in turn
    /// @param producers how many read
    /// @param key makes a job's key of its input; null for the input itself
    /// @param total how many jobs there will be; null if nobody knows
    public record Input(
            String name,
            List<Source> sources,
            int producers,
            @Nullable Template key,
            @Nullable Long total) {

        /// Makes an input without keys, and of any length.
        public Input(String name, List<Source> sources, int producers) {
            this(name, sources, producers, null, null);
        }

        /// Makes it; the list is copied.
        public Input {
            sources = List.copyOf(sources);
        }
    }

    /// How many jobs run, when, how often and how long.
    ///
    /// @param consumers how many work
    /// @param buffer how many jobs may wait to be started
    /// @param timeout for each attempt; null for none
    /// @param retries how often a failed job is tried again
    /// @param backoff how long to wait before that
    /// @param halt when the jobs that have ended stop the run
    /// @param limits what keeps jobs from being started
    /// @param deadline for the whole run; null for none
    /// @param exitCount whether the exit code is the number of failed jobs
    public record Flow(
            int consumers,
            int buffer,
            @Nullable Duration timeout,
            int retries,
            Backoff backoff,
            Halt halt,
            Limits limits,
            @Nullable Duration deadline,
            boolean exitCount) {}

    /// When a job's output is printed.
    public enum Printing {
        /// Whole, at the job's end.
        GROUP,
        /// Line by line, as it comes.
        LINE,
        /// The job has the tool's own stdout and stderr.
        RAW
    }

    /// Where output goes, and in which order.
    ///
    /// @param keepOrder whether output is in the order of the inputs
    /// @param printing when a job's output is printed
    /// @param dryRun whether commands are only printed
    /// @param results where a line of JSON goes for each job; null for nowhere
    /// @param tag what each line begins with, before a TAB; null for no tag
    /// @param folder where each attempt leaves what it printed, in files; null for nowhere
    /// @param most how many bytes a job may print to stdout, and to stderr
    /// @param spill how many bytes may wait in a file for the output of a slow job before them
    public record Output(
            boolean keepOrder,
            Printing printing,
            boolean dryRun,
            @Nullable Path results,
            @Nullable Template tag,
            @Nullable Path folder,
            long most,
            long spill) {

        /// Tells whether output is passed on line by line.
        public boolean byLine() {
            return printing == Printing.LINE;
        }
    }

    /// What the run remembers of earlier ones, and for later ones.
    ///
    /// @param journal where its jobs are recorded; null for nowhere
    public record State(@Nullable JournalPlan journal) {}

    /// What the run tells of itself.
    ///
    /// @param every how often progress is told
    /// @param warnWait how long a job may wait to be started before that is told; zero for never
    /// @param how in which form
    /// @param bar of the terminal, for a bar; otherwise null
    public record Seeing(Duration every, Duration warnWait, How how, @Nullable Setup bar) {

        /// Tells whether nothing is told.
        public boolean quiet() {
            return how == How.NONE;
        }
    }

    /// In which form a run tells of itself.
    public enum How {
        /// Five lines that are redrawn, at a terminal.
        BAR,
        /// A plain line now and then.
        PLAIN,
        /// A line of JSON now and then.
        JSON,
        /// Not at all.
        NONE
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

        /// A request to a server.
        ///
        /// @param request what is asked
        record Http(RequestTemplate request) implements What {}
    }
}
