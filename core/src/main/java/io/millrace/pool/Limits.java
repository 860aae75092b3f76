package io.millrace.pool;

/// Numbers that are given to builders.
final class Limits {

    private Limits() {}

    /// Returns `value`.
    ///
    /// @throws IllegalArgumentException if it is less than `least`
    static int atLeast(int least, String what, int value) {
        if (value < least || value == Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    what + "(" + value + "): must be at least " + least + ", and have a bound");
        }
        return value;
    }
}
