package io.millrace.context.tree;

import java.util.concurrent.CancellationException;

/// The cause of an end that is nobody's fault: a context or a scope was closed, or has what it
/// wanted. It has no stack trace, which would cost more than all the rest of the end.
public final class RoutineCancellation extends CancellationException {
    private static final long serialVersionUID = 1;

    /// Makes the exception.
    public RoutineCancellation(String message) {
        super(message);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
