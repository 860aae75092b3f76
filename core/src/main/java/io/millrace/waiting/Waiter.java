package io.millrace.waiting;

import org.jspecify.annotations.Nullable;

/// A place in one queue.
///
/// It is its own [Wait] if its thread waits for one thing, so that an operation that parks
/// allocates one object; a select has a waiter for each of its cases and one wait for all.
///
/// The fields are written by the owner before the waiter is queued, then by whoever takes it out of
/// the queue, under that queue's lock, then read by the owner after its wait is done.
public final class Waiter extends Wait {

    /// Stands for "nobody is to be woken" where a waiter is returned.
    public static final Waiter NOBODY = new Waiter();

    /// What a sender offers, or what a receiver was given.
    public @Nullable Object item;

    /// Set if the thing that was waited for has ended instead.
    public boolean ended;

    final Wait wait;
    final int index;

    // Links, by WaitQueue only, under the queue's lock.
    @Nullable Waiter next;
    @Nullable Waiter previous;
    boolean queued;
    boolean sends;

    /// Makes a waiter that is its own wait, with [#begin] to be called.
    public Waiter() {
        super(false);
        wait = this;
        index = 0;
    }

    /// Makes the waiter of a case of a select.
    public Waiter(Wait wait, int index) {
        super(false);
        this.wait = wait;
        this.index = index;
    }

    /// Returns which case of its select this waiter belongs to.
    public int index() {
        return index;
    }

    /// Completes this waiter's wait in favour of this waiter; does nothing for [#NOBODY]. Requires:
    /// taken from its queue by the caller, result written, no lock held.
    public void complete() {
        if (this != NOBODY) {
            wait.complete(this);
        }
    }

    /// Tells whether the waiter stands in a queue. Requires: the queue's lock held.
    public boolean isQueued() {
        return queued;
    }
}
