package io.millrace.pubsub;

import java.time.Duration;

/// A message that a reader has and is to say whether it is done.
///
/// The first of [#ack], [#nack()] and the end of the time for it settles the delivery; the others
/// return false and change nothing. They may be called by any thread, and do not wait.
///
/// @param <M> the type of the messages
public interface Delivery<M> {

    /// Returns the message.
    M message();

    /// Returns which delivery of the message this is, from 1.
    int attempt();

    /// Says that the message is done, and makes room for another.
    ///
    /// @return false if the delivery was settled before: in time to hear of it, then the message
    ///   has come again, or will
    boolean ack();

    /// Says that the message is not done: it comes again at once, or is given up if this was the
    /// last attempt.
    ///
    /// @return whether this call settled the delivery
    boolean nack();

    /// As [#nack()], but the message comes again after `delay`.
    boolean nack(Duration delay);

    /// As [#nack(Duration)], with the cause for a [DeadLetter].
    boolean nack(Duration delay, Throwable cause);
}
