package io.millrace.channel;

import java.util.concurrent.RejectedExecutionException;

/// Thrown by [Sender#send] if the channel is full and rejects what it has no room for:
/// [Overflow#REJECT].
public class ChannelFullException extends RejectedExecutionException {
    private static final long serialVersionUID = 1;

    /// Makes the exception.
    public ChannelFullException(String message) {
        super(message);
    }
}
