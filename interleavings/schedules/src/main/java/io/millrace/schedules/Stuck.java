package io.millrace.schedules;

import java.util.List;

/// A run that gets nowhere: some threads are parked for ever, or spin for ever.
public final class Stuck extends AssertionError {
    private static final long serialVersionUID = 1;

    /// @param what went wrong
    /// @param strands of which those that have not ended are described
    public Stuck(String what, List<Strand> strands) {
        super(describe(what, strands));
    }

    private static String describe(String what, List<Strand> strands) {
        var text = new StringBuilder(what);
        for (Strand strand : strands) {
            if (strand.isEnded()) {
                continue;
            }
            text.append("\n  ").append(strand);
            Object blocker = strand.blocker;
            text.append(blocker == null ? " could run" : " is parked for " + blocker);
            for (StackTraceElement frame : strand.thread().getStackTrace()) {
                if (Trace.isOfInterest(frame.getClassName())) {
                    text.append("\n      at ").append(frame);
                }
            }
        }
        return text.toString();
    }
}
