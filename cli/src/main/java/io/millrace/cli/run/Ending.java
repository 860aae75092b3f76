package io.millrace.cli.run;

import io.millrace.cli.ExitCode;
import io.millrace.cli.run.output.SinkException;
import io.millrace.cli.run.report.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/*
 *   a signal  >  a source or a sink that failed  >  --halt, --deadline  >  jobs that failed  >  all is well
 *
 * The exit code is that of the first of these that there was. A signal goes before all: who sends it knows that the rest is
 * not done. What was stopped for another reason may have failed to write as well, and then the failure is what to look at.
 */
/// What has gone wrong with a run, apart from its jobs, and how it is told in the end. Used by all.
final class Ending {
    private final RunPlan plan;
    private final Stop stop;
    private final List<String> troubles = new CopyOnWriteArrayList<>(); // of sources and sinks
    private volatile boolean broken; // a source or a sink has failed; set once

    /// Makes the ending of a run that has not begun.
    Ending(RunPlan plan, Stop stop) {
        this.plan = plan;
        this.stop = stop;
    }

    /// A source has failed, or something cannot be written any more.
    void trouble(String what) {
        broken = true;
        troubles.add("millrace: " + what);
    }

    /// A sink has failed: the run is ended.
    void broken(SinkException why) {
        broken = true;
        if (!why.isQuiet()) {
            trouble(String.valueOf(why.getMessage()));
        }
        stop.end();
    }

    /// Returns what has failed, in words.
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    /// Tells whether the run ended before its input did.
    boolean isEarly() {
        return stop.exitCode() != 0 || broken;
    }

    /// Returns what to say of the jobs, in a list that can be added to.
    ///
    /// @param firstFailure what to say of the first job that failed; null if none has
    List<String> summary(Tally tally, @Nullable String firstFailure) {
        var lines = new ArrayList<String>();
        if (tally.notStarted() > 0) {
            lines.add(
                    tally.notStarted()
                            + " read and not started: the run was stopped"
                            + (stop.exitCode() == ExitCode.DEADLINE ? " by --deadline" : ""));
        }
        if (tally.failed() > 0) {
            boolean all = plan.output().results() != null;
            String more = all ? "; all are in " + plan.output().results() : "";
            lines.add(tally.failed() + " failed; first: " + firstFailure + more);
        }
        return lines;
    }

    /// Returns the exit code.
    ///
    /// @param failed how many jobs of the input have failed, in this run or before
    int exitCode(long failed) {
        if (stop.signalOrZero() != 0) {
            return stop.exitCode();
        }
        if (broken) {
            return ExitCode.SOURCE_OR_SINK;
        }
        if (stop.exitCode() != 0) {
            return stop.exitCode();
        }
        return plan.flow().exitCount()
                ? (int) Math.min(failed, ExitCode.MORE_FAILED)
                : failed > 0 ? ExitCode.FAILED_JOBS : ExitCode.OK;
    }
}
