package io.millrace.task;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// What is thrown where tasks have failed: whoever gets it has received all these failures (O4 in
/// [Scope]).
final class Failures {
    private Failures() {}

    /// Returns what a join throws.
    ///
    /// @param failed the first of the tasks that failed, at least one
    /// @param count how many failed
    static ExecutionException joined(List<ScopeTask<?>> failed, long count) {
        ScopeTask<?> first = failed.getFirst();
        String more = count > 1 ? ", and " + (count - 1) + " more" : "";
        Throwable cause = first.failure();
        var report = new ExecutionException(first + " failed" + more + ": " + cause, cause);
        receive(failed, report);
        return report;
    }

    /// Returns what a close throws.
    ///
    /// @param failed tasks whose failures nobody has received, at least one
    static CompletionException unreceived(List<ScopeTask<?>> failed) {
        ScopeTask<?> first = failed.getFirst();
        Throwable cause = first.failure();
        var report =
                new CompletionException(
                        first + " failed, and nobody asked for its outcome: " + cause, cause);
        receive(failed, report);
        return report;
    }

    /// Hands failures over in a report, of which the first is the cause.
    @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
    static void receive(List<ScopeTask<?>> failed, Throwable report) {
        for (ScopeTask<?> task : failed) {
            task.markReceived();
            if (task.failure() != report.getCause()) {
                report.addSuppressed(task.failure());
            }
        }
    }
}
