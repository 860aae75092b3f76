package io.millrace.channel;

import io.millrace.observe.Watch;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

final class ChannelBuilder<T> implements Channel.Builder<T> {
    private static final int RENDEZVOUS = 0;
    static final int UNBOUNDED = Integer.MAX_VALUE;

    @Nullable String name;
    @Nullable Consumer<? super T> onUndelivered;
    int capacity = RENDEZVOUS;
    Overflow overflow = Overflow.BLOCK;

    @Override
    public Channel.Builder<T> name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    @Override
    public Channel.Builder<T> capacity(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "capacity("
                            + capacity
                            + "): must be at least 1; for direct hand-off use Channel.rendezvous()");
        }
        if (capacity == UNBOUNDED) {
            throw new IllegalArgumentException(
                    "capacity(" + capacity + "): too large; use Channel.unbounded()");
        }
        this.capacity = capacity;
        return this;
    }

    @Override
    public Channel.Builder<T> unbounded() {
        this.capacity = UNBOUNDED;
        return this;
    }

    @Override
    public Channel.Builder<T> overflow(Overflow policy) {
        this.overflow = Objects.requireNonNull(policy, "policy");
        return this;
    }

    @Override
    public Channel.Builder<T> onUndelivered(Consumer<? super T> hook) {
        this.onUndelivered = Objects.requireNonNull(hook, "hook");
        return this;
    }

    @Override
    public Channel<T> build() {
        boolean bounded = capacity != RENDEZVOUS && capacity != UNBOUNDED;
        if (overflow != Overflow.BLOCK && !bounded) {
            throw new IllegalStateException(
                    "overflow("
                            + overflow
                            + ") on a channel without a bounded buffer: set a capacity, too");
        }
        LockedChannel<T> channel =
                switch (capacity) {
                    case RENDEZVOUS -> new RendezvousChannel<>(this);
                    case UNBOUNDED -> new UnboundedChannel<>(this);
                    default ->
                            switch (overflow) {
                                case BLOCK, REJECT -> new RingChannel<>(this);
                                case DROP_OLDEST, DROP_NEWEST -> new DroppingChannel<>(this);
                            };
                };
        Watch.register(channel); // not sooner: another thread may ask it for its figures at once
        return channel;
    }
}
