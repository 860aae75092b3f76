package io.millrace.channel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which channel has ended, and why.
///
/// @param channel the channel
/// @param cause what [Sender#fail] or [Receiver#cancel] was given; null for a clean end, by
///   [Sender#close]
public record Closed(Channel<?> channel, @Nullable Throwable cause) {

    /// Makes the record.
    public Closed {
        Objects.requireNonNull(channel, "channel");
    }

    /// Tells whether the channel was closed, and neither failed nor was cancelled: the stream of
    /// values is whole.
    public boolean isClean() {
        return cause == null;
    }

    @Override
    public String toString() {
        return channel + (cause == null ? " is closed" : " ended: " + cause);
    }
}
