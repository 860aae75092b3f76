package io.millrace.guard;

/// Throws again what a call threw.
final class Thrown {
    private Thrown() {}

    /// Throws `failure`, which a call threw that throws nothing checked but `X` and
    /// [InterruptedException].
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // see above
    static <X extends Exception> X again(Throwable failure) throws X, InterruptedException {
        switch (failure) {
            case Error error -> throw error;
            case RuntimeException unchecked -> throw unchecked;
            case InterruptedException interrupted -> throw interrupted;
            default -> throw (X) failure;
        }
    }
}
