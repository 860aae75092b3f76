package io.millrace.fan;

import io.millrace.channel.Receiver;
import java.util.Objects;

/// The two streams into which [FanOut#split] parts one.
///
/// @param matching the values for which the predicate holds
/// @param rest the others
/// @param <T> the type of the values
public record Split<T>(Receiver<T> matching, Receiver<T> rest) {

    /// Makes the record.
    public Split {
        Objects.requireNonNull(matching, "matching");
        Objects.requireNonNull(rest, "rest");
    }
}
