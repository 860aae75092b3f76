package io.millrace.fan;

import io.millrace.channel.Receiver;
import io.millrace.waiting.Door;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// Gives each value to its outlet whose key is not remembered.
final class Deduping<T> extends Spreading<T> {
    private final Function<? super T, ?> key;
    private final long nanos;
    private final int most;
    private final Set<Object> known = new HashSet<>(); // by the pump's thread, as the next
    private final Queue<Seen> seen = new ArrayDeque<>(); // what is known, the oldest first
    private final AtomicLong suppressed = new AtomicLong();

    private record Seen(Object key, long at) {}

    Deduping(
            Plan<T> plan,
            Receiver<? extends T> source,
            Function<? super T, ?> key,
            long nanos,
            int most) {
        super(plan, "dedupe", source, 1);
        this.key = key;
        this.nanos = nanos;
        this.most = most;
    }

    @Override
    void spread(T value) throws InterruptedException {
        Object mine = key.apply(value);
        if (mine == null) {
            throw new NullPointerException("dedupe: the key of " + value + " is null");
        }
        long now = nanos == Door.LONGEST ? 0 : Door.now();
        for (Seen oldest = seen.peek();
                oldest != null && now - oldest.at >= nanos;
                oldest = seen.peek()) {
            forget();
        }
        if (!known.add(mine)) {
            suppressed.lazySet(suppressed.get() + 1);
            return;
        }
        if (known.size() > most) {
            forget();
        }
        seen.add(new Seen(mine, now));
        give(outlets().getFirst(), value);
    }

    private void forget() {
        known.remove(seen.remove().key);
    }

    @Override
    long suppressed() {
        return suppressed.get();
    }
}
