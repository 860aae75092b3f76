package io.millrace.time;

import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

final class TickerBuilder implements Ticker.Builder {
    final long period;
    long initialDelay;
    MissedTicks missed = MissedTicks.SKIP;
    @Nullable String name;

    TickerBuilder(Duration period) {
        this.period = nanos("period", period);
        initialDelay = this.period;
    }

    /// Returns a time that has to be more than zero.
    static long nanos(String what, Duration duration) {
        if (!Objects.requireNonNull(duration, what).isPositive()) {
            throw new IllegalArgumentException(what + "(" + duration + "): must be more than zero");
        }
        return Door.nanos(duration);
    }

    @Override
    public Ticker.Builder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    @Override
    public Ticker.Builder initialDelay(Duration delay) {
        initialDelay = Door.nanos(Objects.requireNonNull(delay, "delay"));
        return this;
    }

    @Override
    public Ticker.Builder missed(MissedTicks policy) {
        missed = Objects.requireNonNull(policy, "policy");
        return this;
    }

    @Override
    public Ticker start() {
        var ticker = new PeriodicTicker(this);
        Watch.register(ticker); // not sooner: another thread may ask it for its figures at once
        return ticker;
    }
}
