package io.millrace.cli.run.json;

/// An input has no value for a token; the message says why, and is for the user.
public final class NoValueException extends Exception {
    private static final long serialVersionUID = 1;

    /// Makes the exception.
    public NoValueException(String message) {
        super(message);
    }
}
