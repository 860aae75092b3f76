package io.millrace.sync;

import org.jspecify.annotations.Nullable;

/// One generation of a barrier, and what became of it: what its waiters are woken with.
final class Generation {
    final long number;

    /// Written before its waiters are woken, read by them.
    @Nullable Broken broken;

    private final boolean hasNotBegun; // somebody asks for its end too early

    Generation(long number) {
        this(number, null, false);
    }

    private Generation(long number, @Nullable Broken broken, boolean hasNotBegun) {
        this.number = number;
        this.broken = broken;
        this.hasNotBegun = hasNotBegun;
    }

    /// Returns one that nobody has to wait for: it is broken, or else has not begun.
    static Generation withoutEnd(long number, @Nullable Broken broken) {
        return new Generation(number, broken, broken == null);
    }

    /// Throws if this generation is broken, or has not begun.
    ///
    /// @param owner the barrier
    void check(Object owner) {
        if (broken != null) {
            throw broken.exception(owner);
        }
        if (hasNotBegun) {
            throw new IllegalArgumentException(
                    owner + " has not begun generation " + number + " yet");
        }
    }

    /// Why a generation can never be completed; nor, if that was the action of an earlier one,
    /// those up to `last` that gathered while it ran.
    record Broken(long generation, long last, String why, @Nullable Throwable cause) {

        boolean breaks(long number) {
            return generation <= number && number <= last;
        }

        BarrierBrokenException exception(Object owner) {
            return new BarrierBrokenException(
                    "generation "
                            + generation
                            + " of "
                            + owner
                            + " is broken: "
                            + why
                            + "; reset() makes the barrier usable again",
                    generation,
                    cause);
        }
    }
}
