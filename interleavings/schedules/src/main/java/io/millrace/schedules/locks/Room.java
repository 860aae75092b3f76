package io.millrace.schedules.locks;

import static io.millrace.schedules.locks.Stage.check;

import java.util.concurrent.atomic.AtomicInteger;

/// A place that so many may be in at once. What it does are points at which threads can be
/// switched, so that somebody who should not be inside is seen.
final class Room {
    private final int most;
    private final AtomicInteger inside = new AtomicInteger();
    private int visits; // plain: lost if two are inside that may not

    Room(int most) {
        this.most = most;
    }

    /// Goes in and out, alone.
    void visit() {
        int before = visits;
        enter(most);
        visits = before + 1;
        leave(most);
    }

    /// Goes in.
    void enter(int weight) {
        check(inside.addAndGet(weight) <= most, "too many are inside");
    }

    /// Goes out.
    void leave(int weight) {
        check(inside.addAndGet(-weight) >= 0, "somebody left twice");
    }

    /// Returns how often somebody was there alone.
    int visits() {
        return visits;
    }
}
