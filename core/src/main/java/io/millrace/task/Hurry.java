package io.millrace.task;

import io.millrace.select.Clause;
import io.millrace.select.Select;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Waits of one thread, of which others cut one short each time that they are in a hurry: the one
/// that it is in, or else its next. It is not interrupted, so nothing else that it does is
/// disturbed.
final class Hurry {

    /// How a wait ends.
    enum End {
        DONE,
        HURRIED,
        LATE
    }

    private final Object owner; // what views name
    private volatile @Nullable Signal cut; // by the thread that waits; null when it waits no more

    Hurry(Object owner) {
        this.owner = owner;
    }

    /// Begins: from now on a wait can be cut short.
    void begin() {
        cut = new Signal(owner);
    }

    /// Ends: whoever is in a hurry now comes too late.
    void end() {
        cut = null;
    }

    /// Cuts a wait short.
    ///
    /// @return false if it is too early or too late for that
    boolean cutShort() {
        Signal cutting = cut;
        if (cutting != null) {
            cutting.fire();
        }
        return cutting != null;
    }

    /// Waits for an event, for so long at most. Requires: begun, not ended.
    End await(Signal event, long nanos) {
        return await(new Happened(event, End.DONE), nanos);
    }

    /// Waits until a clause is chosen that returns [End#DONE], for so long at most. Requires:
    /// begun, not ended.
    End await(Clause<End> done, long nanos) {
        Signal cutting = cut;
        if (cutting == null) {
            throw new AssertionError("a wait that nobody could cut short");
        }
        End end;
        try {
            var late = Select.after(Duration.ofNanos(nanos), () -> End.LATE);
            end = Select.of(done, new Happened(cutting, End.HURRIED), late).prioritized().await();
        } catch (InterruptedException e) { // by whoever got hold of the thread
            end = End.HURRIED;
        }
        if (end == End.HURRIED) {
            begin(); // that was it: the next wait is cut short by the next call
        }
        return end;
    }

    /// A clause that is chosen once an event has happened.
    private static final class Happened extends Signal.SignalCase<End> implements Clause<End> {
        private final End end;

        Happened(Signal event, End end) {
            super(event);
            this.end = end;
        }

        @Override
        public End finish(Waiter mine) {
            return end;
        }

        @Override
        public boolean isOnce() {
            return true;
        }
    }
}
