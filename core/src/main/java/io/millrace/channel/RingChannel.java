package io.millrace.channel;

import io.millrace.channel.ChannelStats.State;
import io.millrace.waiting.Patience;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Waiter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A channel with a buffer; senders wait, or are refused, when it is full.
final class RingChannel<T> extends LockedChannel<T> {
    private final @Nullable Object[] slots;
    private final RingSide sending;
    private final RingSide receiving;
    private final Patience forRoom = new Patience();
    private final Patience forValues = new Patience();

    RingChannel(ChannelBuilder<T> builder) {
        this(builder, new Object[builder.capacity]);
    }

    private RingChannel(ChannelBuilder<T> builder, @Nullable Object[] slots) {
        this(builder, slots, new RingSide.Padded(slots, true));
    }

    private RingChannel(ChannelBuilder<T> builder, @Nullable Object[] slots, RingSide sending) {
        super(builder, sending);
        this.slots = slots;
        this.sending = sending;
        receiving = new RingSide.Padded(slots, false);
    }

    // ---- the fast paths: one lock, that of the own side

    /// Sends if there is room and nobody to be served.
    private boolean storeAlone(T value) {
        RingSide side = sending;
        side.lock();
        int at = side.index();
        if (RingSide.SLOT.getAcquire(slots, at) == null
                && receivers.isEmpty()
                && state() == State.OPEN) {
            side.advance();
            RingSide.SLOT.setRelease(slots, at, value);
            side.unlock();
            return true;
        }
        side.unlock();
        return false;
    }

    /// Receives if there is a value and nobody to be served.
    private @Nullable Object takeAlone() {
        RingSide side = receiving;
        side.lock();
        int at = side.index();
        Object value = RingSide.SLOT.getAcquire(slots, at);
        if (value != null && senders.isEmpty() && state() != State.CANCELLED) {
            side.advance();
            RingSide.SLOT.setRelease(slots, at, null);
            side.unlock();
            return value;
        }
        side.unlock();
        return null;
    }

    @Override
    Sent offer(T value) {
        if (!maySend()) {
            return Sent.FULL;
        }
        return storeAlone(value) ? Sent.SENT : super.offer(value);
    }

    @Override
    Sent offer(T value, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (storeAlone(value)) {
            return Sent.SENT;
        }
        if (nanos > 0
                && senders.isEmpty()
                && !maySend()
                && forRoom.pause(sending, true)
                && storeAlone(value)) {
            return Sent.SENT;
        }
        return super.offer(value, nanos);
    }

    @Override
    @Nullable Object poll() {
        if (!mayReceive()) {
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
        if (value != null) {
            return value;
        }
        if (nanos > 0 && receivers.isEmpty() && !mayReceive() && forValues.pause(receiving, true)) {
            value = takeAlone();
            if (value != null) {
                return value;
            }
        }
        return super.poll(nanos);
    }

    @Override
    int offerSome(Object[] values, int from, int to) {
        int at = from;
        while (at < to) {
            int stored = storeSomeAlone(values, at, Math.min(to - at, MOST_AT_ONCE));
            at += stored == 0 ? super.offerSome(values, at, to) : stored;
            if (stored == 0) {
                break;
            }
        }
        return at - from;
    }

    private int storeSomeAlone(Object[] values, int from, int most) {
        RingSide side = sending;
        side.lock();
        int count = 0;
        if (receivers.isEmpty() && state() == State.OPEN) {
            count = side.passable(most);
            int at = side.index();
            side.advance(count);
            for (int i = 0; i < count; i++) {
                RingSide.SLOT.setRelease(slots, at, values[from + i]);
                at = at + 1 == slots.length ? 0 : at + 1;
            }
        }
        side.unlock();
        return count;
    }

    @Override
    int pollSome(@Nullable Object[] target, int most) {
        int count = takeSomeAlone(target, Math.min(most, MOST_AT_ONCE));
        return count == 0 ? super.pollSome(target, most) : count;
    }

    private int takeSomeAlone(@Nullable Object[] target, int most) {
        RingSide side = receiving;
        side.lock();
        int count = 0;
        if (senders.isEmpty() && state() != State.CANCELLED) {
            count = side.passable(most);
            int at = side.index();
            side.advance(count);
            for (int i = 0; i < count; i++) {
                target[i] = slots[at];
                RingSide.SLOT.setRelease(slots, at, null);
                at = at + 1 == slots.length ? 0 : at + 1;
            }
        }
        side.unlock();
        return count;
    }

    // ---- the engine's view: both locks

    @Override
    void lockAll() {
        for (int i = 0; ; i++) {
            sending.lock();
            if (receiving.trySpin()) {
                return;
            }
            sending.unlock();
            receiving.backOff(i);
        }
    }

    @Override
    void unlockAll() {
        receiving.unlock();
        sending.unlock();
    }

    @Override
    List<ShortLock> locks() {
        return List.of(sending, receiving);
    }

    @Override
    boolean hasRoom() {
        return slots[sending.index()] == null;
    }

    @Override
    @Nullable T store(T value) {
        int at = sending.index();
        sending.advance();
        RingSide.SLOT.setRelease(slots, at, value);
        return null;
    }

    @Override
    @Nullable T take() {
        int at = receiving.index();
        Object value = slots[at];
        if (value == null) {
            return null;
        }
        receiving.advance();
        RingSide.SLOT.setRelease(slots, at, null);
        return value(value);
    }

    @Override
    T exchange(T next) {
        int at = receiving.index();
        T value = value(slots[at]);
        sending.advance();
        receiving.advance();
        RingSide.SLOT.setRelease(slots, at, next); // never empty in between: nobody sees room
        return value;
    }

    @Override
    @Nullable T head() {
        Object first = slots[receiving.index()];
        return first == null ? null : value(first);
    }

    @Override
    void copyTo(Object[] target) {
        int head = receiving.index();
        int size = size();
        int straight = Math.min(size, slots.length - head);
        System.arraycopy(slots, head, target, 0, straight);
        System.arraycopy(slots, 0, target, straight, size - straight);
    }

    /// No slot is empty meanwhile: who looks without a lock sees a value.
    @Override
    void bringForward(int index) {
        int head = receiving.index();
        Object first = slots[wrapped(head + index)];
        for (int i = index; i > 0; i--) {
            RingSide.SLOT.setRelease(slots, wrapped(head + i), slots[wrapped(head + i - 1)]);
        }
        RingSide.SLOT.setRelease(slots, head, first);
    }

    private int wrapped(int index) { // capacity may be near the largest int
        return index - slots.length < 0 && index >= 0 ? index : index - slots.length;
    }

    @Override
    int size() {
        return (int) (sending.count() - receiving.count());
    }

    @Override
    long stored() {
        return sending.count();
    }

    @Override
    boolean mayReceive() {
        return receiving.isDone() || state() != State.OPEN;
    }

    @Override
    boolean maySend() {
        return sending.isDone() || state() != State.OPEN;
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
