package io.millrace.channel;

/// What a buffered channel does with a value that it has no room for.
public enum Overflow {
    /// Lets the sender wait for room: back-pressure. The default.
    BLOCK,
    /// Drops the value that has been buffered longest, and takes the new one. Nobody ever waits to
    /// send.
    DROP_OLDEST,
    /// Drops the new value. Nobody ever waits to send; [Sender#trySend] says [Sent#DROPPED].
    DROP_NEWEST,
    /// Refuses the new value: [Sender#send] throws [ChannelFullException], [Sender#trySend] says
    /// [Sent#FULL]. A clause of a select waits for room.
    REJECT
}
