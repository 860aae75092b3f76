package io.millrace.pool;

import java.util.concurrent.CancellationException;

/// The cause with which a job ends that was dropped because its pool's queue was full. It has no
/// stack trace: drops come when there is too much to do.
public final class JobDroppedException extends CancellationException {
    private static final long serialVersionUID = 1;

    JobDroppedException(String message) {
        super(message);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
