package io.millrace.guard;

/// So many permits in each window of time; the windows follow each other from the time at which the
/// limiter was made.
final class FixedWindow extends WindowSupply {
    private long start;

    FixedWindow(long at, Rate rate) {
        super(at, rate);
        start = at;
    }

    private FixedWindow(FixedWindow other) {
        super(other.at, other.rate);
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
        return after(start, windows);
    }

    @Override
    void setRate(Rate next) {
        requireWindow(next);
        rate = next;
        begin(); // a shorter window may be over by now
    }

    @Override
    Stock stock(Stock before) {
        return before.fits(start, rate.permits(), rate.nanos())
                ? before
                : Stock.of(start, 0, 1, rate.permits(), rate.nanos());
    }

    @Override
    long level() {
        return available();
    }

    @Override
    void setLevel(long level) {
        used = rate.permits() - level;
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
