package io.millrace.guard;

import io.millrace.guard.RateLine.Answer;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Bounds how often something happens: each time takes a permit, and permits come at a [Rate].
///
/// ```java
/// var limiter = RateLimiter.of(Rate.perSecond(10), 20);   // ten a second, twenty at once
/// limiter.acquire();                                      // waits for its turn
/// if (limiter.tryAcquire()) { ... }                       // or does not
/// ```
///
/// | kind | how many, and when |
/// |---|---|
/// | [#of] | a token bucket: permits come one by one; up to `burst` of them are kept |
/// | [#pacing] | the same with a burst of 1: never two at once |
/// | [#fixedWindow] | so many in each window; around a boundary, twice as many in a short time |
/// | [#slidingWindow] | so many in any stretch of time of that length; remembers each |
///
/// All arithmetic is in whole numbers: over any time exactly as many permits are granted as the
/// rate says.
///
/// **Order.** Whoever waits, or has reserved, stands in one line, first come, first served: a
/// request that would find its permits waits behind one that does not. Nobody overtakes by
/// [#tryAcquire] either. Who gives up waiting, or cancels a reservation in time, has taken nothing.
///
/// **Waiting.** For permits, in the line. **Cancellation.** An interrupt, pending or coming, makes
/// a wait throw, and nothing is taken; if the permits came first, they are taken and the interrupt
/// stays pending. **Ordering and memory.** None between those who take permits: a limiter hands
/// over no data. **Errors.** A request for more permits than there can be at once is refused as
/// soon as it is made.
///
/// As a [Guard] it takes a permit for each call, waiting as long as [Builder#maxDelay] says: not at
/// all, if not set.
public final class RateLimiter implements Guard, Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name;
    private final RateLine line;
    private final long maxDelay;

    private RateLimiter(Builder builder) {
        name = builder.name != null ? builder.name : "rate-limiter-" + NUMBERS.incrementAndGet();
        maxDelay = builder.maxDelay;
        line = new RateLine(this, builder.supply());
    }

    /// Makes a token bucket that is full: it allows `burst` at once, and from then on `rate`.
    ///
    /// @throws IllegalArgumentException if `burst` is negative
    public static RateLimiter of(Rate rate, long burst) {
        return builder(rate).burst(burst).build();
    }

    /// Makes a limiter that keeps its permits apart: never two at once, however long nobody asked.
    /// To let a few catch up, use [#of] with a small burst.
    public static RateLimiter pacing(Rate rate) {
        return of(rate, 1);
    }

    /// Makes a limiter of so many permits in each window of time; the first begins now.
    ///
    /// @throws IllegalArgumentException if the rate is zero or infinite
    public static RateLimiter fixedWindow(Rate rate) {
        return builder(rate).fixedWindow().build();
    }

    /// Makes a limiter of so many permits in any stretch of time of the rate's period. It remembers
    /// when each was taken: sixteen bytes for each time.
    ///
    /// @throws IllegalArgumentException if the rate is zero or infinite, or has more than 1,000,000
    ///   permits
    public static RateLimiter slidingWindow(Rate rate) {
        return builder(rate).slidingWindow().build();
    }

    /// Returns a builder, for a limiter with a name, or with initial permits of its own.
    public static Builder builder(Rate rate) {
        return new Builder(Objects.requireNonNull(rate, "rate"));
    }

    /// Returns several limiters as one, which takes from all of them or from none.
    public static AllOf allOf(RateLimiter... limiters) {
        return new AllOf(limiters);
    }

    // ---- taking

    /// Takes a permit if one is there and nobody waits for it.
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /// Takes permits if they are there and nobody waits for them. So many as can never be there at
    /// once are refused like any others.
    ///
    /// @throws IllegalArgumentException if `permits` is negative
    public boolean tryAcquire(long permits) {
        return requireCount("tryAcquire", permits) == 0 || line.take(permits) == Answer.GRANTED;
    }

    /// Takes a permit, waiting for at most `timeout`; refuses at once if there cannot be one by
    /// then.
    ///
    /// @throws InterruptedException if the thread is interrupted; nothing is taken
    /// @throws IllegalArgumentException if the burst is 0
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return tryAcquire(1, timeout);
    }

    /// Takes permits, waiting for at most `timeout`; refuses at once if the permits cannot be there
    /// by then, should all who stand before it be served.
    ///
    /// @throws InterruptedException if the thread is interrupted; nothing is taken
    /// @throws IllegalArgumentException if there can never be so many at once
    public boolean tryAcquire(long permits, Duration timeout) throws InterruptedException {
        long nanos = Door.nanos(timeout);
        return acquire("tryAcquire", permits, nanos);
    }

    /// Takes a permit, waiting for as long as it takes.
    ///
    /// @throws InterruptedException if the thread is interrupted; nothing is taken
    /// @throws IllegalArgumentException if the burst is 0
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /// Takes permits, all at once, waiting for as long as it takes: until the rate is changed, if
    /// that is zero.
    ///
    /// @throws InterruptedException if the thread is interrupted; nothing is taken
    /// @throws IllegalArgumentException if there can never be so many at once, or `permits` is
    ///   negative
    public void acquire(long permits) throws InterruptedException {
        acquire("acquire", permits, RateLine.FOREVER);
    }

    private boolean acquire(String doing, long permits, long nanos) throws InterruptedException {
        if (requireCount(doing, permits) == 0) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return true;
        }
        return switch (line.await(permits, nanos)) {
            case GRANTED -> true;
            case REFUSED -> false;
            case TOO_MANY -> throw tooMany(doing, permits);
            case RETIRED -> throw new AssertionError("only keyed limiters retire");
        };
    }

    /// Reserves permits: returns the time at which they are this caller's, without waiting for it.
    ///
    /// @throws IllegalArgumentException if there can never be so many at once, or `permits` is
    ///   negative
    /// @throws RateLimitedException if they will never be there at this rate
    public Reservation reserve(long permits) {
        return tryReserve("reserve", permits, RateLine.FOREVER)
                .orElseThrow(() -> limited("reserve(" + permits + "): never at this rate", -1));
    }

    /// Reserves permits if they will be there within `maxDelay`; otherwise nothing changes.
    ///
    /// @throws IllegalArgumentException as [#reserve] does
    public Optional<Reservation> tryReserve(long permits, Duration maxDelay) {
        return tryReserve("tryReserve", permits, Door.nanos(maxDelay));
    }

    private Optional<Reservation> tryReserve(String doing, long permits, long nanos) {
        requireCount(doing, permits);
        Booking booking = Booking.make(line, permits, nanos);
        if (booking == null && permits > burst()) {
            throw tooMany(doing, permits);
        }
        return Optional.ofNullable(booking).map(Reservation::new);
    }

    /// Returns a clause that is chosen when there is a permit, and takes it, for a
    /// [io.millrace.select.Select].
    public <R> Clause<R> onPermit(Supplier<? extends R> then) {
        return onPermits(1, then);
    }

    /// As [#onPermit], for so many at once.
    ///
    /// @throws IllegalArgumentException if there can never be so many at once, or `permits` is less
    ///   than 1
    public <R> Clause<R> onPermits(long permits, Supplier<? extends R> then) {
        Objects.requireNonNull(then, "then");
        if (permits < 1) {
            throw new IllegalArgumentException("onPermits(" + permits + "): must be at least 1");
        }
        if (permits > burst()) {
            throw tooMany("onPermits", permits);
        }
        return new PermitClause<>(this, line, permits, then);
    }

    /// Makes the call once a permit is there.
    ///
    /// @throws RateLimitedException if there is none within [Builder#maxDelay]
    @Override
    public <R extends @Nullable Object, X extends Exception> R call(Call<? extends R, X> call)
            throws X, InterruptedException {
        Objects.requireNonNull(call, "call");
        boolean granted = maxDelay > 0 ? acquire("call", 1, maxDelay) : tryAcquire();
        if (!granted) {
            throw noPermit();
        }
        return call.call();
    }

    RateLimitedException noPermit() {
        return limited("no permit " + (maxDelay > 0 ? "in time" : "now"), line.delayFor(1));
    }

    // ---- changes

    /// Changes the rate, from now on. What is there stays, and so do the times of reservations;
    /// those who wait get theirs at the new rate.
    ///
    /// @throws IllegalArgumentException if this kind of limiter cannot have that rate
    public void setRate(Rate rate) {
        Objects.requireNonNull(rate, "rate");
        line.change(supply -> supply.setRate(rate));
    }

    /// Changes how many permits can be there at once. What is there beyond that is lost; who waits
    /// for more than that is refused with an [IllegalArgumentException].
    ///
    /// @throws IllegalArgumentException if `burst` is negative
    /// @throws UnsupportedOperationException if this is a window, whose burst is its rate
    public void setBurst(long burst) {
        requireCount("setBurst", burst);
        line.change(supply -> supply.setMost(burst));
    }

    /// Returns the rate.
    public Rate rate() {
        return stats().rate();
    }

    /// Returns how many permits can be there at once; [Long#MAX_VALUE] if the rate is infinite.
    public long burst() {
        return stats().burst();
    }

    /// Returns the name that the limiter was given, or `rate-limiter-` and a number.
    public String name() {
        return name;
    }

    @Override
    public RateLimiterStats stats() {
        return line.stats(name);
    }

    RateLine line() {
        return line;
    }

    /// Returns for how many nanoseconds a call waits.
    long maxDelay() {
        return maxDelay;
    }

    RateLimitedException limited(String why, long nanos) {
        return new RateLimitedException(
                this + ": " + why + "; its rate is " + rate() + ", its burst " + burst(), nanos);
    }

    IllegalArgumentException tooMany(String doing, long permits) {
        return new IllegalArgumentException(
                doing
                        + "("
                        + permits
                        + ") of "
                        + this
                        + ": there are never more than "
                        + burst()
                        + " permits at once; ask for fewer, or raise the burst");
    }

    private static long requireCount(String doing, long permits) {
        if (permits < 0) {
            throw new IllegalArgumentException(doing + "(" + permits + "): must not be negative");
        }
        return permits;
    }

    @Override
    public String toString() {
        return "rate limiter '" + name + "'";
    }

    /// Describes a limiter.
    public static final class Builder {
        private final Rate rate;
        private @Nullable String name;
        private long burst = 1;
        private long initial = -1;
        private long maxDelay;
        private Kind kind = Kind.BUCKET;

        private enum Kind {
            BUCKET,
            FIXED,
            SLIDING
        }

        private Builder(Rate rate) {
            this.rate = rate;
        }

        /// Names the limiter.
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Sets how many permits a token bucket keeps; 1 if not set.
        public Builder burst(long burst) {
            this.burst = requireCount("burst", burst);
            return this;
        }

        /// Sets how many permits a token bucket holds at first; the burst if not set.
        public Builder initial(long permits) {
            this.initial = requireCount("initial", permits);
            return this;
        }

        /// Counts in windows that follow each other.
        public Builder fixedWindow() {
            WindowSupply.requireWindow(rate);
            kind = Kind.FIXED;
            return this;
        }

        /// Counts in a window that moves along.
        public Builder slidingWindow() {
            SlidingWindow.requireSliding(rate);
            kind = Kind.SLIDING;
            return this;
        }

        /// Sets for how long [RateLimiter#call] waits for its permit; not at all if not set.
        public Builder maxDelay(Duration maxDelay) {
            this.maxDelay = Door.nanos(maxDelay);
            return this;
        }

        private Supply supply() {
            long now = Door.now();
            return switch (kind) {
                case FIXED -> new FixedWindow(now, rate);
                case SLIDING -> new SlidingWindow(now, rate);
                case BUCKET -> {
                    TokenBucket.requireMeasurable(rate, burst);
                    yield new TokenBucket(now, rate, burst, initial < 0 ? burst : initial);
                }
            };
        }

        /// Makes the limiter.
        ///
        /// @throws IllegalArgumentException if a token bucket is to hold more at first than it
        ///   keeps, or a window is given a burst or initial permits
        public RateLimiter build() {
            RateLimiter limiter = make();
            Watch.register(limiter);
            return limiter;
        }

        /// Makes a limiter of a keyed one, which is not seen by watches.
        RateLimiter unseen(String keyed) {
            name = name == null ? keyed : name;
            return make();
        }

        private RateLimiter make() {
            if (kind != Kind.BUCKET && (burst != 1 || initial >= 0)) {
                throw new IllegalArgumentException(
                        "a window with a burst or initial permits: it has as many as its rate");
            }
            if (kind == Kind.BUCKET && initial > burst) {
                throw new IllegalArgumentException(
                        "initial(" + initial + "): more than the burst of " + burst);
            }
            return new RateLimiter(this);
        }
    }
}
