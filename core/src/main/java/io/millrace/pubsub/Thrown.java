package io.millrace.pubsub;

import org.jspecify.annotations.Nullable;

/// What hooks have thrown while there was more to do: the first, with the others suppressed in it.
/// Used by one thread.
final class Thrown {
    private @Nullable Throwable first;

    /// Does something in which a hook may throw.
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            add(e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
    void add(Throwable thrown) {
        if (first == null) {
            first = thrown;
        } else if (first != thrown) {
            first.addSuppressed(thrown);
        }
    }

    /// Throws what was thrown, if anything was.
    void rethrow() {
        switch (first) {
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            case null -> {}
            default -> throw new AssertionError("a hook threw a checked exception", first);
        }
    }

    /// Adds what was thrown to its cause, if anything was.
    @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
    void suppressIn(Throwable cause) {
        if (first != null && first != cause) {
            cause.addSuppressed(first);
        }
    }
}
