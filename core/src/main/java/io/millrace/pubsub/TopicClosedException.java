package io.millrace.pubsub;

import org.jspecify.annotations.Nullable;

/// Thrown where a topic that has ended is published to or subscribed to.
///
/// [#getCause] is what the topic failed with; null if it was closed.
public final class TopicClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    TopicClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
