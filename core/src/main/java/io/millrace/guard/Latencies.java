package io.millrace.guard;

import io.millrace.observe.Histogram;
import io.millrace.waiting.ShortLock;

/*
 * Two histograms: the one is filled while the other, full, answers; then they change places. So what is answered rests
 * on the latest SPAN to 2 * SPAN calls. Who finds the lock taken drops its sample: one more or less changes nothing.
 */
/// How long the latest calls took.
final class Latencies {
    private static final int ENOUGH = 100;
    private static final int SPAN = 1_000;
    private static final int RARELY = 50;

    private final ShortLock lock = new ShortLock();
    private Histogram current = new Histogram(); // under lock
    private Histogram previous = new Histogram(); // under lock
    private long asked = -1; // under lock: the percentage that `answer` is for
    private volatile long answer; // written under lock
    private long answeredAt; // under lock: after so many samples
    private long samples; // under lock

    void record(long nanos) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (current.count() >= SPAN) {
                previous = current;
                current = new Histogram();
            }
            current.record(nanos);
            samples++;
        } finally { // memory may run out
            lock.unlock();
        }
    }

    /// Returns how long so many percent of the calls took at most, or `unknown` if too few have
    /// been seen.
    long percentile(int percent, long unknown) {
        if (!lock.tryLock()) {
            long known = answer;
            return known > 0 ? known : unknown;
        }
        try {
            if (samples < ENOUGH) {
                return unknown;
            }
            if (asked != percent || samples - answeredAt >= RARELY) {
                Histogram full = previous.count() >= SPAN ? previous : current;
                asked = percent;
                answeredAt = samples;
                answer = full.percentile(percent);
            }
            return answer;
        } finally { // memory may run out
            lock.unlock();
        }
    }
}
