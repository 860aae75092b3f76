package io.millrace.schedules.programs;

import io.millrace.schedules.model.History;
import io.millrace.schedules.model.Op;
import io.millrace.schedules.model.Program;
import java.util.List;

/// What a program is run on: its channels and selects, made anew for each run.
public interface Subject {

    /// Makes the subject of a run.
    interface Maker {

        /// Makes it, in no thread of the run.
        Subject make(Program program, History history);
    }

    /// Does an operation, and writes into the history what came of it.
    ///
    /// @param threads those of the run, to be interrupted
    void perform(Op op, List<Thread> threads);

    /// Writes into the history what the channels are like after the run.
    void lookAfterwards();
}
