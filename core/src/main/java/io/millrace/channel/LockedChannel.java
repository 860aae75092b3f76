package io.millrace.channel;

import io.millrace.channel.ChannelStats.State;
import io.millrace.waiting.Door;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Wait;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.util.Objects;
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
 * One lock guards all of it. Decision 0003 says why, and what a faster engine has to keep.
 *
 * After Go's hchan (runtime/chan.go). Differences: interrupts, deadlines, a cause, hanging up by the receiver,
 * overflow policies, counters.
 */
/// The engine: one lock, two queues of waiters, and the buffer of a subclass.
abstract class LockedChannel<T> extends AbstractChannel<T> {

    /// So many exceptions of a hook at most are kept; a buffer may hold millions of values.
    static final int MOST_SUPPRESSED = 100;

    private final ShortLock lock = new ShortLock();
    private final WaitQueue senders = new WaitQueue(); // under lock
    private final WaitQueue receivers = new WaitQueue(); // under lock
    private final Overflow overflow;

    private @Nullable Throwable cause; // set under lock before state, read after it
    private volatile State state = State.OPEN; // set under lock, read by all

    private long sent; // under lock
    private long received; // under lock
    private long dropped; // under lock

    // What accept() and next() return beside their result; cleared before the lock is let go.
    private @Nullable Waiter partner; // under lock: whose wait was won
    private @Nullable T displaced; // under lock: what the overflow policy dropped

    LockedChannel(ChannelBuilder<T> builder) {
        super(builder);
        overflow = builder.overflow;
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

    /// Returns how many values are buffered.
    abstract int size();

    // ---- the two steps that everything is made of

    /// Sends `value` if that takes no waiting. Requires: lock held; afterwards [#unlockAndWake].
    ///
    /// @return [Sent#FULL] if the sender has to wait
    private Sent accept(T value) {
        if (state != State.OPEN) {
            return Sent.CLOSED;
        }
        Waiter receiver = receivers.claimFirst();
        if (receiver != null) {
            assert size() == 0 : "C1";
            receiver.item = value;
            partner = receiver;
            sent++;
            received++;
            return Sent.SENT;
        }
        if (!hasRoom()) {
            return Sent.FULL;
        }
        T lost = store(value);
        sent++;
        if (lost == null) {
            return Sent.SENT;
        }
        displaced = lost;
        dropped++;
        return overflow == Overflow.DROP_NEWEST ? Sent.DROPPED : Sent.SENT;
    }

    /// Receives if that takes no waiting. Requires: lock held; afterwards [#unlockAndWake].
    ///
    /// @return a value, [#ENDED], or null if the receiver has to wait
    private @Nullable Object next() {
        if (state == State.CANCELLED) {
            return ENDED; // what is buffered is being discarded
        }
        T value = take();
        Waiter sender = senders.claimFirst();
        if (sender != null) {
            T offered = value(sender.item);
            sender.item = null;
            if (value == null) {
                value = offered;
            } else {
                store(offered);
            }
            sent++;
            partner = sender;
        }
        if (value != null) {
            received++;
            return value;
        }
        return state == State.OPEN ? null : ENDED;
    }

    /// Lets the lock go, and does what must not be done under it: wakes the partner, passes on what
    /// was dropped. To be called in a `finally` block: memory may run out while the lock is held.
    private void unlockAndWake() {
        Waiter woken = partner;
        T lost = displaced;
        partner = null;
        displaced = null;
        lock.unlock();
        if (woken != null) {
            woken.complete();
        }
        if (lost != null) {
            undelivered(lost);
        }
    }

    // ---- waiting

    /// Queues up. Requires: lock held.
    private static Waiter enqueue(WaitQueue queue, @Nullable Object item) {
        var mine = new Waiter();
        mine.item = item;
        mine.begin();
        queue.add(mine);
        return mine;
    }

    /// Waits for a partner, for at most `nanos`.
    ///
    /// @return false if the time was over first and the waiter has left the queue
    private boolean await(String doing, WaitQueue queue, Waiter mine, long nanos)
            throws InterruptedException {
        Wait.Ending ending =
                nanos == FOREVER
                        ? mine.await(doing, this)
                        : mine.awaitUntil(doing, this, Door.now() + nanos);
        if (ending == Wait.Ending.DONE) {
            return true;
        }
        lock.lock();
        boolean gaveUp = queue.remove(mine);
        lock.unlock();
        if (!gaveUp) {
            mine.awaitDone(doing, this);
        }
        if (ending == Wait.Ending.INTERRUPTED) {
            if (gaveUp) {
                throw new InterruptedException();
            }
            Thread.currentThread().interrupt(); // W3: a partner came first
        }
        return !gaveUp;
    }

    // ---- sending and receiving

    @Override
    Sent offer(T value) {
        lock.lock();
        try {
            return accept(value);
        } finally {
            unlockAndWake();
        }
    }

    @Override
    Sent offer(T value, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiter mine;
        lock.lock();
        try {
            Sent result = accept(value);
            if (result != Sent.FULL || nanos <= 0 || overflow == Overflow.REJECT) {
                return result;
            }
            mine = enqueue(senders, value);
        } finally {
            unlockAndWake();
        }
        if (!await("send", senders, mine, nanos)) {
            return Sent.FULL;
        }
        return mine.ended ? Sent.CLOSED : Sent.SENT;
    }

    @Override
    @Nullable Object poll() {
        lock.lock();
        try {
            return next();
        } finally {
            unlockAndWake();
        }
    }

    @Override
    @Nullable Object poll(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiter mine;
        lock.lock();
        try {
            Object next = next();
            if (next != null || nanos <= 0) {
                return next;
            }
            mine = enqueue(receivers, null);
        } finally {
            unlockAndWake();
        }
        if (!await("receive", receivers, mine, nanos)) {
            return null;
        }
        return mine.ended ? ENDED : mine.item;
    }

    // ---- ending

    @Override
    boolean end(State how, @Nullable Throwable why) {
        lock.lock();
        if (state != State.OPEN) {
            lock.unlock();
            return false;
        }
        Waiter woken = endAt(how, why);
        lock.unlock();
        WaitQueue.completeAll(woken);
        return true;
    }

    @Override
    boolean hangUp(Throwable why) {
        lock.lock();
        if (state == State.CANCELLED || (state != State.OPEN && size() == 0)) {
            lock.unlock();
            return false;
        }
        Waiter woken = endAt(State.CANCELLED, why);
        lock.unlock();
        WaitQueue.completeAll(woken);
        discard();
        return true;
    }

    /// Sets the end and takes all waiters out (C3). Requires: lock held.
    private @Nullable Waiter endAt(State how, @Nullable Throwable why) {
        cause = why;
        state = how;
        return senders.endAll(receivers.endAll(null));
    }

    /// Empties the buffer of a cancelled channel, a value at a time so that the lock is never held
    /// for long. A hook that throws is still passed the rest; what it threw is thrown then.
    private void discard() {
        Throwable first = null;
        int more = 0;
        for (T value = dropOne(); value != null; value = dropOne()) {
            try {
                undelivered(value);
            } catch (RuntimeException | Error e) {
                if (first == null) {
                    first = e;
                } else if (!first.equals(e) && more++ < MOST_SUPPRESSED) {
                    first.addSuppressed(e);
                }
            }
        }
        switch (first) {
            case null -> {}
            case Error e -> throw e;
            default -> throw (RuntimeException) first;
        }
    }

    private @Nullable T dropOne() {
        lock.lock();
        T value = take();
        if (value != null) {
            dropped++;
        }
        lock.unlock();
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
        lock.lock();
        boolean drained = state == State.CANCELLED || size() == 0;
        lock.unlock();
        return drained;
    }

    @Override
    public ChannelStats stats() {
        lock.lock();
        int size = size();
        int waitingSenders = senders.size();
        int waitingReceivers = receivers.size();
        long sentSoFar = sent;
        long receivedSoFar = received;
        long droppedSoFar = dropped;
        State now = state;
        lock.unlock();
        assert sentSoFar == receivedSoFar + droppedSoFar + size : "C4";
        return new ChannelStats(
                name(),
                now,
                capacity(),
                size,
                waitingSenders,
                waitingReceivers,
                sentSoFar,
                receivedSoFar,
                droppedSoFar);
    }

    // ---- for selects

    @Override
    final ShortLock lock() {
        return lock;
    }

    @Override
    final boolean mayReceive() {
        return size() > 0 || !senders.isEmpty() || state != State.OPEN;
    }

    @Override
    final boolean maySend() {
        return hasRoom() || !receivers.isEmpty() || state != State.OPEN;
    }

    @Override
    final @Nullable Waiter pollReceive(Waiter mine) {
        Object next = next();
        if (next == null) {
            return null;
        }
        mine.ended = next == ENDED;
        mine.item = mine.ended ? null : next;
        return takePartner();
    }

    @Override
    final @Nullable Waiter pollSend(Waiter mine) {
        Sent result = accept(value(mine.item));
        if (result == Sent.FULL) {
            return null;
        }
        mine.ended = result == Sent.CLOSED;
        mine.item = displaced;
        displaced = null;
        return takePartner();
    }

    private Waiter takePartner() {
        Waiter woken = partner;
        partner = null;
        return Objects.requireNonNullElse(woken, Waiter.NOBODY);
    }

    @Override
    final void enqueueReceiver(Waiter mine) {
        receivers.add(mine);
    }

    @Override
    final void enqueueSender(Waiter mine) {
        senders.add(mine);
    }

    @Override
    final void dequeueReceiver(Waiter mine) {
        receivers.remove(mine);
    }

    @Override
    final void dequeueSender(Waiter mine) {
        senders.remove(mine);
    }
}
