package io.millrace.task;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// What a [Shutdown] came to.
///
/// @param name the shutdown's name
/// @param endedBy the step in which the last task ended, or [ShutdownStep#ABANDON] if some have not
/// @param took how long all steps took
/// @param left what was still running at the end; empty unless it was abandoned
/// @param failures what went wrong while the intake was stopped
public record ShutdownReport(
        String name,
        ShutdownStep endedBy,
        Duration took,
        List<StillRunning> left,
        List<Throwable> failures) {

    /// A task that was left behind.
    ///
    /// @param task its name, which is also its thread's
    /// @param stack where it was; empty if it had not begun
    public record StillRunning(String task, List<StackTraceElement> stack) {

        /// Makes the record; the list is copied.
        public StillRunning {
            Objects.requireNonNull(task, "task");
            stack = List.copyOf(stack);
        }
    }

    /// Makes the record; the lists are copied.
    public ShutdownReport {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(endedBy, "endedBy");
        Objects.requireNonNull(took, "took");
        left = List.copyOf(left);
        failures = List.copyOf(failures);
    }

    /// Tells whether everything was worked off: nothing was cancelled or left behind, and nothing
    /// went wrong.
    public boolean isClean() {
        return endedBy.compareTo(ShutdownStep.DRAIN) <= 0 && failures.isEmpty();
    }

    /// Returns the report as text of one line and more, for a log: what was left has its stack.
    public String text() {
        var text = new StringBuilder("shutdown '" + name + "' ");
        text.append(
                switch (endedBy) {
                    case STOP_INTAKE -> "ended as soon as the intake was stopped";
                    case DRAIN -> "was drained";
                    case CANCEL -> "cancelled what did not end in time";
                    case ABANDON -> "left " + left.size() + " behind";
                });
        text.append(", after ").append(took.toMillis()).append(" ms");
        for (Throwable failure : failures) {
            text.append("\n  failed: ").append(failure);
        }
        for (StillRunning each : left) {
            text.append("\n  still running: ").append(each.task);
            for (StackTraceElement frame : each.stack) {
                text.append("\n    at ").append(frame);
            }
        }
        return text.toString();
    }
}
