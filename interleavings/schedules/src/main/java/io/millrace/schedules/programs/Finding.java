package io.millrace.schedules.programs;

import io.millrace.schedules.model.History;
import io.millrace.schedules.model.Program;

/// A run that went wrong.
///
/// @param program what was run
/// @param schedule the word from which the strategy can be made again
/// @param failure what is wrong
/// @param history what happened
public record Finding(Program program, String schedule, Throwable failure, History history) {

    /// Returns the line that shows the run again.
    public String token() {
        return schedule + " @ " + program;
    }

    @Override
    public String toString() {
        return "VIOLATION " + failure + "\n" + history + "replay: '" + token() + "'";
    }
}
