package io.millrace.task;

/// When a scope cancels its tasks by itself.
public enum Policy {
    /// When the first task fails: the others are not needed any more. The default.
    FAIL_FAST,
    /// Never: every task runs to its end, and all failures are reported.
    COLLECT_ALL,
    /// When the first task succeeds: the others are not needed any more. Failures count only if no
    /// task succeeds.
    FIRST_SUCCESS;

    /// Tells whether a scope cancels its tasks because one of them has ended like that.
    boolean isSettledBy(Outcome<?> outcome) {
        return switch (this) {
            case FAIL_FAST -> outcome instanceof Outcome.Failure<?>;
            case COLLECT_ALL -> false;
            case FIRST_SUCCESS -> outcome instanceof Outcome.Success<?>;
        };
    }
}
