package io.millrace.time;

import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 *   due                         now
 *    |         |         |       :  |
 *    k        k+1       k+2      : k+3        SKIP takes k+2, and k+3 is due next; BURST takes k, and k+1 is due next;
 *                                :            DELAY takes k, and the next is due at now + period
 *
 * Nothing happens while nobody looks: which tick it is, is computed when one is taken.
 */
/// A ticker: when the next tick is due, and its number.
final class PeriodicTicker extends TimedSource<Tick> implements Ticker {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name;
    private final MissedTicks policy;
    private long period; // this and the following under lock
    private long due; // of the tick `number + 1`
    private long start; // when the ticker was started or reset
    private Instant startInstant; // the same on the wall clock
    private long number; // of the tick that was due last
    private long taken;
    private long skipped;
    private boolean closed;

    PeriodicTicker(TickerBuilder builder) {
        name = builder.name != null ? builder.name : "ticker-" + NUMBERS.incrementAndGet();
        policy = builder.missed;
        period = builder.period;
        startInstant = Door.instant();
        start = Door.now();
        due = start + builder.initialDelay;
    }

    @Override
    public Tick await() throws InterruptedException {
        return tick(next()).orElseThrow(this::isClosed);
    }

    @Override
    public @Nullable Tick awaitOrNull() throws InterruptedException {
        return tick(next()).orElse(null);
    }

    @Override
    public Optional<Tick> tryAwait() {
        return tickOrNone(nextNow());
    }

    @Override
    public Optional<Tick> tryAwait(Duration timeout) throws InterruptedException {
        return tickOrNone(next(Door.nanos(Objects.requireNonNull(timeout, "timeout"))));
    }

    private Optional<Tick> tickOrNone(@Nullable Waiter given) {
        if (given == null) {
            return Optional.empty();
        }
        return Optional.of(tick(given).orElseThrow(this::isClosed));
    }

    /// Returns the tick that was given, or empty for the end.
    private static Optional<Tick> tick(Waiter given) {
        return Optional.ofNullable((Tick) given.item);
    }

    @Override
    public <R> Clause<R> onTick(Function<? super Tick, ? extends R> then) {
        return new TimedClause<>(this, Objects.requireNonNull(then, "then"), false);
    }

    @Override
    public void reset(Duration period) {
        long nanos = TickerBuilder.nanos("reset", period);
        Instant now = Door.instant();
        lock();
        boolean open = !closed;
        if (open) {
            this.period = nanos;
            startInstant = now;
            start = Door.now();
            due = start + nanos;
        }
        unlockAndSettle(null);
        if (!open) {
            throw isClosed();
        }
    }

    @Override
    public void close() {
        lock();
        closed = true;
        unlockAndSettle(endAll());
        Watch.unregister(this);
    }

    @Override
    public TickerStats stats() {
        lock();
        long nanos = period;
        long given = taken;
        long missed = skipped;
        boolean ended = closed;
        int waiting = receivers();
        unlock();
        return new TickerStats(name, ended, Duration.ofNanos(nanos), given, missed, waiting);
    }

    private SourceClosedException isClosed() {
        return new SourceClosedException(
                name + " was closed: leave the loop, or use awaitOrNull()");
    }

    @Override
    @Nullable Tick peek(long now) {
        if (closed || due - now > 0) {
            return null;
        }
        long missed = missed(now);
        long at = due + missed * period;
        Instant instant = startInstant.plusNanos(at - start);
        return new Tick(number + missed + 1, missed, instant, Duration.ofNanos(now - at));
    }

    @Override
    void take(Tick tick, long now) {
        number = tick.number();
        taken++;
        skipped += tick.missed();
        due =
                switch (policy) {
                    case SKIP, BURST -> due + (tick.missed() + 1) * period;
                    case DELAY -> now + period;
                };
    }

    private long missed(long now) {
        return policy == MissedTicks.SKIP ? (now - due) / period : 0;
    }

    @Override
    boolean isComing() {
        return !closed;
    }

    @Override
    boolean isEnded() {
        return closed;
    }

    @Override
    long due() {
        return due;
    }

    @Override
    boolean mayBeReady() {
        return closed || due - Door.now() <= 0;
    }

    @Override
    String doing() {
        return "tick";
    }

    @Override
    public String toString() {
        return name;
    }
}
