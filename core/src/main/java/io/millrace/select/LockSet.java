package io.millrace.select;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The locks of all active cases of a select, taken together so that the select acts at one
/// instant.
///
/// A lock that several cases share is taken once.
@SuppressWarnings("ReferenceEquality") // locks and slots are themselves, not what they equal
final class LockSet {
    private final Slot<?>[] slots; // in lock order

    LockSet(Slot<?>[] slots) {
        this.slots = slots.clone();
        Arrays.sort(this.slots, Comparator.comparingLong(slot -> slot.lock.order()));
    }

    /// Takes all locks in lock order. Holding some, it does not wait for the next for long (L2 in
    /// `ShortLock`): it lets all go, gives way and starts again.
    void lock() {
        for (int i = 0; !tryLock(); i++) {
            slots[0].lock.backOff(i);
        }
    }

    private boolean tryLock() {
        Slot<?> before = null;
        for (Slot<?> slot : slots) {
            if (!slot.active || sharesLock(slot, before)) {
                continue;
            }
            if (before == null) {
                slot.lock.lock();
            } else if (!slot.lock.trySpin()) {
                unlockUpTo(before);
                return false;
            }
            before = slot;
        }
        return true;
    }

    /// Lets all locks go.
    void unlock() {
        unlockUpTo(null);
    }

    private void unlockUpTo(@Nullable Slot<?> last) {
        Slot<?> before = null;
        for (Slot<?> slot : slots) {
            if (slot.active && !sharesLock(slot, before)) {
                slot.lock.unlock();
                before = slot;
            }
            if (slot == last) {
                return;
            }
        }
    }

    private static boolean sharesLock(Slot<?> slot, @Nullable Slot<?> before) {
        return before != null && slot.lock == before.lock;
    }
}
