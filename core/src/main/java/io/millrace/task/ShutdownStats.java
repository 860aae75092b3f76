package io.millrace.task;

import io.millrace.observe.Stats;
import java.util.Optional;

/// A shutdown's figures. They are read one after the other.
///
/// @param name the name that the shutdown was given, or `shutdown-` and a number
/// @param step which step it is in, or ended with; empty if it has not begun
/// @param running how many tasks run in its scopes
/// @param ended whether it has ended
public record ShutdownStats(String name, Optional<ShutdownStep> step, long running, boolean ended)
        implements Stats {

    @Override
    public String kind() {
        return "shutdown";
    }
}
