/// Publish and subscribe within the process: whoever is interested hears of it, and whoever tells
/// need not know them.
///
/// Storey 4: uses [io.millrace.channel], [io.millrace.time] and below; not [io.millrace.task]. It
/// starts no thread: who publishes delivers, and who subscribes reads in a task of its own.
///
/// | I want to | |
/// |---|---|
/// | tell all who have subscribed | [Topic] |
/// | the same, with names, and subscribe to many by a pattern | [Topics] |
/// | a stream of messages, in a loop, in a select, by a handler | [Subscription] |
/// | messages that come again until somebody says that they are done | [AckSubscription] |
/// | say what happens when a subscriber is slow | [SlowSubscriber] |
///
/// A channel gives a value to one receiver, a topic to every subscriber. For consumers that are
/// known when the program starts, and one source, `FanOut.broadcast` of the storey above says it
/// with a back-pressure that reaches the source, and an end that goes both ways.
///
/// **How much is held.** Each subscription buffers as many messages as its capacity says; a topic
/// keeps the last few for late subscribers if it is told to; and each thread that publishes has its
/// one message. There is nothing else.
///
/// Start reading the code at `Hub`, whose note says why a late subscriber misses nothing and has
/// nothing twice; then at `AckLine`, for acknowledgements.
@NullMarked
package io.millrace.pubsub;

import org.jspecify.annotations.NullMarked;
