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

    /// What [#absence] returns if the event may be there, or if it cannot be told.
    long UNKNOWN = -1;

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

    /// Looks, without the lock, whether the event is not there. Together with [#isStillAbsent] this
    /// tells of several cases that at one instant none was ready. Requires: a full fence before.
    ///
    /// @return a stamp, at least 0; or [#UNKNOWN], which says nothing
    default long absence() {
        return UNKNOWN;
    }

    /// Tells, without the lock, that from the return of the [#absence] that gave `stamp` until the
    /// start of this call the event was not there.
    ///
    /// @return false if it was, or if it cannot be told
    default boolean isStillAbsent(long stamp) {
        return false;
    }

    /// Takes the event if it is there, and writes the result into `mine`. Requires: no lock held;
    /// `mine.item` holds what [#offer] returned.
    ///
    /// @return who is to be completed, [Waiter#NOBODY] if no one, or null if the event is not there
    @Nullable Waiter poll(Waiter mine);

    /// As [#poll]. Requires: lock held; who is to be completed is so after all locks are let go.
    @Nullable Waiter pollLocked(Waiter mine);

    /// Queues up. Requires: lock held, [#pollLocked] just returned null.
    void enqueue(Waiter mine);

    /// Tells whether the case becomes ready by the passing of time, so that [#setAlarm] is to be
    /// called.
    default boolean isTimed() {
        return false;
    }

    /// Sees to it that whoever waits is woken at the right time. Called if [#isTimed], after
    /// [#enqueue], before the thread parks. Requires: no lock held.
    default void setAlarm() {}

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
    /// false for a cancellation, which ends a select but does not keep it going, and for a clock,
    /// which never ends.
    default boolean isSource() {
        return true;
    }
}
