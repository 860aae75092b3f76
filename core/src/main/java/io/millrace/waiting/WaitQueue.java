package io.millrace.waiting;

import org.jspecify.annotations.Nullable;

/// The waiters of one thing, the longest-waiting first.
///
/// A doubly linked list through the waiters themselves: joining, leaving from anywhere and taking
/// the first are O(1), and nobody who has left leaves anything behind. Every method requires the
/// lock of the thing waited for.
public final class WaitQueue {
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int size;

    /// Tells whether nobody waits.
    public boolean isEmpty() {
        return first == null;
    }

    /// Returns how many waiters stand in the queue.
    public int size() {
        return size;
    }

    /// Lets a waiter join at the end.
    public void add(Waiter waiter) {
        assert !waiter.queued : "a waiter joins two queues";
        waiter.queued = true;
        Waiter before = last;
        waiter.previous = before;
        waiter.next = null;
        if (before == null) {
            first = waiter;
        } else {
            before.next = waiter;
        }
        last = waiter;
        size++;
    }

    /// Lets a waiter leave, from wherever it stands.
    ///
    /// @return false if it does not stand in the queue any more
    public boolean remove(Waiter waiter) {
        if (!waiter.queued) {
            return false;
        }
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
        waiter.queued = false;
        size--;
        return true;
    }

    /// Takes the longest-waiting waiter whose wait can still be won, and claims that wait. Waiters
    /// of selects that somebody else has won are dropped on the way.
    ///
    /// @return null if nobody waits
    public @Nullable Waiter claimFirst() {
        for (Waiter waiter = first; waiter != null; waiter = first) {
            remove(waiter);
            if (waiter.wait.claim()) {
                return waiter;
            }
        }
        return null;
    }

    /// Claims every waiter, marks it as ended, and returns them as a chain to be woken by
    /// [#completeAll] after the lock is let go.
    public @Nullable Waiter endAll(@Nullable Waiter chain) {
        Waiter head = chain;
        for (Waiter waiter = claimFirst(); waiter != null; waiter = claimFirst()) {
            waiter.ended = true;
            waiter.next = head;
            head = waiter;
        }
        return head;
    }

    /// Puts a waiter that was taken from its queue in front of a chain for [#completeAll]; leaves
    /// the chain as it is for [Waiter#NOBODY].
    public static @Nullable Waiter chain(@Nullable Waiter chain, Waiter waiter) {
        if (waiter == Waiter.NOBODY) {
            return chain;
        }
        waiter.next = chain;
        return waiter;
    }

    /// Completes the waiters of a chain. Requires: no lock held.
    public static void completeAll(@Nullable Waiter chain) {
        Waiter waiter = chain;
        while (waiter != null) {
            Waiter next = waiter.next; // read first: a completed select may queue its waiter again
            waiter.next = null;
            waiter.complete();
            waiter = next;
        }
    }
}
