package io.millrace.pubsub;

import io.millrace.channel.Sent;
import org.jspecify.annotations.Nullable;

/// A subscription, as its hub sees it.
interface Inlet<M> {

    /// Returns what it is interested in.
    Levels pattern();

    /// Gives it a message if that takes no waiting for readers.
    ///
    /// @return [Sent#FULL] if the message is to be given by [#await]; [Sent#CLOSED] if it takes no
    ///   more
    Sent offer(M message);

    /// Gives it a message, waiting for as long as its policy says.
    ///
    /// @return anything but [Sent#FULL]
    Sent await(M message) throws InterruptedException;

    /// Notes that it was not given a message that it should have been.
    void missed(M message);

    /// Lets no more messages in. What it holds is still delivered.
    void end(@Nullable Throwable cause);
}
