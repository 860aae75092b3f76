package io.millrace.fan;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Several causes of one end: the first one, with the later ones suppressed in it.
final class Causes {

    /// So many at most are kept.
    static final int MOST_SUPPRESSED = 100;

    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
    private final AtomicInteger suppressed = new AtomicInteger();

    /// Adds a cause. The same exception may have come several ways.
    @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
    void add(Throwable cause) {
        Throwable known = first.compareAndExchange(null, cause);
        if (known != null
                && known != cause
                && suppressed.getAndUpdate(n -> Math.min(n + 1, MOST_SUPPRESSED))
                        < MOST_SUPPRESSED) {
            known.addSuppressed(cause);
        }
    }

    /// Adds a cause if there is none.
    void addFirst(Throwable cause) {
        first.compareAndSet(null, cause);
    }

    /// Returns the first cause, or null if there is none.
    @Nullable Throwable first() {
        return first.get();
    }
}
