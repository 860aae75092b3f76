package io.millrace.guard;

/*
 *   times   [ t3 | t4 | .. | .. | t1 | t2 ]      a ring: when permits were taken, the oldest first,
 *   counts  [  1 |  2 |    |    |  5 |  1 ]      and how many at that time
 *                        first ---^
 *
 * SW1  used is the sum of the counts in the ring.
 * SW2  What was taken at t counts until t + period, and no longer.
 */
/// So many permits in any stretch of time of that length, exactly: it remembers when each was
/// taken.
final class SlidingWindow extends WindowSupply {
    static final long MOST = 1_000_000;

    private long[] times = new long[8];
    private long[] counts = new long[8];
    private int first;
    private int size;

    SlidingWindow(long at, Rate rate) {
        super(at, rate);
    }

    private SlidingWindow(SlidingWindow other) {
        super(other.at, other.rate);
        times = other.times.clone();
        counts = other.counts.clone();
        first = other.first;
        size = other.size;
        used = other.used;
    }

    @Override
    void advance(long now) {
        if (now - at > 0) {
            at = now;
            forget();
        }
    }

    private void forget() {
        while (size > 0 && at - times[first] >= rate.nanos()) {
            used -= counts[first];
            first = (first + 1) % times.length;
            size--;
        }
    }

    @Override
    void take(long permits) {
        if (permits == 0) {
            return;
        }
        int last = (first + size - 1 + times.length) % times.length;
        if (size == 0 || times[last] != at) {
            if (size == times.length) {
                grow();
            }
            last = (first + size++) % times.length;
            times[last] = at;
            counts[last] = 0;
        }
        counts[last] += permits;
        used += permits;
    }

    private void grow() {
        long[] before = times;
        long[] taken = counts;
        times = new long[2 * size];
        counts = new long[2 * size];
        for (int i = 0; i < size; i++) {
            times[i] = before[(first + i) % size];
            counts[i] = taken[(first + i) % size];
        }
        first = 0;
    }

    @Override
    void giveBack(long permits, long takenAt) {
        for (int i = size - 1; i >= 0; i--) {
            int index = (first + i) % times.length;
            if (times[index] == takenAt) {
                long back = Math.min(permits, counts[index]);
                counts[index] -= back; // an entry of none goes when its time has come
                used -= back;
                return;
            }
        }
    }

    @Override
    long dueAt(long permits) {
        long excess = used + permits - rate.permits();
        for (int i = 0; excess > 0 && i < size; i++) {
            int index = (first + i) % times.length;
            excess -= counts[index];
            if (excess <= 0) {
                return times[index] + rate.nanos();
            }
        }
        return at;
    }

    @Override
    long notBefore(long permits) {
        long windows = (permits - 1) / rate.permits();
        return after(at, windows);
    }

    @Override
    void setRate(Rate next) {
        requireSliding(next);
        rate = next;
        forget();
    }

    /// As [#requireWindow], for one that remembers each permit.
    static void requireSliding(Rate rate) {
        requireWindow(rate);
        if (rate.permits() > MOST) {
            throw new IllegalArgumentException(
                    "a sliding window of "
                            + rate.permits()
                            + " permits: it remembers each, and holds at most "
                            + MOST
                            + "; use a token bucket, RateLimiter.of(rate, burst)");
        }
    }

    /// Never open: when each permit was taken does not fit into a word. But it may say until when
    /// there is none.
    @Override
    Stock stock(Stock before) {
        return before;
    }

    @Override
    long level() {
        throw new AssertionError("a stock that is never open");
    }

    @Override
    void setLevel(long level) {
        throw new AssertionError("a stock that is never open");
    }

    @Override
    Supply copy() {
        return new SlidingWindow(this);
    }

    @Override
    String kind() {
        return "sliding window";
    }
}
