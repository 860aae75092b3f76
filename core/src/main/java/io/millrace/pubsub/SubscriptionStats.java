package io.millrace.pubsub;

import io.millrace.channel.ChannelStats;
import io.millrace.observe.Stats;

/// A subscription's figures. `received + dropped + size` is how many messages were meant for it;
/// while somebody publishes, they may be one apart for each who does.
///
/// @param name the name that it was given, or its topic's and a number
/// @param state whether and how its stream has ended
/// @param capacity how many messages it can hold
/// @param size how many it holds
/// @param received how many its readers took
/// @param dropped how many it did not deliver: by its policy, because who published was interrupted
///   while it waited, or left over when it was closed
/// @param replayed how many it was given from before it came
public record SubscriptionStats(
        String name,
        ChannelStats.State state,
        int capacity,
        int size,
        long received,
        long dropped,
        int replayed)
        implements Stats {

    @Override
    public String kind() {
        return "subscription";
    }
}
