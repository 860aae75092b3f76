package io.millrace.time;

import java.time.Duration;

/// Lets at most one value through in a period, and always the newest.
///
/// Between two values that are taken there is at least a period. The first value after a pause is
/// let through at once; if others follow within the period, the last of them is let through at its
/// end, so that the newest value is never lost. With another [Edge] only the one or the other. A
/// [#flush] and a [#close] do not wait for the end of the period.
///
/// [Shaper] says how values are handed over and taken.
///
/// @param <T> the type of the values
public interface Throttle<T> extends Shaper<T> {

    /// Makes a throttle that lets a value through at once, and then the last of each period.
    ///
    /// @throws IllegalArgumentException if `period` is zero or less
    static <T> Throttle<T> of(Duration period) {
        return Throttle.<T>builder(period).build();
    }

    /// Returns a builder, for a throttle with other edges or a name.
    ///
    /// @throws IllegalArgumentException if `period` is zero or less
    static <T> Builder<T> builder(Duration period) {
        return new ThrottleBuilder<>(period);
    }

    /// Makes a throttle.
    ///
    /// @param <T> the type of the values
    interface Builder<T> {

        /// Sets the name, for views and messages.
        Builder<T> name(String name);

        /// Sets which values are let through; unless set the first, and the last of each period:
        /// [Edge#BOTH].
        Builder<T> edge(Edge edge);

        /// Makes the throttle.
        Throttle<T> build();
    }
}
