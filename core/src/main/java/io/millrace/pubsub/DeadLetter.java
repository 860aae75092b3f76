package io.millrace.pubsub;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A message that was given up.
///
/// @param message the message
/// @param attempts how many times it was delivered
/// @param cause what the last attempt's [handler][AckSubscription#handle] threw; null if the last
///   attempt was rejected without a cause, or not acknowledged in time
/// @param <M> the type of the messages
public record DeadLetter<M>(M message, int attempts, @Nullable Throwable cause) {

    /// Makes the record.
    public DeadLetter {
        Objects.requireNonNull(message, "message");
    }
}
