package io.millrace.waiting;

import org.jspecify.annotations.Nullable;

/*
 *   first                                    last
 *   R1  ->  R2  ->  R3  ->  R4                        3 of a kind wait, or 1000; seldom both kinds
 *
 * One list for both kinds: whoever waits for the other side would meet it at once, so both stand here only while a
 * select waits on both sides of one channel, or while waiters of selects that were won elsewhere are on their way
 * out. The list, the counts and the lock share one or two cache lines with the thing itself, which extends this
 * class: a rendezvous of two cores costs little more than the lines that move between them.
 *
 * Q1  senders + receivers is the number of waiters in the list, and each count that of its kind.
 * Q2  Of each kind the longest-waiting comes first.
 */
/// The waiters of one thing, and the lock that guards them. What is waited for extends this class.
///
/// A doubly linked list through the waiters themselves: joining, leaving from anywhere and taking
/// the first are O(1), and nobody who has left leaves anything behind. Every method that is not
/// said to do without requires the lock.
public class WaitQueue extends ShortLock {
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int senders;
    private int receivers;

    /// Returns how many wait to send. May be asked without the lock: it is then a hint.
    public final int senders() {
        return senders;
    }

    /// Returns how many wait to receive, or for an event. May be asked without the lock: it is then
    /// a hint.
    public final int receivers() {
        return receivers;
    }

    /// Lets a waiter join at the end, to send.
    public final void addSender(Waiter waiter) {
        senders++;
        add(waiter, true);
    }

    /// Lets a waiter join at the end, to receive or for an event.
    public final void addReceiver(Waiter waiter) {
        receivers++;
        add(waiter, false);
    }

    private void add(Waiter waiter, boolean sends) {
        assert isHeld();
        assert !waiter.queued : "a waiter joins two queues";
        waiter.queued = true;
        waiter.sends = sends;
        Waiter before = last;
        waiter.previous = before;
        waiter.next = null;
        if (before == null) {
            first = waiter;
        } else {
            before.next = waiter;
        }
        last = waiter;
    }

    /// Lets a waiter leave, from wherever it stands.
    ///
    /// @return false if it does not stand in the queue any more
    public final boolean remove(Waiter waiter) {
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
        if (waiter.sends) {
            senders--;
        } else {
            receivers--;
        }
        return true;
    }

    /// As [#remove], but takes the lock.
    public final boolean leave(Waiter waiter) {
        lock();
        boolean left = remove(waiter);
        unlock();
        return left;
    }

    /// Takes the longest-waiting sender whose wait can still be won, and claims that wait. Waiters
    /// of selects that somebody else has won are dropped on the way.
    ///
    /// @return null if nobody waits to send
    public final @Nullable Waiter claimSender() {
        return senders == 0 ? null : claim(true);
    }

    /// As [#claimSender], for those who wait to receive, or for an event.
    public final @Nullable Waiter claimReceiver() {
        return receivers == 0 ? null : claim(false);
    }

    private @Nullable Waiter claim(boolean sends) {
        Waiter waiter = first;
        while (waiter != null) {
            Waiter next = waiter.next;
            if (waiter.sends == sends) {
                remove(waiter);
                if (waiter.wait.claim()) {
                    return waiter;
                }
            }
            waiter = next;
        }
        return null;
    }

    /// Returns the waiter that has waited longest, without taking it.
    public final @Nullable Waiter firstWaiter() {
        return first;
    }

    /// Returns the waiter that stands behind this one.
    public final @Nullable Waiter waiterAfter(Waiter waiter) {
        return waiter.next;
    }

    /// Returns who has waited longest, of either kind. Waiters of selects that somebody else has
    /// won are dropped on the way.
    public final @Nullable Waiter front() {
        Waiter waiter = first;
        while (waiter != null && waiter.wait.isClaimed()) {
            remove(waiter);
            waiter = first;
        }
        return waiter;
    }

    /// As [#front], for those who wait to send.
    public final @Nullable Waiter frontSender() {
        return senders == 0 ? null : front(true);
    }

    /// As [#front], for those who wait to receive, or for an event.
    public final @Nullable Waiter frontReceiver() {
        return receivers == 0 ? null : front(false);
    }

    private @Nullable Waiter front(boolean sends) {
        Waiter waiter = first;
        while (waiter != null) {
            Waiter next = waiter.next;
            if (waiter.sends == sends) {
                if (!waiter.wait.isClaimed()) {
                    return waiter;
                }
                remove(waiter);
            }
            waiter = next;
        }
        return null;
    }

    /// Takes this waiter, which stands in the queue, out of it and claims its wait.
    ///
    /// @return false if it belongs to a select that somebody else has won meanwhile
    public final boolean claim(Waiter waiter) {
        remove(waiter);
        return waiter.wait.claim();
    }

    /// Lets a waiter that was taken out go back to where it stood: to the front.
    public final void addFirstReceiver(Waiter waiter) {
        assert isHeld();
        assert !waiter.queued : "a waiter joins two queues";
        receivers++;
        waiter.queued = true;
        waiter.sends = false;
        Waiter after = first;
        waiter.previous = null;
        waiter.next = after;
        if (after == null) {
            last = waiter;
        } else {
            after.previous = waiter;
        }
        first = waiter;
    }

    /// Claims every waiter, marks it as ended, and returns them as a chain to be woken by
    /// [#completeAll] after the lock is let go.
    public final @Nullable Waiter endAll() {
        Waiter head = null;
        for (Waiter waiter = first; waiter != null; waiter = first) {
            remove(waiter);
            if (waiter.wait.claim()) {
                waiter.ended = true;
                waiter.next = head;
                head = waiter;
            }
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
