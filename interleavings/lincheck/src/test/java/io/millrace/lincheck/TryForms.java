package io.millrace.lincheck;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelStats;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;

/// The operations of a channel that never wait, for Lincheck to make programs of.
public abstract class TryForms extends HandForms {

    TryForms(Channel<Integer> channel) {
        super(channel);
    }

    /// More than one would be many operations: values may be sent while it drains.
    @Operation
    public String drainOne() {
        List<Integer> target = new ArrayList<>();
        channel.drainTo(target, 1);
        return target.toString();
    }

    /// The size is left out once the channel is cancelled: its values are discarded one by one.
    @Operation
    public String stats() {
        ChannelStats stats = channel.stats();
        String size = stats.state() == ChannelStats.State.CANCELLED ? "" : " size " + stats.size();
        return stats.state() + " sent " + stats.sent() + " received " + stats.received() + size;
    }

    @Operation(runOnce = true)
    public boolean close() {
        return channel.close();
    }

    @Operation(runOnce = true)
    public boolean fail() {
        return channel.fail(new IllegalStateException("on purpose"));
    }

    @Operation(runOnce = true)
    public boolean cancel() {
        return channel.cancel();
    }

    @Operation
    public boolean isClosed() {
        return channel.isClosed();
    }

    @Operation
    public boolean isDrained() {
        return channel.isDrained();
    }
}
