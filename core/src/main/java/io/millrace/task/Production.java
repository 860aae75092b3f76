package io.millrace.task;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats.State;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The task of a [producer][Scope#produce], and what becomes of its channel when it has ended.
record Production<T>(Producer<T> body, Channel<T> channel)
        implements Callable<@Nullable Void>, Consumer<Outcome<@Nullable Void>> {

    @SuppressWarnings("ReferenceEquality") // this very channel, or another's end is a failure
    @Override
    public @Nullable Void call() throws Exception {
        try {
            body.produce(channel);
        } catch (ChannelClosedException e) {
            if (e.closed().channel() != channel || channel.stats().state() != State.CANCELLED) {
                throw e; // its own end of the channel, perhaps: what it sent after that is lost
            }
            // The receiver has hung up: the producer is done.
        }
        return null;
    }

    @Override
    public void accept(Outcome<@Nullable Void> outcome) {
        switch (outcome) {
            case Outcome.Success<?> _ -> channel.close();
            case Outcome.Failure<?>(var cause) -> channel.fail(cause);
            case Outcome.Cancelled<?>(var cause) -> channel.fail(cause);
        }
    }
}
