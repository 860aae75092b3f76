package io.millrace.channel;

import io.millrace.channel.ChannelStats.State;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/*
 *    senders wait        buffer (a subclass)       receivers wait
 *    S3 -> S2 -> S1  -->  [ . | c | b | a ]  -->   R1 <- R2
 *                 \______________________________/
 *                   no buffer, or a receiver waits: from hand to hand
 *
 * A send: a receiver waits? hand over to the longest-waiting. Room? store. Otherwise queue up and park.
 * A receive: a value is buffered? take it, and let the longest-waiting sender's value into the free slot. No buffer,
 * and a sender waits? take from its hand. Otherwise queue up and park.
 *
 * C1  A receiver waits  =>  the buffer is empty and no sender waits.
 * C2  A sender waits    =>  the buffer is full.
 *     (Both but for a select that stands on both sides of one channel, and waiters of selects that were won elsewhere.)
 * C3  The channel has ended  =>  nobody waits.
 * C4  sent == received + dropped + size().
 * C5  Nobody overtakes: a newcomer finds a free slot, or a value, only if nobody waits for it.
 *
 * One lock guards all of it, the one that the channel is (decision 0003). RingChannel adds a shorter way for as long as
 * nobody waits; it keeps C1 to C5.
 *
 * After Go's hchan (runtime/chan.go). Differences: interrupts, deadlines, a cause, hanging up by the receiver,
 * overflow policies, counters.
 */
/// What happens in a channel under its lock: the two steps that everything is made of, and the end.
///
/// The lock and the queue of waiters are inherited, the buffer is a subclass's, and [LockedChannel]
/// waits.
abstract class Handover<T> extends AbstractChannel<T> {

    private final Overflow overflow;

    private @Nullable Throwable cause; // set under lock before state, read after it
    private volatile State state = State.OPEN; // set under lock, read by all

    private long handed; // under lock: sent without ever being in the buffer
    private long dropped; // under lock

    // What accept() and next() return beside their result; cleared before the lock is let go.
    private @Nullable Waiter partner; // under lock: whose wait was won
    private @Nullable T displaced; // under lock: what the overflow policy dropped

    Handover(ChannelBuilder<T> builder) {
        super(builder);
        overflow = builder.overflow;
    }

    /// Tells whether senders wait for room; otherwise a full channel refuses or drops.
    final boolean sendersWait() {
        return overflow == Overflow.BLOCK;
    }

    final State state() {
        return state;
    }

    // ---- the buffer; requires: lock held

    /// Tells whether [#store] may be called.
    abstract boolean hasRoom();

    /// Buffers a value. Requires: [#hasRoom].
    ///
    /// @return a value that was dropped: one that was there before, or this one
    abstract @Nullable T store(T value);

    /// Takes the value that has been buffered longest, if there is one.
    abstract @Nullable T take();

    /// Takes the value that has been buffered longest, if there is one, and buffers `next`.
    /// Requires: full.
    T exchange(T next) {
        T value = Objects.requireNonNull(take());
        store(next);
        return value;
    }

    /// Returns how many values are buffered.
    abstract int size();

    /// Returns how many values were ever put into the buffer.
    abstract long stored();

    /// Returns the value that [#take] would take, if there is one.
    abstract @Nullable T head();

    /// Copies all values to the start of `target`, [#head] first.
    abstract void copyTo(Object[] target);

    /// Makes the value at `index`, counted from [#head], the first; the others keep their order.
    /// Requires: 0 <= index < size.
    abstract void bringForward(int index);

    // ---- the two steps that everything is made of

    /// Sends `value` if that takes no waiting. Requires: lock held; afterwards [#unlockAndWake].
    ///
    /// @return [Sent#FULL] if the sender has to wait
    final Sent accept(T value) {
        if (state != State.OPEN) {
            return Sent.CLOSED;
        }
        Waiter receiver = claimReceiver();
        if (receiver != null) {
            assert size() == 0 : "C1";
            receiver.item = value;
            partner = receiver;
            handed++;
            return Sent.SENT;
        }
        if (!hasRoom()) {
            return Sent.FULL;
        }
        T lost = store(value);
        if (lost == null) {
            return Sent.SENT;
        }
        displaced = lost;
        dropped++;
        if (overflow != Overflow.DROP_NEWEST) {
            return Sent.SENT;
        }
        handed++;
        return Sent.DROPPED;
    }

    /// Receives if that takes no waiting. Requires: lock held; afterwards [#unlockAndWake].
    ///
    /// @return a value, [#ENDED], or null if the receiver has to wait
    final @Nullable Object next() {
        if (state == State.CANCELLED) {
            return ENDED; // what is buffered is being discarded
        }
        Waiter sender = claimSender();
        if (sender == null) {
            T value = take();
            if (value != null) {
                return value;
            }
        } else {
            partner = sender;
            T offered = value(sender.item);
            sender.item = null;
            if (capacity() == 0) {
                handed++;
                return offered;
            }
            return exchange(offered);
        }
        return state == State.OPEN ? null : ENDED;
    }

    /// Lets the lock go, and does what must not be done under it: wakes the partner, passes on what
    /// was dropped. To be called in a `finally` block: memory may run out while the lock is held.
    final void unlockAndWake() {
        Waiter woken = partner;
        T lost = displaced;
        partner = null;
        displaced = null;
        unlock();
        if (woken != null) {
            woken.complete();
        }
        if (lost != null) {
            undelivered(lost);
        }
    }

    /// Returns whose wait was won, and forgets it; [Waiter#NOBODY] if there is none. Requires: lock
    /// held.
    final Waiter takePartner() {
        Waiter woken = partner;
        partner = null;
        return Objects.requireNonNullElse(woken, Waiter.NOBODY);
    }

    /// Returns what was dropped, if anything, and forgets it. Requires: lock held.
    final @Nullable T takeDisplaced() {
        T lost = displaced;
        displaced = null;
        return lost;
    }

    // ---- the two steps, for selects

    @Override
    final @Nullable Waiter pollReceiveLocked(Waiter mine) {
        Object next = next();
        if (next == null) {
            return null;
        }
        mine.ended = next == ENDED;
        mine.item = mine.ended ? null : next;
        return takePartner();
    }

    @Override
    final @Nullable Waiter pollSendLocked(Waiter mine) {
        Sent result = accept(value(mine.item));
        if (result == Sent.FULL) {
            return null;
        }
        mine.ended = result == Sent.CLOSED;
        mine.item = displaced;
        displaced = null;
        return takePartner();
    }

    // ---- ending

    @Override
    boolean end(State how, @Nullable Throwable why) {
        lock();
        if (state != State.OPEN) {
            unlock();
            return false;
        }
        Waiter woken = endAt(how, why);
        unlock();
        WaitQueue.completeAll(woken);
        return true;
    }

    @Override
    boolean hangUp(Throwable why) {
        lock();
        if (state == State.CANCELLED || (state != State.OPEN && size() == 0)) {
            unlock();
            return false;
        }
        Waiter woken = endAt(State.CANCELLED, why);
        unlock();
        WaitQueue.completeAll(woken);
        discard();
        return true;
    }

    /// Sets the end and takes all waiters out (C3). Requires: lock held.
    private @Nullable Waiter endAt(State how, @Nullable Throwable why) {
        cause = why;
        state = how;
        return endAll();
    }

    /// Empties the buffer of a cancelled channel, a value at a time so that the lock is never held
    /// for long.
    private void discard() {
        Throwable failure = passOn(this::dropOne, null);
        if (failure != null) {
            throw thrown(failure);
        }
    }

    private @Nullable T dropOne() {
        lock();
        T value = take();
        if (value != null) {
            dropped++;
        }
        unlock();
        return value;
    }

    @Override
    @Nullable Throwable cause() {
        return state == State.OPEN ? null : cause; // reads state first: see the fields
    }

    @Override
    public boolean isClosed() {
        return state != State.OPEN;
    }

    @Override
    public boolean isDrained() {
        if (state == State.OPEN) {
            return false;
        }
        lock();
        boolean drained = state == State.CANCELLED || size() == 0;
        unlock();
        return drained;
    }

    @Override
    public ChannelStats stats() {
        lock();
        int size = size();
        int waitingSenders = senders();
        int waitingReceivers = receivers();
        long sentSoFar = handed + stored();
        long droppedSoFar = dropped;
        State now = state;
        unlock();
        return new ChannelStats(
                name(),
                now,
                capacity(),
                size,
                waitingSenders,
                waitingReceivers,
                sentSoFar,
                sentSoFar - droppedSoFar - size,
                droppedSoFar);
    }

    @Override
    public BlockingQueue<T> asBlockingQueue() {
        return new QueueView<>(this, new BufferContents<>(this));
    }
}
