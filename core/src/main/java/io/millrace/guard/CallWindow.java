package io.millrace.guard;

/// The outcomes of the latest calls, of which the oldest are forgotten. Used under the lock of a
/// [CircuitBreaker].
abstract class CallWindow {
    long calls;
    long failures;
    long slow;

    /// Forgets what has become too old by now.
    abstract void advance(long now);

    abstract void add(boolean failed, boolean wasSlow, long now);

    /// The latest so many calls.
    static final class Count extends CallWindow {
        private static final int FAILED = 1;
        private static final int SLOW = 2;

        private final byte[] ring;
        private int next;

        Count(int size) {
            ring = new byte[size];
        }

        @Override
        void advance(long now) {}

        @Override
        void add(boolean failed, boolean wasSlow, long now) {
            if (calls == ring.length) {
                failures -= ring[next] & FAILED;
                slow -= (ring[next] & SLOW) >> 1;
            } else {
                calls++;
            }
            ring[next] = (byte) ((failed ? FAILED : 0) | (wasSlow ? SLOW : 0));
            failures += failed ? 1 : 0;
            slow += wasSlow ? 1 : 0;
            next = next + 1 == ring.length ? 0 : next + 1;
        }
    }

    /// The calls that ended in the latest stretch of time, which is forgotten in [#SLICES].
    static final class Time extends CallWindow {
        static final int SLICES = 10;

        private final long slice; // nanoseconds
        private final long[][] counts = new long[SLICES][3]; // calls, failures, slow ones
        private int current;
        private long start; // of the current slice

        /// @param nanos at least [#SLICES]
        Time(long nanos, long now) {
            slice = nanos / SLICES;
            start = now;
        }

        @Override
        void advance(long now) {
            long slices = now - start < slice ? 0 : (now - start) / slice;
            start += slices * slice;
            for (long i = Math.min(slices, SLICES); i > 0; i--) {
                current = (current + 1) % SLICES;
                long[] oldest = counts[current];
                calls -= oldest[0];
                failures -= oldest[1];
                slow -= oldest[2];
                oldest[0] = 0;
                oldest[1] = 0;
                oldest[2] = 0;
            }
        }

        @Override
        void add(boolean failed, boolean wasSlow, long now) {
            advance(now);
            calls++;
            counts[current][0]++;
            if (failed) {
                failures++;
                counts[current][1]++;
            }
            if (wasSlow) {
                slow++;
                counts[current][2]++;
            }
        }
    }
}
