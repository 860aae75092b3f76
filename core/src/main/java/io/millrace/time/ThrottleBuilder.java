package io.millrace.time;

import io.millrace.observe.Watch;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

final class ThrottleBuilder<T> implements Throttle.Builder<T> {
    final long period;
    Edge edge = Edge.BOTH;
    @Nullable String name;

    ThrottleBuilder(Duration period) {
        this.period = TickerBuilder.nanos("period", period);
    }

    @Override
    public Throttle.Builder<T> name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    @Override
    public Throttle.Builder<T> edge(Edge edge) {
        this.edge = Objects.requireNonNull(edge, "edge");
        return this;
    }

    @Override
    public Throttle<T> build() {
        var throttle = new PeriodThrottle<>(this);
        Watch.register(throttle); // not sooner: another thread may ask it for its figures at once
        return throttle;
    }
}
