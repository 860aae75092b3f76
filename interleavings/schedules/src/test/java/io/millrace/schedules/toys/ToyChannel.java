package io.millrace.schedules.toys;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A channel as simple as it can be, with room for a fault.
final class ToyChannel {

    /// What a receiver is given at the end.
    static final int ENDED = -1;

    /// What a receiver is given that does not wait.
    static final int NOTHING = 0;

    /// One thread's wait, for one channel or for the first of several.
    private static final class Turn {
        final Thread thread = Thread.currentThread();
        final AtomicBoolean claim = new AtomicBoolean();
        volatile boolean claimed; // instead of the above, if nobody is careful
        volatile boolean done;
        int channel;
        int value;

        boolean claim(Fault fault) {
            if (fault == Fault.UNCLAIMED_WAIT) {
                boolean free = !claimed;
                claimed = true;
                return free;
            }
            return claim.compareAndSet(false, true);
        }

        void complete(int channel, int value) {
            this.channel = channel;
            this.value = value;
            done = true;
            LockSupport.unpark(thread);
        }
    }

    /// A turn in one queue: of which channel of a select, and with which value.
    private record Place(Turn turn, int channel, int value) {}

    private final int capacity;
    private final Fault fault;
    private final AtomicBoolean lock = new AtomicBoolean();
    private final ArrayDeque<Integer> buffer = new ArrayDeque<>();
    private final ArrayDeque<Place> senders = new ArrayDeque<>();
    private final ArrayDeque<Place> receivers = new ArrayDeque<>();
    private volatile boolean closed;
    private volatile boolean quiet = true; // nothing to receive; read without the lock
    private int sent;
    private int received;

    ToyChannel(int capacity, Fault fault) {
        this.capacity = fault == Fault.OVERFULL ? capacity + 1 : capacity;
        this.fault = fault;
    }

    private void lock() {
        while (lock.get() || !lock.compareAndSet(false, true)) {
            Thread.onSpinWait();
        }
    }

    private void unlock() {
        quiet = buffer.isEmpty() && senders.isEmpty() && !closed;
        lock.set(false);
    }

    private @Nullable Place claimFirst(ArrayDeque<Place> queue) {
        boolean last = fault == Fault.OVERTAKING && queue == senders;
        while (true) {
            Place place = last ? queue.pollLast() : queue.pollFirst();
            if (place == null || place.turn.claim(fault)) {
                return place;
            }
        }
    }

    /// @return whether it was sent; throws nothing at the end: see [#isClosed]
    private boolean accept(int value) {
        Place receiver = claimFirst(receivers);
        if (receiver != null) {
            sent++;
            received++;
            receiver.turn.complete(receiver.channel, value);
            return true;
        }
        if (buffer.size() < capacity) {
            sent++;
            buffer.add(value);
            return true;
        }
        return false;
    }

    private int next() {
        if (closed && fault == Fault.FORGOTTEN_REST) {
            return ENDED;
        }
        Place sender = claimFirst(senders);
        if (sender != null) {
            sent++;
            received++;
            buffer.add(sender.value);
            sender.turn.complete(0, 0);
            return buffer.remove();
        }
        if (!buffer.isEmpty()) {
            received++;
            return buffer.remove();
        }
        return closed ? ENDED : NOTHING;
    }

    boolean isClosed() {
        return closed;
    }

    /// @return [#ENDED], or anything else
    int send(int value) throws InterruptedException {
        enter();
        lock();
        if (closed) {
            unlock();
            return ENDED;
        }
        if (accept(value)) {
            unlock();
            return NOTHING;
        }
        var turn = new Turn();
        senders.add(new Place(turn, 0, value));
        unlock();
        await(turn, List.of(this));
        return turn.value;
    }

    /// @return [#ENDED], 1 if it was sent, [#NOTHING] if not
    int trySend(int value) {
        lock();
        int result = closed ? ENDED : accept(value) ? 1 : NOTHING;
        unlock();
        return result;
    }

    int receive() throws InterruptedException {
        enter();
        boolean looks = fault != Fault.LOST_WAKE_UP || !quiet;
        lock();
        int value = looks ? next() : NOTHING;
        if (value != NOTHING) {
            unlock();
            return value;
        }
        var turn = new Turn();
        receivers.add(new Place(turn, 0, 0));
        unlock();
        await(turn, List.of(this));
        return turn.value;
    }

    int tryReceive() {
        lock();
        int value = next();
        unlock();
        return value;
    }

    boolean close() {
        lock();
        boolean first = !closed;
        closed = true;
        endAll(receivers);
        if (fault != Fault.FORGOTTEN_SENDERS) {
            endAll(senders);
        }
        unlock();
        return first;
    }

    private void endAll(ArrayDeque<Place> queue) {
        for (Place place = claimFirst(queue); place != null; place = claimFirst(queue)) {
            place.turn.complete(place.channel, ENDED);
        }
    }

    /// Receives from one of several channels.
    ///
    /// @return which, and the value
    static int[] select(List<ToyChannel> channels, Fault fault) throws InterruptedException {
        enter();
        var turn = new Turn();
        boolean atOnce = fault != Fault.SELECT_ONE_BY_ONE;
        if (atOnce) {
            channels.forEach(ToyChannel::lock);
        }
        int[] found = null;
        for (int i = 0; i < channels.size() && found == null; i++) {
            found = channels.get(i).look(i, turn, atOnce);
        }
        for (int i = 0; atOnce && i < channels.size(); i++) {
            if (found == null) {
                channels.get(i).receivers.add(new Place(turn, i, 0));
            }
        }
        if (atOnce) {
            channels.forEach(ToyChannel::unlock);
        }
        if (found != null) {
            return found;
        }
        await(turn, channels);
        return new int[] {turn.channel, turn.value};
    }

    private int @Nullable [] look(int index, Turn turn, boolean atOnce) {
        if (atOnce) {
            int value = next();
            return value == NOTHING ? null : new int[] {index, value};
        }
        lock();
        try {
            boolean ready = !buffer.isEmpty() || !senders.isEmpty() || closed;
            if (ready && turn.claim(fault)) {
                return new int[] {index, next()};
            }
            receivers.add(new Place(turn, index, 0));
            return null;
        } finally {
            unlock();
        }
    }

    private static void enter() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static void await(Turn turn, List<ToyChannel> channels) throws InterruptedException {
        boolean interrupted = false;
        Fault fault = channels.getFirst().fault;
        while (!turn.done) {
            LockSupport.park(turn);
            if (!turn.done && Thread.interrupted()) {
                interrupted = true;
                if (turn.claim(fault) || fault == Fault.LOST_HAND_OVER) {
                    leave(turn, channels);
                    throw new InterruptedException();
                }
            }
        }
        leave(turn, channels);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void leave(Turn turn, List<ToyChannel> channels) {
        for (ToyChannel channel : channels) {
            channel.lock();
            channel.senders.removeIf(place -> place.turn == turn);
            channel.receivers.removeIf(place -> place.turn == turn);
            channel.unlock();
        }
    }

    int[] figures() {
        lock();
        int[] figures = {
            closed ? 1 : 0, buffer.size(), senders.size(), receivers.size(), sent, received, 0
        };
        unlock();
        return figures;
    }

    int[] contents() {
        return buffer.stream().mapToInt(Integer::intValue).toArray();
    }
}
