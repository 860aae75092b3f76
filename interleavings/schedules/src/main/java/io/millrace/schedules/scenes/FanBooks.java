package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats.State;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.task.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of the values of a scene.
final class FanBooks {
    final List<Integer> sent = new ArrayList<>();
    final List<Integer> received = new ArrayList<>();
    final List<Integer> lost = new ArrayList<>();

    Channel<Integer> source(int capacity) {
        Channel.Builder<Integer> builder = Channel.<Integer>builder().onUndelivered(lost::add);
        return (capacity == 0 ? builder : builder.capacity(capacity)).build();
    }

    /// Sends a value; that the channel has ended is no failure.
    void send(Channel<Integer> source, int value) throws InterruptedException {
        try {
            source.send(value);
            sent.add(value);
        } catch (ChannelClosedException e) {
            require(source.stats().state() == State.CANCELLED, e);
        }
    }

    /// Receives until the end; that it failed with `cause` is no failure.
    void receiveAll(Receiver<Integer> from, Throwable cause) throws InterruptedException {
        try {
            for (Integer value = from.receiveOrNull();
                    value != null;
                    value = from.receiveOrNull()) {
                received.add(value);
            }
        } catch (ChannelClosedException e) {
            require(cause.equals(e.closed().cause()), e);
        }
    }

    /// Returns why a channel was cancelled.
    static @Nullable Throwable cause(Channel<?> channel) {
        return channel.tryReceive() instanceof Received.Ended<?>(var closed)
                ? closed.cause()
                : new AssertionError(channel + " has not ended");
    }

    /// Fails unless each value that was sent was received or told, and once.
    void balance() {
        var all = new ArrayList<>(received);
        all.addAll(lost);
        require(
                all.size() == sent.size() && all.containsAll(sent),
                "sent",
                sent,
                "received",
                received,
                "lost",
                lost);
    }

    static Scope open() {
        return Scope.builder().name("scene").open();
    }

    /// Joins a scope in which nothing can have failed.
    static void join(Scope scope) throws Exception {
        scope.join();
        require(scope.stats().failed() == 0, scope.stats());
    }
}
