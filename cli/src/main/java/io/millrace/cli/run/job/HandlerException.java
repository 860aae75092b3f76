package io.millrace.cli.run.job;

/// A class cannot be used as a handler; the message says why.
public final class HandlerException extends Exception {
    private static final long serialVersionUID = 1;

    /// Makes the exception.
    public HandlerException(String message) {
        super(message);
    }
}
