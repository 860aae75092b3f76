package io.millrace.channel;

import io.millrace.channel.ChannelStats.State;
import io.millrace.waiting.Patience;
import io.millrace.waiting.Waiter;
import org.jspecify.annotations.Nullable;

/*
 *               receiving                    sending
 *                   v                           v
 *     [ . | . | . | a | b | c | d | e | f | g | . | . ]        a slot is empty, or holds a value
 *
 * Two ways lead through this channel.
 *
 * The short way, while nobody waits: a sender takes the lock of its side, finds the side open and the next slot empty,
 * goes on by one and fills it. A receiver does the same on the other side. One compare-and-set each, and the two share
 * nothing but the slots. A batch does it for up to 64 values at once: BatchSide.
 *
 * The long way, through the engine of LockedChannel: whoever takes the channel's lock shuts both sides first, and opens
 * them again when it lets the lock go, if nobody waits. While somebody waits they stay shut, and the channel's lock is
 * the only one that anybody takes.
 *
 *     both open  --- lock() ------------------------------->  both shut, one thread inside
 *         ^                                                     |            ^
 *         +--- unlock(), nobody waits, not ended ---------------+            | lock()
 *                                                               v            |
 *                                                  unlock(), somebody waits: shut, nobody inside
 *
 * B1  A side is open  =>  nobody waits. (Hence who comes the short way overtakes nobody: C5.)
 * B2  The sending side is open  =>  the channel has not ended; the receiving side may be open while values are left.
 * B3  size() == sending.count() - receiving.count(), and the slots from receiving.index() on hold that many values.
 *
 * The trial that this follows took both sides' locks for whatever concerned a waiter: with a thousand waiters each
 * operation was three compare-and-sets, and one half of it stood in the way of the other.
 */
/// A channel with a buffer; senders wait, or are refused, when it is full.
final class RingChannel<T> extends LockedChannel<T> {

    /// With fewer slots than that, who gives way does so queued up: its value counts as one more.
    private static final int MANY = 8;

    private final @Nullable Object[] slots;
    private final BatchSide sending;
    private final BatchSide receiving;

    RingChannel(ChannelBuilder<T> builder) {
        super(builder);
        slots = RingSide.slots(builder.capacity);
        sending = new BatchSide.Padded(slots, true);
        receiving = new BatchSide.Padded(slots, false);
    }

    // ---- the short way

    private boolean storeAlone(T value) {
        RingSide side = sending;
        if (!side.tryEnter()) {
            return false;
        }
        RingSide.SLOT.setRelease(slots, side.index(), value);
        side.advance();
        side.unlock();
        return true;
    }

    private @Nullable Object takeAlone() {
        RingSide side = receiving;
        if (!side.tryEnter()) {
            return null;
        }
        int at = side.index();
        Object value = RingSide.SLOT.getAcquire(slots, at);
        RingSide.SLOT.setRelease(slots, at, null);
        side.advance();
        side.unlock();
        return value;
    }

    // ---- which way

    @Override
    Sent offer(T value) {
        if (sending.isBlocked(receiving) && state() == State.OPEN) {
            return Sent.FULL;
        }
        return storeAlone(value) ? Sent.SENT : super.offer(value);
    }

    @Override
    Sent offer(T value, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (storeAlone(value)
                || (sendersWait() && isWorthWhile(sending, nanos) && storeAlone(value))) {
            return Sent.SENT;
        }
        return super.offer(value, nanos);
    }

    @Override
    @Nullable Object poll() {
        if (receiving.isBlocked(sending) && state() == State.OPEN) {
            return null;
        }
        Object value = takeAlone();
        return value != null ? value : super.poll();
    }

    @Override
    @Nullable Object poll(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Object value = takeAlone();
        if (value == null && isWorthWhile(receiving, nanos)) {
            value = takeAlone();
        }
        return value != null ? value : super.poll(nanos);
    }

    /// Looks for a while whether a value can pass, before it comes to queueing up; only if nobody
    /// stands there already, and there is something to wait for.
    private boolean isWorthWhile(RingSide side, long nanos) {
        if (nanos <= 0 || senders() > 0 || receivers() > 0 || state() != State.OPEN) {
            return false;
        }
        Patience patience = side.sends ? patientSender() : patientReceiver();
        return patience != null
                && (patience.look(side) || (capacity() >= MANY && patience.giveWay(side)));
    }

    @Override
    boolean pause(Patience patience, Waiter mine) {
        return capacity() < MANY && patience.giveWay(mine);
    }

    @Override
    int offerSome(Object[] values, int from, int to) {
        if (sending.isBlocked(receiving)) {
            return 0; // spares both locks
        }
        int at = from;
        while (at < to) {
            int most = Math.min(to - at, MOST_AT_ONCE);
            int stored = sending.fill(receiving, values, at, most);
            if (stored < 0) {
                return at + super.offerSome(values, at, to) - from;
            }
            at += stored;
            if (stored < most) {
                break; // it was full: what has left since came after this batch
            }
        }
        return at - from;
    }

    @Override
    boolean pausesForSome(boolean sends) {
        return capacity() >= MANY
                && (!sends || sendersWait())
                && senders() == 0
                && receivers() == 0
                && state() == State.OPEN
                && (sends ? sending : receiving).giveWay();
    }

    @Override
    int pollSome(@Nullable Object[] target, int from, int most) {
        int count = receiving.empty(target, from, most);
        return count >= 0 ? count : super.pollSome(target, from, most);
    }

    @Override
    @Nullable Object[] borrow(boolean sends, int length) {
        return (sends ? sending : receiving).borrow(length);
    }

    @Override
    void giveBack(boolean sends, @Nullable Object[] lent) {
        (sends ? sending : receiving).giveBack(lent);
    }

    // ---- the long way

    @Override
    protected boolean enter() {
        return sending.shut() && receiving.shut();
    }

    @Override
    protected void exit() {
        if (senders() > 0 || receivers() > 0) {
            return;
        }
        switch (state()) {
            case OPEN -> {
                sending.open();
                receiving.open();
            }
            case CLOSED, FAILED -> receiving.open();
            case CANCELLED -> {}
        }
    }

    @Override
    boolean hasRoom() {
        return slots[sending.index()] == null;
    }

    @Override
    @Nullable T store(T value) {
        RingSide.SLOT.setRelease(slots, sending.index(), value);
        sending.advance();
        return null;
    }

    @Override
    @Nullable T take() {
        int at = receiving.index();
        Object value = slots[at];
        if (value == null) {
            return null;
        }
        RingSide.SLOT.setRelease(slots, at, null);
        receiving.advance();
        return value(value);
    }

    @Override
    T exchange(T next) {
        int at = receiving.index();
        T value = value(slots[at]);
        RingSide.SLOT.setRelease(slots, at, next);
        sending.advance();
        receiving.advance();
        return value;
    }

    @Override
    @Nullable T head() {
        Object first = slots[receiving.index()];
        return first == null ? null : value(first);
    }

    @Override
    void copyTo(Object[] target) {
        int at = receiving.index();
        for (int i = 0, size = size(); i < size; i++) {
            target[i] = value(slots[at]);
            at = RingSide.after(slots, at, 1);
        }
    }

    @Override
    void bringForward(int index) {
        int head = receiving.index();
        Object first = slots[RingSide.after(slots, head, index)];
        for (int i = index; i > 0; i--) {
            Object before = slots[RingSide.after(slots, head, i - 1)];
            RingSide.SLOT.setRelease(slots, RingSide.after(slots, head, i), before);
        }
        RingSide.SLOT.setRelease(slots, head, first);
    }

    @Override
    int size() {
        long received =
                receiving.countSeen(); // first: without the lock it is too much, not too little
        return (int) (sending.countSeen() - received);
    }

    @Override
    long stored() {
        return sending.count();
    }

    // ---- for selects

    @Override
    boolean mayReceive() {
        return receiving.isDone() || state() != State.OPEN;
    }

    @Override
    boolean maySend() {
        return sending.isDone() || state() != State.OPEN;
    }

    @Override
    long emptySince() {
        return receiving.blockedSince(sending);
    }

    @Override
    boolean isEmptySince(long stamp) {
        return receiving.isBlockedSince(sending, stamp) && state() == State.OPEN;
    }

    @Override
    long fullSince() {
        return sending.blockedSince(receiving);
    }

    @Override
    boolean isFullSince(long stamp) {
        return sending.isBlockedSince(receiving, stamp) && state() == State.OPEN;
    }

    @Override
    @Nullable Waiter pollReceive(Waiter mine) {
        Object value = takeAlone();
        if (value == null) {
            return super.pollReceive(mine);
        }
        mine.item = value;
        mine.ended = false;
        return Waiter.NOBODY;
    }

    @Override
    @Nullable Waiter pollSend(Waiter mine) {
        if (!storeAlone(value(mine.item))) {
            return super.pollSend(mine);
        }
        mine.item = null;
        mine.ended = false;
        return Waiter.NOBODY;
    }
}
