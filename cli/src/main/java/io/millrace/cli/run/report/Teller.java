package io.millrace.cli.run.report;

import io.millrace.cli.run.job.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells of a run. What it returns are lines for stderr. Used by the aggregator, but for the first
/// and the last.
public interface Teller {

    /// The run begins.
    ///
    /// @param plan what there is to say of it
    List<String> begin(Plan plan);

    /// It is time to tell how it goes.
    List<String> tick();

    /// A job waited too long to be started.
    List<String> waited(Job job, long nanos);

    /// Something happened that the user should know now.
    List<String> note(String text);

    /// The run has ended. Nothing is told after that, but for this object's [#close].
    ///
    /// @param troubles of sources and sinks
    /// @param summary what there is to add
    List<String> end(List<String> troubles, List<String> summary);

    /// Leaves the terminal as it was found.
    default void close() {}

    /// How a run is set up.
    ///
    /// @param id a short name for it
    /// @param input where jobs come from
    /// @param journal where they are recorded; null for nowhere
    record Plan(String id, String input, @Nullable String journal) {}
}
