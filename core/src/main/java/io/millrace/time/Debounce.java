package io.millrace.time;

import java.time.Duration;

/// Lets the last value through once no other has come for a while.
///
/// Values that follow one another within the quiet time are a burst. Of a burst the last value is
/// let through when it is over; with another [Edge] the first value at once, as well or instead. A
/// burst that does not end can be [cut][Builder#longest]: then the last value so far is let through
/// at the latest that long after the first, and the burst goes on.
///
/// [Shaper] says how values are handed over and taken.
///
/// @param <T> the type of the values
public interface Debounce<T> extends Shaper<T> {

    /// Makes a debounce that lets the last value of a burst through, `quiet` after it came.
    ///
    /// @throws IllegalArgumentException if `quiet` is zero or less
    static <T> Debounce<T> of(Duration quiet) {
        return Debounce.<T>builder(quiet).build();
    }

    /// Returns a builder, for a debounce with other edges, a longest burst or a name.
    ///
    /// @throws IllegalArgumentException if `quiet` is zero or less
    static <T> Builder<T> builder(Duration quiet) {
        return new DebounceBuilder<>(quiet);
    }

    /// Makes a debounce.
    ///
    /// @param <T> the type of the values
    interface Builder<T> {

        /// Sets the name, for views and messages.
        Builder<T> name(String name);

        /// Sets which values of a burst are let through; unless set it is the
        /// [last][Edge#TRAILING].
        Builder<T> edge(Edge edge);

        /// Sets how long a value is held back at most while others keep coming; unless set, for
        /// ever.
        ///
        /// @throws IllegalArgumentException if it is shorter than the quiet time
        Builder<T> longest(Duration longest);

        /// Makes the debounce.
        ///
        /// @throws IllegalStateException if there is a longest time, but the edge is
        ///   [Edge#LEADING], with which nothing is held back
        Debounce<T> build();
    }
}
