package io.millrace.soak;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;

/*
 *   bits of an entry:   | passed to the hook, 8 | received, 8 | sent, 1 |
 *
 * B1  A value whose send said "sent" was received once, or passed to the hook once, and not both.
 * B2  A value whose send threw, timed out or was refused was neither received nor passed to the hook.
 * B3  Of a batch whose sendAll threw, the values up to some place are as in B1, those behind it as in B2.
 */
/// What became of each value of a round.
///
/// Workers write to it as things happen; it is checked when all of them have ended.
final class Books {
    private static final int SENT = 1;
    private static final int RECEIVED = 1 << 8;
    private static final int UNDELIVERED = 1 << 16;
    private static final int COUNT = 0xFF;

    /// Part of a batch of which the sender does not know how much was sent.
    private record Torn(int from, int to) {}

    private final AtomicIntegerArray entries;
    private final Queue<Torn> torn = new ConcurrentLinkedQueue<>();

    Books(int values) {
        entries = new AtomicIntegerArray(values);
    }

    void sent(int value) {
        entries.addAndGet(value, SENT);
    }

    void sent(int from, int to) {
        for (int value = from; value < to; value++) {
            sent(value);
        }
    }

    /// Notes that a batch was sent up to some place, which nobody knows yet.
    void sentUpToSomePlace(int from, int to) {
        torn.add(new Torn(from, to));
    }

    void received(int value) {
        entries.addAndGet(value, RECEIVED);
    }

    void undelivered(int value) {
        entries.addAndGet(value, UNDELIVERED);
    }

    /// What the entries add up to.
    ///
    /// @param lost values that were sent and arrived nowhere
    /// @param duplicated values that arrived more often than they were sent
    record Balance(long sent, long received, long undelivered, long lost, long duplicated) {}

    /// Adds up. Requires: all workers have ended.
    Balance balance() {
        for (Torn batch : torn) {
            // The values that arrived count as sent; one behind a gap stays unsent, and shows as
            // duplicated.
            for (int value = batch.from; value < batch.to && entries.get(value) != 0; value++) {
                sent(value);
            }
        }
        torn.clear();
        long sent = 0;
        long received = 0;
        long undelivered = 0;
        long lost = 0;
        long duplicated = 0;
        for (int i = 0; i < entries.length(); i++) {
            int entry = entries.get(i);
            int sends = entry & COUNT;
            int receives = entry >>> 8 & COUNT;
            int hooks = entry >>> 16;
            sent += sends;
            received += receives;
            undelivered += hooks;
            lost += Math.max(0, sends - receives - hooks);
            duplicated += Math.max(0, receives + hooks - sends);
        }
        return new Balance(sent, received, undelivered, lost, duplicated);
    }
}
