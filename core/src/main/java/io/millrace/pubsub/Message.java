package io.millrace.pubsub;

import java.util.Objects;

/// What [Topics] deliver: a message, and the topic to which it was published.
///
/// @param topic the topic's name
/// @param body what was published
/// @param <T> the type of the bodies
public record Message<T>(String topic, T body) {

    /// Makes the record.
    public Message {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(body, "body");
    }
}
