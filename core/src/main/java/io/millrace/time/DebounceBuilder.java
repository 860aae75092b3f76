package io.millrace.time;

import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

final class DebounceBuilder<T> implements Debounce.Builder<T> {
    final long quiet;
    long longest = Door.LONGEST;
    Edge edge = Edge.TRAILING;
    @Nullable String name;
    private boolean cuts;

    DebounceBuilder(Duration quiet) {
        this.quiet = TickerBuilder.nanos("quiet", quiet);
    }

    @Override
    public Debounce.Builder<T> name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    @Override
    public Debounce.Builder<T> edge(Edge edge) {
        this.edge = Objects.requireNonNull(edge, "edge");
        return this;
    }

    @Override
    public Debounce.Builder<T> longest(Duration longest) {
        long nanos = Door.nanos(Objects.requireNonNull(longest, "longest"));
        if (nanos < quiet) {
            throw new IllegalArgumentException(
                    "longest("
                            + longest
                            + "): must not be shorter than the quiet time, "
                            + Duration.ofNanos(quiet));
        }
        this.longest = nanos;
        cuts = true;
        return this;
    }

    @Override
    public Debounce<T> build() {
        if (cuts && !edge.trails()) {
            throw new IllegalStateException(
                    "longest(..) with the leading edge alone, which holds nothing back: leave it"
                            + " out, or use Edge.BOTH");
        }
        var debounce = new BurstDebounce<>(this);
        Watch.register(debounce); // not sooner: another thread may ask it for its figures at once
        return debounce;
    }
}
