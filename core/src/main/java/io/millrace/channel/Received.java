package io.millrace.channel;

import java.util.Objects;

/// How an attempt to receive ended: a value, nothing for now, or the end of the channel.
///
/// @param <T> the type of the channel's values
public sealed interface Received<T> {

    /// A value.
    ///
    /// @param value what was received, never null
    record Value<T>(T value) implements Received<T> {

        /// Makes the record.
        public Value {
            Objects.requireNonNull(value, "value");
        }
    }

    /// Nothing was there, and within the given time nothing came.
    record Empty<T>() implements Received<T> {
        private static final Empty<?> INSTANCE = new Empty<>();

        @SuppressWarnings("unchecked") // holds no T
        static <T> Empty<T> instance() {
            return (Empty<T>) INSTANCE;
        }
    }

    /// The channel has ended and nothing is left in it.
    ///
    /// @param closed which channel, and why
    record Ended<T>(Closed closed) implements Received<T> {

        /// Makes the record.
        public Ended {
            Objects.requireNonNull(closed, "closed");
        }
    }
}
