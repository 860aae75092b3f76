package io.millrace.pool;

import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Thrown by a pool that did not take a job: it was neither run nor queued.
public final class JobRejectedException extends RejectedExecutionException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /// Why a job was not taken.
    public enum Reason {
        /// The queue is full, and the pool [rejects][PoolOverflow#REJECT].
        FULL,
        /// The pool takes no more jobs: it is draining, or closed.
        STOPPED,
        /// The pool was cancelled; [#getCause] says why.
        CANCELLED
    }

    JobRejectedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /// Returns why the job was not taken.
    public Reason reason() {
        return reason;
    }
}
