package io.millrace.time;

/// Thrown where a tick or a value is wanted of something that has been closed, so that none will
/// come.
public class SourceClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /// Makes the exception.
    public SourceClosedException(String message) {
        super(message);
    }
}
