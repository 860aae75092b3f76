package io.millrace.channel;

/// How an attempt to send ended.
public enum Sent {
    /// The channel has the value: in its buffer, or handed to a receiver.
    SENT,
    /// There was no room, and within the given time none came. The value stays with the caller.
    FULL,
    /// The channel took the value and, being full, dropped it at once: [Overflow#DROP_NEWEST].
    DROPPED,
    /// The channel has ended. The value stays with the caller.
    CLOSED
}
