package io.millrace.context;

import java.time.Instant;
import java.util.concurrent.TimeoutException;

/// The cause of a context whose deadline has passed. Not a cancellation, so that nobody takes it
/// for one and swallows it.
public class DeadlineExceededException extends TimeoutException {
    private static final long serialVersionUID = 1;

    private final Instant deadline;

    /// Makes the exception.
    public DeadlineExceededException(Instant deadline) {
        super("deadline exceeded: " + deadline);
        this.deadline = deadline;
    }

    /// Returns the deadline that has passed.
    public Instant deadline() {
        return deadline;
    }
}
