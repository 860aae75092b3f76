package io.millrace.time;

import java.util.concurrent.atomic.AtomicLong;

/*
 *   values     a  b    c             d  e f  g h  i j                   edge TRAILING
 *   burst     |--------:----|       |---------------:----|              quiet:   ----
 *   out                     c                   g        j              longest: ----------
 *                                               ^ cut
 *
 * D1  A burst is on  =>  it was begun by a value, and each value since came before quietEnd and cutAt of its time.
 * D2  Something is held  =>  a burst is on.
 */
/// A debounce: whether a burst is on, and until when.
final class BurstDebounce<T> extends ValueShaper<T> implements Debounce<T> {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long quiet;
    private final long longest;
    private final Edge edge;
    private boolean burst; // this and the following under lock
    private long quietEnd; // when the burst is over unless another value comes
    private long cutAt; // when it is cut

    BurstDebounce(DebounceBuilder<T> builder) {
        super(
                "debounce",
                builder.name != null ? builder.name : "debounce-" + NUMBERS.incrementAndGet());
        quiet = builder.quiet;
        longest = builder.longest;
        edge = builder.edge;
    }

    @Override
    void arrive(T value, long now) {
        boolean first = !burst;
        if (first) {
            burst = true;
            cutAt = now + longest;
        }
        quietEnd = now + quiet;
        if (first && edge.leads()) {
            letThrough(value, now);
        } else if (edge.trails()) {
            hold(value);
        } else {
            drop();
        }
    }

    @Override
    void pass(long now) {
        if (burst && cutAt - quietEnd < 0 && cutAt - now <= 0) {
            release(cutAt);
            cutAt += longest; // not before quietEnd, since longest >= quiet
        }
        if (burst && quietEnd - now <= 0) {
            release(quietEnd);
            burst = false;
        }
    }

    @Override
    long releaseAt() {
        return cutAt - quietEnd < 0 ? cutAt : quietEnd;
    }

    @Override
    void settleDown() {
        burst = false;
    }

    @Override
    void gave(long now) {}
}
