package io.millrace.guard;

/// So many permits in a window of time: as many as the rate says, in its period.
abstract class WindowSupply extends Supply {
    Rate rate;
    long used; // of the window's permits

    WindowSupply(long at, Rate rate) {
        super(at);
        this.rate = rate;
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
    final boolean has(long permits) {
        return permits <= available();
    }

    /// Returns the time so many windows after `start`.
    final long after(long start, long windows) {
        return Math.multiplyHigh(windows, rate.nanos()) != 0 || windows * rate.nanos() < 0
                ? never()
                : later(start, windows * rate.nanos());
    }

    @Override
    final long most() {
        return rate.permits();
    }

    @Override
    final long available() {
        return rate.permits() - used;
    }

    @Override
    final boolean isFresh() {
        return used == 0;
    }

    @Override
    final Rate rate() {
        return rate;
    }

    @Override
    final void setMost(long most) {
        throw new UnsupportedOperationException(
                "setBurst of a window: it has as many permits as its rate; use setRate");
    }
}
