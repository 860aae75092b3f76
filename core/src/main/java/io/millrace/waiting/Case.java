package io.millrace.waiting;

import org.jspecify.annotations.Nullable;

/// Something that a select can wait for together with others: the one interface of whatever is
/// selectable.
///
/// A case holds no state of any select, so that one case may be part of many.
/// [io.millrace.select.Select]'s note has the steps in which these methods are called.
///
/// @param <R> what the case's handler turns the event into
public interface Case<R> {

    /// Returns the lock of the thing waited for.
    ShortLock lock();

    /// Returns what the case offers, anew for each select: a value to send.
    ///
    /// @return null for a case that offers nothing
    default @Nullable Object offer() {
        return null;
    }

    /// Tells whether the case has something to [#offer].
    default boolean isOffering() {
        return false;
    }

    /// Tells, without the lock, whether [#poll] is worth trying. May be wrong in passing, either
    /// way: [#pollLocked] has the last word.
    boolean mayBeReady();

    /// Takes the event if it is there, and writes the result into `mine`. Requires: no lock held;
    /// `mine.item` holds what [#offer] returned.
    ///
    /// @return who is to be completed, [Waiter#NOBODY] if no one, or null if the event is not there
    @Nullable Waiter poll(Waiter mine);

    /// As [#poll]. Requires: lock held; who is to be completed is so after all locks are let go.
    @Nullable Waiter pollLocked(Waiter mine);

    /// Queues up. Requires: lock held, [#pollLocked] just returned null.
    void enqueue(Waiter mine);

    /// Called once after [#enqueue], before the select parks: sets a timer, if the event comes with
    /// time. Requires: no lock held. The event may have come meanwhile.
    default void parking() {}

    /// Leaves the queue if still in it. Requires: no lock held.
    void leave(Waiter mine);

    /// Turns the result in `mine` into what the select returns. Called by the selecting thread
    /// without any lock.
    ///
    /// @return null if nothing more can come of this case: the select retires it and goes on
    ///   without it
    @Nullable R finish(Waiter mine);

    /// Tells whether the case retires once it has been chosen, since what it waits for happens only
    /// once.
    default boolean isOnce() {
        return false;
    }

    /// Tells whether a select that waits for nothing else goes on: true for a source of values,
    /// false for a cancellation, which ends a select but does not keep it going.
    default boolean isSource() {
        return true;
    }
}
