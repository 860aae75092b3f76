package io.millrace.fan;

import io.millrace.channel.Channel;
import io.millrace.channel.Overflow;
import io.millrace.task.Scope;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the options of all fans say.
final class Plan<T> {
    private static final AtomicLong NUMBERS = new AtomicLong();

    final Scope scope;
    SlowConsumer slow = SlowConsumer.WAIT;
    @Nullable Consumer<? super T> onUndelivered;
    private @Nullable String name;
    private int capacity;

    Plan(Scope scope) {
        this.scope = Objects.requireNonNull(scope, "scope");
    }

    void name(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    void capacity(int capacity) {
        if (capacity < 0 || capacity == Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "capacity("
                            + capacity
                            + "): must be from 0, for a rendezvous, to "
                            + (Integer.MAX_VALUE - 1));
        }
        this.capacity = capacity;
    }

    void onUndelivered(Consumer<? super T> hook) {
        this.onUndelivered = Objects.requireNonNull(hook, "hook");
    }

    String nameOrNumber() {
        return name != null ? name : "fan-" + NUMBERS.incrementAndGet();
    }

    /// @throws IllegalStateException if the policy needs a buffer, and there is none
    void requireBuffer() {
        if (slow != SlowConsumer.WAIT && capacity == 0) {
            throw new IllegalStateException(
                    "slow("
                            + slow
                            + ") without a buffer, where every consumer is slow: set a capacity,"
                            + " too");
        }
    }

    /// @throws IllegalStateException if values are to be dropped
    void requireWaiting(String verb) {
        if (slow != SlowConsumer.WAIT) {
            throw new IllegalStateException(
                    verb + " with slow(" + slow + "): it waits until there is room, always");
        }
    }

    Channel<T> channel(String name, Consumer<? super T> undelivered) {
        Channel.Builder<T> builder = Channel.<T>builder().name(name).onUndelivered(undelivered);
        if (capacity > 0) {
            builder.capacity(capacity).overflow(overflow());
        }
        return builder.build();
    }

    private Overflow overflow() {
        return switch (slow) {
            case WAIT, DISCONNECT -> Overflow.BLOCK;
            case DROP_OLDEST -> Overflow.DROP_OLDEST;
            case DROP_NEWEST -> Overflow.DROP_NEWEST;
        };
    }
}
