package io.millrace.select;

import io.millrace.waiting.Case;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Waiter;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A case and its place in one select. Used by the select's thread only.
final class Slot<R> {
    final Case<? extends R> event;
    final Waiter waiter;
    final ShortLock lock;
    private final List<BooleanSupplier> conditions;

    boolean retired; // nothing more can come of the case
    long stamp; // of the last look that found the event absent
    boolean active = true; // takes part in this await: not retired, and its conditions hold

    Slot(Case<? extends R> event, List<BooleanSupplier> conditions, Waiter waiter) {
        this.event = event;
        this.conditions = List.copyOf(conditions);
        this.waiter = waiter;
        lock = event.lock();
    }

    /// Tells whether [#begin] has anything to ask, so that a select of many cases that do not ask
    /// costs no more than one of few.
    boolean asks() {
        return event.isOffering() || !conditions.isEmpty();
    }

    /// Decides whether the case takes part in this await, and takes its offer.
    void begin() {
        active = !retired && isAllowed();
        if (active) {
            waiter.item = event.offer();
        }
    }

    /// Forgets what the case offered or was given: a select that is kept keeps no value alive.
    void clear() {
        waiter.item = null;
        waiter.ended = false;
    }

    private boolean isAllowed() {
        for (int i = 0; i < conditions.size(); i++) { // no iterator: an await allocates nothing
            if (!conditions.get(i).getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    /// Turns the result into what the select returns, or retires the case and returns null.
    @Nullable R finish() {
        boolean over = event.isOnce();
        try {
            R result = event.finish(waiter);
            over |= result == null;
            return result;
        } finally { // what happens once has happened, even if its handler throws
            retired = over;
            active &= !over;
        }
    }
}
