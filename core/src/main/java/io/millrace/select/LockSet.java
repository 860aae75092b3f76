package io.millrace.select;

import io.millrace.waiting.ShortLock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The locks of all active cases of a select, taken together so that the select acts at one
/// instant.
///
/// A lock that several cases share is taken once.
final class LockSet {

    /// A lock and a case that needs it.
    private record Need(Slot<?> slot, ShortLock lock) {}

    private final Need[] needs; // in lock order

    LockSet(Slot<?>[] slots) {
        List<Need> found = new ArrayList<>();
        for (Slot<?> slot : slots) {
            for (ShortLock lock : slot.event.locks()) {
                found.add(new Need(slot, lock));
            }
        }
        found.sort(Comparator.comparingLong(need -> need.lock().order()));
        needs = found.toArray(new Need[0]);
    }

    /// Takes all locks in lock order. Holding some, it does not wait for the next for long (L2 in
    /// `ShortLock`): it lets all go, gives way and starts again.
    void lock() {
        for (int i = 0; !tryLock(); i++) {
            needs[0].lock().backOff(i);
        }
    }

    private boolean tryLock() {
        ShortLock before = null;
        for (int i = 0; i < needs.length; i++) {
            ShortLock lock = needs[i].lock();
            if (!needs[i].slot().active || lock == before) {
                continue;
            }
            if (before == null) {
                lock.lock();
            } else if (!lock.trySpin()) {
                unlockFirst(i);
                return false;
            }
            before = lock;
        }
        return true;
    }

    /// Lets all locks go.
    void unlock() {
        unlockFirst(needs.length);
    }

    private void unlockFirst(int count) {
        ShortLock before = null;
        for (int i = 0; i < count; i++) {
            ShortLock lock = needs[i].lock();
            if (needs[i].slot().active && lock != before) {
                lock.unlock();
                before = lock;
            }
        }
    }
}
