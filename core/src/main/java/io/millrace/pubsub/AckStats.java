package io.millrace.pubsub;

import io.millrace.channel.ChannelStats;
import io.millrace.observe.Stats;

/// Figures of a subscription with acknowledgements. At rest `accepted == ready + leased + delayed +
/// acknowledged + dead + dropped`, if `refused` are left out.
///
/// @param name the name that it was given, or its topic's and a number
/// @param state whether and how its stream has ended
/// @param capacity how many messages it holds at most that are not acknowledged
/// @param accepted how many it ever took
/// @param ready how many wait for a reader
/// @param leased how many readers have and have not acknowledged
/// @param delayed how many wait for the time at which they come again
/// @param acknowledged how many were done
/// @param rejected how many deliveries were [rejected][Delivery#nack]
/// @param expired how many deliveries were not acknowledged in time
/// @param dead how many messages were given up after their last attempt
/// @param dropped how many it took and discarded: for newer ones, or when it was closed
/// @param refused how many it did not take, as it had no room
public record AckStats(
        String name,
        ChannelStats.State state,
        int capacity,
        long accepted,
        int ready,
        int leased,
        int delayed,
        long acknowledged,
        long rejected,
        long expired,
        long dead,
        long dropped,
        long refused)
        implements Stats {

    @Override
    public String kind() {
        return "ack subscription";
    }
}
