package io.millrace.channel;

import org.jspecify.annotations.Nullable;

/// Thrown when a channel that has ended is sent to, or received from after its last value.
///
/// [#closed] tells which channel and why; [#getCause] is the channel's cause, null for a clean end.
public class ChannelClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Closed closed; // null after deserialization only

    /// Makes the exception.
    public ChannelClosedException(Closed closed) {
        super(closed.toString(), closed.cause());
        this.closed = closed;
    }

    /// Returns which channel has ended, and why.
    public Closed closed() {
        Closed known = closed;
        if (known == null) {
            throw new IllegalStateException("the channel was not kept when this was serialized");
        }
        return known;
    }
}
