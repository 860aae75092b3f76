package io.millrace.sync;

import org.jspecify.annotations.Nullable;

/// Thrown by a [Barrier] whose generation can never be completed: a party was interrupted or timed
/// out, its action threw, or it was reset.
public final class BarrierBrokenException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final long generation;

    BarrierBrokenException(String message, long generation, @Nullable Throwable cause) {
        super(message, cause);
        this.generation = generation;
    }

    /// Returns the number of the generation that was broken.
    public long generation() {
        return generation;
    }
}
