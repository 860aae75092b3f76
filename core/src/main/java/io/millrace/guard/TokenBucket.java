package io.millrace.guard;

import io.millrace.waiting.Door;
import java.math.BigInteger;

/*
 * Permits are counted in units so small that all is whole numbers: with a rate of p permits in t nanoseconds, reduced, a
 * permit is t units, and each nanosecond brings p of them.
 *
 *   level  0 ...................... cap = most * t        advance(now): level += (now - at) * p, at most cap
 *          |<-- t units: a permit ->|                     take(n):      level -= n * t
 *
 * T1  level <= cap. It is below 0 only if a reservation came due that a later, lower rate could not serve in time.
 * T2  No fraction is ever dropped but by the cap, and once when the rate is changed: less than a unit.
 */
/// A bucket that fills at a rate, up to so many permits.
final class TokenBucket extends Supply {
    private static final long MOST_UNITS = 1L << 61; // leaves room for what is owed

    private Rate rate;
    private long most;
    private long perNano; // p; 0 for the rate zero
    private long perPermit; // t
    private long cap;
    private long level;

    TokenBucket(long at, Rate rate, long most, long initial) {
        super(at);
        this.rate = rate;
        this.most = most;
        measure();
        level = initial * perPermit;
    }

    private TokenBucket(TokenBucket other) {
        super(other.at);
        rate = other.rate;
        most = other.most;
        perNano = other.perNano;
        perPermit = other.perPermit;
        cap = other.cap;
        level = other.level;
    }

    private void measure() {
        long common = gcd(rate.permits(), rate.nanos());
        perNano = rate.permits() / common;
        perPermit = rate.isInfinite() ? 1 : rate.nanos() / common;
        cap = most * perPermit;
    }

    /// Refuses a bucket whose units would not fit into a `long`: at one permit a nanosecond or less
    /// it would take decades to fill.
    static void requireMeasurable(Rate rate, long most) {
        long perPermit = rate.isInfinite() ? 1 : rate.nanos() / gcd(rate.permits(), rate.nanos());
        if (most > MOST_UNITS / perPermit) {
            throw new IllegalArgumentException(
                    "a burst of "
                            + most
                            + " at a rate of "
                            + rate
                            + " cannot be counted exactly; at this rate it must be at most "
                            + MOST_UNITS / perPermit);
        }
    }

    private static long gcd(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }

    @Override
    void advance(long now) {
        long elapsed = now - at;
        if (elapsed <= 0) {
            return;
        }
        at = now;
        long gained = elapsed * perNano;
        boolean all =
                rate.isInfinite()
                        || gained < 0
                        || Math.multiplyHigh(elapsed, perNano) != 0
                        || gained >= cap - level;
        level = all ? cap : level + gained;
    }

    @Override
    boolean has(long permits) {
        return rate.isInfinite() || (permits <= most && permits * perPermit <= level);
    }

    /// Returns so many permits in units, or what is more than can be owed: a reservation may be for
    /// more permits than a burst and a rate that were set later allow to count.
    private long units(long permits) {
        return permits > 2 * MOST_UNITS / perPermit ? 2 * MOST_UNITS : permits * perPermit;
    }

    @Override
    void take(long permits) {
        if (!rate.isInfinite()) {
            level = Math.max(level - units(permits), -MOST_UNITS);
        }
    }

    @Override
    void giveBack(long permits, long takenAt) {
        if (!rate.isInfinite()) {
            level = Math.min(cap, level + units(permits));
        }
    }

    @Override
    long dueAt(long permits) {
        if (has(permits)) {
            return at;
        }
        return perNano == 0
                ? never()
                : later(at, Math.ceilDiv(permits * perPermit - level, perNano));
    }

    @Override
    long notBefore(long permits) {
        if (rate.isInfinite()) {
            return at;
        }
        long units = permits * perPermit;
        boolean tooMany =
                Math.multiplyHigh(permits, perPermit) != 0
                        || units < 0
                        || units > Long.MAX_VALUE - MOST_UNITS;
        if (tooMany || units <= level) {
            return at; // beyond what can be said, or there already
        }
        return perNano == 0 ? never() : later(at, Math.ceilDiv(units - level, perNano));
    }

    @Override
    long most() {
        return rate.isInfinite() ? Long.MAX_VALUE : most;
    }

    @Override
    long available() {
        return rate.isInfinite() ? Long.MAX_VALUE : Math.floorDiv(level, perPermit);
    }

    @Override
    boolean isFresh() {
        return rate.isInfinite() || level >= cap;
    }

    @Override
    Rate rate() {
        return rate;
    }

    @Override
    void setRate(Rate next) {
        requireMeasurable(next, most);
        long before = perPermit;
        long whole = Math.floorDiv(level, before);
        long part = Math.floorMod(level, before);
        rate = next;
        measure();
        long owedAtMost = -MOST_UNITS / perPermit;
        level =
                Math.min(
                        cap,
                        Math.max(whole, owedAtMost) * perPermit + scale(part, perPermit, before));
    }

    @Override
    void setMost(long next) {
        requireMeasurable(rate, next);
        most = next;
        cap = most * perPermit;
        level = Math.min(level, cap);
    }

    /// Returns `a * b / c`, rounded down. Requires: `0 <= a < c`.
    private static long scale(long a, long b, long c) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0
                ? a * b / c
                : BigInteger.valueOf(a)
                        .multiply(BigInteger.valueOf(b))
                        .divide(BigInteger.valueOf(c))
                        .longValueExact();
    }

    @Override
    Stock stock(Stock before) {
        long nano = rate.isInfinite() ? 0 : perNano;
        long permit = rate.isInfinite() ? 0 : perPermit;
        long most = rate.isInfinite() ? 0 : cap;
        return before.fits(at, nano, permit, most)
                ? before
                : Stock.of(at, nano, permit, most, Door.LONGEST);
    }

    @Override
    long level() {
        return rate.isInfinite() ? 0 : level;
    }

    @Override
    void setLevel(long level) {
        if (!rate.isInfinite()) {
            this.level = level;
        }
    }

    @Override
    Supply copy() {
        return new TokenBucket(this);
    }

    @Override
    String kind() {
        return "token bucket";
    }
}
