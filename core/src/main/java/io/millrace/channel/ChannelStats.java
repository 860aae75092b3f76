package io.millrace.channel;

import io.millrace.observe.Stats;

/// A channel's figures at one instant. They are exact: `sent == received + dropped + size` always
/// holds.
///
/// @param name the name that the channel was given, or `channel-` and a number
/// @param state whether and how it has ended
/// @param capacity how many values it can buffer; [Integer#MAX_VALUE] if unbounded
/// @param size how many it buffers
/// @param waitingSenders how many wait to send, selects included
/// @param waitingReceivers how many wait to receive, selects included
/// @param sent how many values it ever took from senders, those that it dropped included
/// @param received how many it ever gave to receivers
/// @param dropped how many it discarded: by its overflow policy, or when it was cancelled
public record ChannelStats(
        String name,
        State state,
        int capacity,
        int size,
        int waitingSenders,
        int waitingReceivers,
        long sent,
        long received,
        long dropped)
        implements Stats {

    /// Whether and how a channel has ended.
    public enum State {
        /// It has not ended.
        OPEN,
        /// [Sender#close]: values may be left in it.
        CLOSED,
        /// [Sender#fail]: values may be left in it.
        FAILED,
        /// [Receiver#cancel].
        CANCELLED
    }

    @Override
    public String kind() {
        return "channel";
    }
}
