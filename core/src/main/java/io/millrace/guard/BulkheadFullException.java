package io.millrace.guard;

/// Thrown where a call was not made because its bulkhead had no place for it.
public final class BulkheadFullException extends RejectedException {
    private static final long serialVersionUID = 1;

    BulkheadFullException(String message) {
        super(message, -1);
    }
}
