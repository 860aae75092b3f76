package io.millrace.pubsub;

/// Does something with a message.
///
/// @param <M> the type of the messages
@FunctionalInterface
public interface Handler<M> {

    /// Does it. What it throws, [Subscription#handle] and [AckSubscription#handle] treat.
    void handle(M message) throws Exception;
}
