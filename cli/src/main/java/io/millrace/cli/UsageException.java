package io.millrace.cli;

/// The command line makes no sense; the message says why, and what to do.
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    /// Makes the exception.
    public UsageException(String message) {
        super(message);
    }
}
