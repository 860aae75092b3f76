package io.millrace.guard;

/// So many permits in each window of time; the windows follow each other from the time at which the
/// limiter was made.
final class FixedWindow extends Supply {
    private Rate rate;
    private long start;
    private long used;

    FixedWindow(long at, Rate rate) {
        super(at);
        this.rate = rate;
        start = at;
    }

    private FixedWindow(FixedWindow other) {
        super(other.at);
        rate = other.rate;
        start = other.start;
        used = other.used;
    }

    @Override
    void advance(long now) {
        if (now - at <= 0) {
            return;
        }
        at = now;
        begin();
    }

    /// Begins the window that the time is in, if that is another.
    private void begin() {
        long elapsed = at - start;
        if (elapsed >= rate.nanos()) {
            start += elapsed / rate.nanos() * rate.nanos();
            used = 0;
        }
    }

    @Override
    boolean has(long permits) {
        return permits <= rate.permits() - used;
    }

    @Override
    void take(long permits) {
        used += permits;
    }

    @Override
    void giveBack(long permits, long takenAt) {
        if (takenAt - start >= 0) { // otherwise they were in a window that has passed
            used = Math.max(0, used - permits);
        }
    }

    @Override
    long dueAt(long permits) {
        return has(permits) ? at : start + rate.nanos();
    }

    @Override
    long notBefore(long permits) {
        long more = permits - Math.max(0, rate.permits() - used);
        if (more <= 0) {
            return at;
        }
        long windows = Math.ceilDiv(more, rate.permits());
        return Math.multiplyHigh(windows, rate.nanos()) != 0 || windows * rate.nanos() < 0
                ? never()
                : later(start, windows * rate.nanos());
    }

    @Override
    long most() {
        return rate.permits();
    }

    @Override
    long available() {
        return rate.permits() - used;
    }

    @Override
    boolean isFresh() {
        return used == 0;
    }

    @Override
    Rate rate() {
        return rate;
    }

    @Override
    void setRate(Rate next) {
        requireWindow(next);
        rate = next;
        begin(); // a shorter window may be over by now
    }

    @Override
    void setMost(long most) {
        throw noBurst();
    }

    static UnsupportedOperationException noBurst() {
        return new UnsupportedOperationException(
                "setBurst of a window: it has as many permits as its rate; use setRate");
    }

    static void requireWindow(Rate rate) {
        if (rate.isInfinite() || rate.isZero()) {
            throw new IllegalArgumentException(
                    "a window with the rate "
                            + rate
                            + ": only a token bucket can have it, RateLimiter.of(rate, burst)");
        }
    }

    @Override
    Supply copy() {
        return new FixedWindow(this);
    }

    @Override
    String kind() {
        return "fixed window";
    }
}
