package io.millrace.context;

import java.util.concurrent.TimeoutException;

/// Thrown by what was given up because its context had ended; [#getCause] is the context's cause.
public class ContextEndedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Makes the exception.
    public ContextEndedException(Throwable cause) {
        super("context ended: " + cause, cause);
    }

    /// Tells whether the context ended because a deadline had passed.
    public boolean isTimeout() {
        return getCause() instanceof TimeoutException;
    }
}
