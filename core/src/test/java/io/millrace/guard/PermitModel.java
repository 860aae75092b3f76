package io.millrace.guard;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// What a limiter does, in the simplest possible way: a list of those who stand in line, and a
/// quota in fractions of arbitrary precision. Slow.
final class PermitModel {

    /// Where permits come from.
    interface Quota {
        void to(long now);

        boolean has(long permits);

        void take(long permits);

        void giveBack(long permits);

        /// Returns how long until so many are there; below 0 if never.
        long after(long permits);

        long most();

        long available();

        Quota copy();
    }

    /// Who stands in line.
    static final class Place {
        final long permits;
        final boolean booked;
        long due;
        boolean served;
        boolean refused;

        Place(long permits, boolean booked) {
            this.permits = permits;
            this.booked = booked;
        }
    }

    /// A token bucket. The level is `top / bottom` permits.
    static final class Bucket implements Quota {
        private BigInteger top;
        private BigInteger bottom = BigInteger.ONE;
        private Rate rate;
        private long burst;
        private long at;

        Bucket(long at, Rate rate, long burst, long initial) {
            this.at = at;
            this.rate = rate;
            this.burst = burst;
            top = BigInteger.valueOf(initial);
        }

        private static BigInteger big(long value) {
            return BigInteger.valueOf(value);
        }

        private void cap() {
            if (top.compareTo(bottom.multiply(big(burst))) > 0) {
                top = bottom.multiply(big(burst));
            }
        }

        @Override
        public void to(long now) {
            if (now - at > 0 && !rate.isInfinite()) {
                BigInteger nanos = big(rate.nanos());
                top =
                        top.multiply(nanos)
                                .add(bottom.multiply(big(now - at)).multiply(big(rate.permits())));
                bottom = bottom.multiply(nanos);
                BigInteger common = top.gcd(bottom);
                top = top.divide(common);
                bottom = bottom.divide(common);
                cap();
            } else if (now - at > 0) {
                top = bottom.multiply(big(burst));
            }
            at = now - at > 0 ? now : at;
        }

        @Override
        public boolean has(long permits) {
            return rate.isInfinite() || bottom.multiply(big(permits)).compareTo(top) <= 0;
        }

        @Override
        public void take(long permits) {
            top = rate.isInfinite() ? top : top.subtract(bottom.multiply(big(permits)));
        }

        @Override
        public void giveBack(long permits) {
            if (!rate.isInfinite()) {
                top = top.add(bottom.multiply(big(permits)));
                cap();
            }
        }

        @Override
        public long after(long permits) {
            if (has(permits)) {
                return 0;
            }
            if (rate.isZero()) {
                return -1;
            }
            // (permits - top / bottom) * nanos / rate, rounded up
            BigInteger dividend =
                    bottom.multiply(big(permits)).subtract(top).multiply(big(rate.nanos()));
            BigInteger divisor = bottom.multiply(big(rate.permits()));
            BigInteger[] parts = dividend.divideAndRemainder(divisor);
            return parts[0].longValueExact() + (parts[1].signum() > 0 ? 1 : 0);
        }

        @Override
        public long most() {
            return rate.isInfinite() ? Long.MAX_VALUE : burst;
        }

        @Override
        public long available() {
            if (rate.isInfinite()) {
                return Long.MAX_VALUE;
            }
            BigInteger[] parts = top.divideAndRemainder(bottom);
            return parts[0].longValueExact() - (parts[1].signum() < 0 ? 1 : 0);
        }

        void setRate(Rate next) {
            // What is there is rounded down to what the new rate brings in a nanosecond.
            long common = big(next.permits()).gcd(big(next.nanos())).longValueExact();
            BigInteger units = big(next.isInfinite() ? 1 : next.nanos() / common);
            BigInteger[] parts = top.multiply(units).divideAndRemainder(bottom);
            top = parts[0].subtract(big(parts[1].signum() < 0 ? 1 : 0));
            bottom = units;
            rate = next;
        }

        void setBurst(long next) {
            burst = next;
            cap();
        }

        @Override
        public Quota copy() {
            var copy = new Bucket(at, rate, burst, 0);
            copy.top = top;
            copy.bottom = bottom;
            return copy;
        }
    }

    /// A window, fixed or sliding: all that was ever taken, and when.
    static final class Window implements Quota {
        private final boolean sliding;
        private final long origin;
        private final Rate rate;
        private final List<long[]> taken = new ArrayList<>();
        private long at;

        Window(boolean sliding, long at, Rate rate) {
            this.sliding = sliding;
            this.origin = at;
            this.at = at;
            this.rate = rate;
        }

        private boolean counts(long time, long now) {
            return sliding
                    ? now - time < rate.nanos()
                    : (time - origin) / rate.nanos() == (now - origin) / rate.nanos();
        }

        private long used(long now) {
            return taken.stream().filter(t -> counts(t[0], now)).mapToLong(t -> t[1]).sum();
        }

        @Override
        public void to(long now) {
            at = now - at > 0 ? now : at;
        }

        @Override
        public boolean has(long permits) {
            return used(at) + permits <= rate.permits();
        }

        @Override
        public void take(long permits) {
            taken.add(new long[] {at, permits});
        }

        @Override
        public void giveBack(long permits) {
            taken.add(new long[] {at, -permits});
        }

        @Override
        public long after(long permits) {
            for (long later = 0; ; later++) { // windows of the tests are a few nanoseconds long
                if (used(at + later) + permits <= rate.permits()) {
                    return later;
                }
            }
        }

        @Override
        public long most() {
            return rate.permits();
        }

        @Override
        public long available() {
            return rate.permits() - used(at);
        }

        @Override
        public Quota copy() {
            var copy = new Window(sliding, origin, rate);
            copy.taken.addAll(taken);
            copy.at = at;
            return copy;
        }
    }

    final Quota quota;
    final List<Place> line = new ArrayList<>();
    long granted;
    private long now;

    PermitModel(Quota quota, long now) {
        this.quota = quota;
        this.now = now;
    }

    void to(long time) {
        now = time;
        serve();
    }

    /// Serves whoever's turn has come.
    void serve() {
        for (int i = 0; i < line.size(); i++) {
            Place booking = line.get(i);
            if (booking.booked && booking.due - now <= 0) {
                i -= serveFirst(i, booking.due);
                quota.to(booking.due);
                quota.take(booking.permits);
                granted += booking.permits;
                booking.served = true;
                line.remove(i--);
            }
        }
        serveFirst(line.size(), now);
    }

    /// Serves waiters among the first `count`, up to the first booking or the first who must wait.
    private int serveFirst(int count, long time) {
        int served = 0;
        quota.to(time);
        while (served < count && !line.isEmpty()) {
            Place first = line.getFirst();
            if (first.booked || !quota.has(first.permits)) {
                break;
            }
            quota.take(first.permits);
            granted += first.permits;
            first.served = true;
            line.removeFirst();
            served++;
        }
        return served;
    }

    boolean tryAcquire(long permits) {
        serve();
        if (!line.isEmpty() || !quota.has(permits) || permits > quota.most()) {
            return false;
        }
        quota.take(permits);
        granted += permits;
        return true;
    }

    /// Joins the line.
    Place join(long permits) {
        var place = new Place(permits, false);
        line.add(place);
        serve();
        return place;
    }

    /// Returns a booking, or null.
    Place book(long permits, long most) {
        serve();
        if (permits > quota.most()) {
            return null;
        }
        Quota copy = quota.copy();
        long time = now;
        copy.to(now);
        for (Place place : line) {
            long wait = place.booked ? place.due - time : copy.after(place.permits);
            if (wait < 0 && !place.booked) {
                return null;
            }
            time += Math.max(0, wait);
            copy.to(time);
            copy.take(place.permits);
        }
        long wait = copy.after(permits);
        if (wait < 0 || time + wait - now > most) {
            return null;
        }
        var place = new Place(permits, true);
        place.due = time + wait;
        line.add(place);
        serve();
        return place;
    }

    boolean cancel(Place place) {
        if (place.due - now < 0 || place.refused) {
            return false;
        }
        place.refused = true;
        if (place.served) {
            quota.giveBack(place.permits);
            granted -= place.permits;
        } else {
            line.remove(place);
        }
        serve();
        return true;
    }

    void leave(Place place) {
        line.remove(place);
        serve();
    }

    void refuseTooMany() {
        for (Place place : List.copyOf(line)) {
            if (!place.booked && place.permits > quota.most()) {
                place.refused = true;
                line.remove(place);
            }
        }
        serve();
    }
}
