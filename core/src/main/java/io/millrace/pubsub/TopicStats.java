package io.millrace.pubsub;

import io.millrace.observe.Stats;

/// A topic's figures at one instant.
///
/// @param name the name that it was given, or `topic-` and a number
/// @param isClosed whether it has ended
/// @param subscriptions how many subscriptions it has
/// @param published how many messages were published
/// @param kept how many it keeps for late subscribers
public record TopicStats(String name, boolean isClosed, int subscriptions, long published, int kept)
        implements Stats {

    @Override
    public String kind() {
        return "topic";
    }
}
