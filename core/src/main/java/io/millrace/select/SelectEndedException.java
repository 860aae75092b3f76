package io.millrace.select;

/// Thrown by [Select#await] when every source of the select has ended, so that nothing can come any
/// more.
///
/// [Select#awaitOrNull] returns null instead.
public class SelectEndedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /// Makes the exception.
    public SelectEndedException(String message) {
        super(message);
    }
}
