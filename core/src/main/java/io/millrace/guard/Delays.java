package io.millrace.guard;

import io.millrace.waiting.Door;
import java.time.Duration;

/// The arithmetic of a [Backoff], in nanoseconds.
final class Delays {
    private Delays() {}

    /// Returns `first * 2^(failed - 1)`, but at most `most`.
    static long doubled(long first, int failed, long most) {
        int shift = failed - 1;
        return shift >= Long.numberOfLeadingZeros(first) - 1
                ? first == 0 ? 0 : most
                : Math.min(most, first << shift);
    }

    /// Returns `3 * before`, but at most `most`.
    static long times3(long before, long most) {
        return before >= most / 3 + 1 ? most : 3 * before;
    }

    static Duration require(String what, Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException(what + "(" + delay + "): must not be negative");
        }
        return delay;
    }

    static long requireMost(String what, Duration first, Duration most) {
        if (most.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    what + "(" + first + ", " + most + "): the first is longer than the most");
        }
        return Door.nanos(most);
    }
}
