package io.millrace.pool;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Sent;
import io.millrace.context.tree.RoutineCancellation;
import java.time.Duration;

/*
 *   place --> admitted to the books --> dispatched to a line --> taken by a worker, which gives the place back
 *
 * A1  At most as many jobs are in the lines as there are places: the lines themselves have no bound, and need none.
 * A2  A job that was admitted is dispatched, whatever comes meanwhile: stopping waits for it, cancelling ends it.
 */
/// An intake of several lines with one bound for all: a place for each job that is queued.
abstract class Placed implements Intake {
    private static final Object PLACE = "a place";

    private final PoolCore core;
    private final int capacity;
    private final Channel<Object> places;

    Placed(PoolCore core, int capacity) {
        this.core = core;
        this.capacity = capacity;
        places = Channel.builder().name(core.name() + " queue").capacity(capacity).build();
    }

    final PoolCore core() {
        return core;
    }

    /// Puts a job that has a place into its line, and sees to it that it is ended if the pool has
    /// been cancelled. Must not wait.
    abstract void dispatch(Job<?> job);

    /// Takes a place, waiting for one.
    ///
    /// @throws ChannelClosedException if no more jobs are let in
    final void reserve() throws InterruptedException {
        places.send(PLACE);
    }

    /// Gives a place back.
    final void giveBack() {
        places.tryReceive();
    }

    /// Uses a place.
    ///
    /// @return false if no more jobs are let in
    final boolean place(Job<?> job) {
        if (!core.books().admit(job)) {
            giveBack();
            return false;
        }
        boolean dispatched = false;
        try {
            dispatch(job);
            dispatched = true;
        } finally { // memory may run out; the equals of a key may throw
            if (!dispatched) {
                job.cancelQueued(new RoutineCancellation(job + " could not be queued"));
                giveBack();
            }
        }
        return true;
    }

    @Override
    public final Sent send(Job<?> job) throws InterruptedException {
        try {
            reserve();
        } catch (ChannelClosedException e) {
            return Sent.CLOSED;
        }
        return place(job) ? Sent.SENT : Sent.CLOSED;
    }

    @Override
    public final Sent trySend(Job<?> job) {
        return placed(job, places.trySend(PLACE));
    }

    @Override
    public final Sent trySend(Job<?> job, Duration timeout) throws InterruptedException {
        return placed(job, places.trySend(PLACE, timeout));
    }

    private Sent placed(Job<?> job, Sent place) {
        return place == Sent.SENT && !place(job) ? Sent.CLOSED : place;
    }

    @Override
    public final int capacity() {
        return capacity;
    }

    @Override
    public final void stop() {
        places.close();
    }

    @Override
    public void cancel(Throwable cause) {
        places.cancel(cause);
    }
}
