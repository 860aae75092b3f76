package io.millrace.pubsub;

/// A message, and how many times it was delivered. Belongs to whoever has it: the channel, the
/// reader, or what waits to send it again.
final class Envelope<M> {
    final M message;
    int attempts;

    Envelope(M message) {
        this.message = message;
    }
}
