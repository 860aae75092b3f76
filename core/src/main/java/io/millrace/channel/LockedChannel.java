package io.millrace.channel;

import io.millrace.channel.ChannelStats.State;
import io.millrace.waiting.Door;
import io.millrace.waiting.Patience;
import io.millrace.waiting.Wait;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import org.jspecify.annotations.Nullable;

/// The engine: each operation takes the lock, takes a step of [Handover], lets the lock go, and
/// wakes whom that served; or queues up and waits.
abstract class LockedChannel<T> extends Handover<T> {

    // Written by whoever waits, without a lock: see Patience.
    private int sendersWaits;
    private int receiversWaits;
    private volatile @Nullable Patience patientSenders;
    private volatile @Nullable Patience patientReceivers;

    LockedChannel(ChannelBuilder<T> builder) {
        super(builder);
    }

    // ---- waiting

    /// Makes a place in the queue.
    private static Waiter waiter(@Nullable Object item) {
        var mine = new Waiter();
        mine.item = item;
        mine.begin();
        return mine;
    }

    /// Returns how one more sender waits before it parks.
    ///
    /// @return null as long as few have waited: it parks at once
    final @Nullable Patience patientSender() {
        Patience learned = patientSenders;
        if (learned == null) {
            learned = Patience.after(++sendersWaits);
            patientSenders = learned;
        }
        return learned;
    }

    /// As [#patientSender], for a receiver.
    final @Nullable Patience patientReceiver() {
        Patience learned = patientReceivers;
        if (learned == null) {
            learned = Patience.after(++receiversWaits);
            patientReceivers = learned;
        }
        return learned;
    }

    /// Waits for a moment, queued up and before it comes to parking.
    ///
    /// @return whether the wait is done
    boolean pause(Patience patience, Waiter mine) {
        return patience.look(mine) || patience.giveWay(mine);
    }

    /// Waits for a partner, for at most `nanos`.
    ///
    /// @param patience how to wait before it comes to parking; null to park at once
    /// @return false if the time was over first and the waiter has left the queue
    private boolean await(String doing, Waiter mine, @Nullable Patience patience, long nanos)
            throws InterruptedException {
        Wait.Ending ending = null;
        boolean gaveUp = false;
        try {
            if (patience != null && pause(patience, mine)) {
                ending = Wait.Ending.DONE;
            } else if (nanos == FOREVER) {
                ending = mine.await(doing, this);
            } else {
                ending = mine.awaitUntil(doing, this, Door.now() + nanos);
            }
        } finally { // even if memory or stack ran out on the way: nothing is handed to who has left
            gaveUp = ending != Wait.Ending.DONE && leave(mine);
        }
        if (ending != Wait.Ending.DONE && !gaveUp) {
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
        lock();
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
        @Nullable Patience patience;
        lock();
        try {
            Sent result = accept(value);
            if (result != Sent.FULL || nanos <= 0 || !sendersWait()) {
                return result;
            }
            patience = senders() == 0 ? patientSender() : null;
            mine = waiter(value);
            addSender(mine);
        } finally {
            unlockAndWake();
        }
        if (!await("send", mine, patience, nanos)) {
            return Sent.FULL;
        }
        return mine.ended ? Sent.CLOSED : Sent.SENT;
    }

    @Override
    @Nullable Object poll() {
        lock();
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
        @Nullable Patience patience;
        lock();
        try {
            Object next = next();
            if (next != null || nanos <= 0) {
                return next;
            }
            patience = receivers() == 0 ? patientReceiver() : null;
            mine = waiter(null);
            addReceiver(mine);
        } finally {
            unlockAndWake();
        }
        if (!await("receive", mine, patience, nanos)) {
            return null;
        }
        return mine.ended ? ENDED : mine.item;
    }

    // ---- many at once

    @Override
    int offerSome(Object[] values, int from, int to) {
        int at = from;
        boolean accepted = true;
        while (accepted && at < to) {
            int end = Math.min(to, at + MOST_AT_ONCE);
            Waiter woken = null;
            T lost = null;
            lock();
            try {
                while (accepted && at < end && lost == null) {
                    Sent result = accept(value(values[at]));
                    accepted = result == Sent.SENT || result == Sent.DROPPED;
                    if (accepted) {
                        at++;
                    }
                    woken = WaitQueue.chain(woken, takePartner());
                    lost = takeDisplaced();
                }
            } finally { // a buffer that grows may find no memory
                unlock();
                WaitQueue.completeAll(woken);
            }
            if (lost != null) {
                undelivered(lost);
            }
        }
        return at - from;
    }

    @Override
    int pollSome(@Nullable Object[] target, int from, int most) {
        int count = 0;
        Waiter woken = null;
        lock();
        try {
            while (count < most && next() instanceof Object value && value != ENDED) {
                target[from + count++] = value;
                woken = WaitQueue.chain(woken, takePartner());
            }
        } finally {
            unlock();
            WaitQueue.completeAll(woken);
        }
        return count;
    }

    @Override
    long there() {
        return (long) size() + senders();
    }

    // ---- for selects

    @Override
    boolean mayReceive() {
        return size() > 0 || senders() > 0 || state() != State.OPEN;
    }

    @Override
    boolean maySend() {
        return hasRoom() || receivers() > 0 || state() != State.OPEN;
    }

    @Override
    @Nullable Waiter pollReceive(Waiter mine) {
        lock();
        try {
            return pollReceiveLocked(mine);
        } finally {
            unlock();
        }
    }

    @Override
    @Nullable Waiter pollSend(Waiter mine) {
        lock();
        try {
            return pollSendLocked(mine);
        } finally { // a buffer that grows may find no memory
            unlock();
        }
    }
}
