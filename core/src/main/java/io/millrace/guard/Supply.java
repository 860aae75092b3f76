package io.millrace.guard;

import io.millrace.waiting.Door;

/// What permits come from: a bucket or a window. Used under the lock of a [SupplyLine], or by one
/// thread that looks ahead with a [copy][#copy].
///
/// Times are those of the [Door], and are compared by difference only.
abstract class Supply {
    long at; // as of when the rest is true

    Supply(long at) {
        this.at = at;
    }

    /// Lets time pass until `now`; does nothing if that has passed. (Two threads may read the clock
    /// in one order and take the lock in the other.)
    abstract void advance(long now);

    /// Tells whether so many permits are there.
    abstract boolean has(long permits);

    /// Takes so many permits, whether or not they are there: what is missing is owed.
    abstract void take(long permits);

    /// Puts permits back that were taken at that time, and not used.
    abstract void giveBack(long permits, long takenAt);

    /// Returns when so many permits will be there, if nothing else is taken. Requires: at most
    /// [#most].
    abstract long dueAt(long permits);

    /// Returns a time before which so many permits, more than [#most] perhaps, cannot have been
    /// taken one after the other.
    abstract long notBefore(long permits);

    /// Returns how many permits can be there at once.
    abstract long most();

    /// Returns how many whole permits are there.
    abstract long available();

    /// Tells whether this is as good as new, so that nobody could tell the difference.
    abstract boolean isFresh();

    abstract Rate rate();

    /// Sets the rate. What is there stays.
    ///
    /// @throws IllegalArgumentException if this supply cannot have it
    abstract void setRate(Rate rate);

    /// Sets [#most].
    abstract void setMost(long most);

    abstract Supply copy();

    /// Returns the [Stock] from which may be taken without the lock: `before`, if it still is.
    abstract Stock stock(Stock before);

    /// Returns what is there, in units of the [#stock].
    abstract long level();

    /// Sets what is there to what was left in the stock: as of [#at], so that [#advance] comes to
    /// what is there now. Until then it may be less than nothing.
    abstract void setLevel(long level);

    abstract String kind();

    final long never() {
        return at + Door.LONGEST;
    }

    /// Returns the time that is `nanos` after `start`, but never more than [Door#LONGEST].
    static long later(long start, long nanos) {
        return start + Math.min(nanos, Door.LONGEST);
    }
}
