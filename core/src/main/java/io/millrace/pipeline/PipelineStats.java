package io.millrace.pipeline;

import io.millrace.observe.Stats;
import java.util.List;

/// A running pipeline's figures, one entry for each stage that has threads or a buffer of its own.
///
/// How long each of its threads has waited, and for what, is in [io.millrace.observe.WaitStats]:
/// threads and channels are named after the pipeline and the stage.
///
/// @param name the name that the pipeline was given, or `pipeline-` and a number
/// @param stages the stages that run now, in the order in which they began: the last one first
public record PipelineStats(String name, List<StageStats> stages) implements Stats {

    /// One stage.
    ///
    /// @param stage what the stage is called in [Pipeline#describe]
    /// @param in how many elements it has taken
    /// @param out how many elements have left it
    /// @param held how many it holds now: those in its buffer, or in its window
    /// @param workers how many workers it has started; 0 if it has none of its own
    /// @param busy how many of these do not wait for work
    public record StageStats(String stage, long in, long out, long held, int workers, int busy) {}

    /// Makes the record; the list is copied.
    public PipelineStats {
        stages = List.copyOf(stages);
    }

    @Override
    public String kind() {
        return "pipeline";
    }
}
