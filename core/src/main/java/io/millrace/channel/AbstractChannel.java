package io.millrace.channel;

import io.millrace.channel.ChannelStats.State;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Wait;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 *    senders wait        buffer (a subclass)       receivers wait
 *    S3 -> S2 -> S1  -->  [ . | c | b | a ]  -->   R1 <- R2
 *                 \______________________________/
 *                   no buffer, or a receiver waits: from hand to hand
 *
 * A send: a receiver waits? hand over to the longest-waiting. Room? store. Otherwise queue up and park.
 * A receive: a value is buffered? take it, and let the longest-waiting sender's value into the free slot. No buffer, and
 * a sender waits? take from its hand. Otherwise queue up and park.
 *
 * C1  A receiver waits  =>  the buffer is empty and no sender waits.
 * C2  A sender waits    =>  the buffer is full.
 *     (Both but for a select that stands on both sides of one channel, and waiters of selects that were won elsewhere.)
 * C3  The channel has ended  =>  nobody waits.
 * C4  sent == received + dropped + size().
 * C5  Nobody overtakes: a newcomer finds a free slot, or a value, only if nobody waits for it.
 *
 * One lock guards all of it; see decision 0003 for why, and for the seam at which a faster engine replaces it:
 * everything outside this file sees accept(), next(), the two queues and the lock only through Channel and Case.
 *
 * After Go's hchan (runtime/chan.go). Differences: interrupts, deadlines, a cause, hanging up by the receiver,
 * overflow policies, counters.
 */
/// Everything that the kinds of channel have in common; they differ in their buffer only.
abstract class AbstractChannel<T> implements Channel<T>, Observable {

    /// Stands for the end where a value is returned. Never leaves this package.
    static final Object ENDED = new Object();

    private static final AtomicLong NUMBERS = new AtomicLong();

    /// Waits for as long as it takes, where nanoseconds are given.
    private static final long FOREVER = Long.MAX_VALUE;

    private final ShortLock lock = new ShortLock();
    private final WaitQueue senders = new WaitQueue(); // under lock
    private final WaitQueue receivers = new WaitQueue(); // under lock
    private volatile @Nullable String name; // given, or made when somebody first asks
    private final @Nullable Consumer<? super T> onUndelivered;
    private final int capacity;
    private final boolean rejects;

    private @Nullable Throwable cause; // set under lock before state, read after it
    private volatile State state = State.OPEN; // set under lock, read by all

    private long sent; // under lock
    private long received; // under lock
    private long dropped; // under lock

    // What accept() and next() return beside their result; cleared by the same thread before it
    // lets the lock go.
    private @Nullable Waiter partner; // under lock: whose wait was won
    private @Nullable T displaced; // under lock: what the overflow policy dropped

    AbstractChannel(ChannelBuilder<T> builder) {
        name = builder.name;
        onUndelivered = builder.onUndelivered;
        capacity = builder.capacity;
        rejects = builder.overflow == Overflow.REJECT;
        Watch.register(this);
    }

    // ---- the buffer; requires: lock held

    /// Tells whether [#store] may be called.
    abstract boolean hasRoom();

    /// Buffers a value. Requires: [#hasRoom].
    ///
    /// @return a value that was dropped for it, or the value itself if it was dropped
    abstract @Nullable T store(T value);

    /// Takes the value that has been buffered longest, if there is one.
    abstract @Nullable T take();

    /// Returns how many values are buffered.
    abstract int size();

    // ---- the two steps that everything is made of

    /// Sends `value` if that takes no waiting. Requires: lock held; afterwards [#unlockAndWake].
    ///
    /// @return [Sent#FULL] if the sender has to wait
    @SuppressWarnings("ReferenceEquality") // is it this very value that was dropped?
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
        return lost == value ? Sent.DROPPED : Sent.SENT;
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
            @SuppressWarnings("unchecked") // only senders of T wait in this queue
            T offered = (T) Objects.requireNonNull(sender.item);
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

    private void undelivered(T value) {
        if (onUndelivered != null) {
            onUndelivered.accept(value);
        }
    }

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

    // ---- sending

    @Override
    public void send(T value) throws InterruptedException {
        Sent result = send(value, FOREVER);
        if (result == Sent.CLOSED) {
            throw closedException();
        }
        if (result == Sent.FULL) {
            throw new ChannelFullException(
                    this
                            + " is full (capacity "
                            + capacity
                            + ") and rejects what it has no room for");
        }
    }

    @Override
    public Sent trySend(T value) {
        Objects.requireNonNull(value, "value");
        lock.lock();
        try {
            return accept(value);
        } finally {
            unlockAndWake();
        }
    }

    @Override
    public Sent trySend(T value, Duration timeout) throws InterruptedException {
        return send(value, Door.nanos(timeout));
    }

    private Sent send(T value, long nanos) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiter mine;
        lock.lock();
        try {
            Sent result = accept(value);
            if (result != Sent.FULL || nanos <= 0 || rejects) {
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

    // ---- receiving

    @Override
    public T receive() throws InterruptedException {
        Object next = receive(FOREVER);
        if (next == ENDED) {
            throw closedException();
        }
        return value(next);
    }

    @Override
    public @Nullable T receiveOrNull() throws InterruptedException {
        Object next = receive(FOREVER);
        return next == ENDED ? endOfLoop() : value(next);
    }

    @Override
    public Received<T> tryReceive() {
        Object next;
        lock.lock();
        try {
            next = next();
        } finally {
            unlockAndWake();
        }
        return received(next);
    }

    @Override
    public Received<T> tryReceive(Duration timeout) throws InterruptedException {
        return received(receive(Door.nanos(timeout)));
    }

    /// Returns a value, [#ENDED], or null if the time was over first.
    private @Nullable Object receive(long nanos) throws InterruptedException {
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

    private Received<T> received(@Nullable Object next) {
        if (next == null) {
            return Received.Empty.instance();
        }
        return next == ENDED ? new Received.Ended<>(closed()) : new Received.Value<>(value(next));
    }

    @SuppressWarnings("unchecked") // a value of T: the callers have sorted out ENDED and null
    private T value(@Nullable Object next) {
        return (T) Objects.requireNonNull(next);
    }

    /// Returns null at a clean end, so that a loop ends; throws at any other.
    private @Nullable T endOfLoop() {
        Closed closed = closed();
        if (closed.isClean()) {
            return null;
        }
        throw new ChannelClosedException(closed);
    }

    // ---- ending

    @Override
    public boolean close() {
        return end(State.CLOSED, null);
    }

    @Override
    public boolean fail(Throwable cause) {
        return end(State.FAILED, Objects.requireNonNull(cause, "cause"));
    }

    private boolean end(State how, @Nullable Throwable why) {
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

    /// Sets the end and takes all waiters out. Requires: lock held.
    private @Nullable Waiter endAt(State how, @Nullable Throwable why) {
        cause = why;
        state = how;
        return senders.endAll(receivers.endAll(null));
    }

    @Override
    public boolean cancel() {
        return cancel(new CancellationException(this + " was cancelled by a receiver"));
    }

    @Override
    public boolean cancel(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        lock.lock();
        if (state == State.CANCELLED || (state != State.OPEN && size() == 0)) {
            lock.unlock();
            return false;
        }
        Waiter woken = endAt(State.CANCELLED, cause);
        lock.unlock();
        WaitQueue.completeAll(woken);
        discard();
        return true;
    }

    /// Empties the buffer of a cancelled channel, a value at a time so that the lock is never held
    /// for long.
    private void discard() {
        Throwable first =
                null; // of what the hook threw; a hook that fails once fails mostly for all
        for (T value = dropOne(); value != null; value = dropOne()) {
            try {
                undelivered(value);
            } catch (RuntimeException | Error e) {
                first = first != null ? first : e;
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

    Closed closed() {
        return new Closed(this, cause);
    }

    ChannelClosedException closedException() {
        return new ChannelClosedException(closed());
    }

    // ---- views

    @Override
    public Iterator<T> iterator() {
        return new ChannelIterator<>(this);
    }

    @Override
    public Stream<T> stream() {
        return ChannelIterator.stream(this);
    }

    @Override
    public <R> Clause<R> onReceive(Function<? super T, ? extends R> then) {
        return new ReceiveClause<>(this, Objects.requireNonNull(then, "then"), null);
    }

    @Override
    public <R> Clause<R> onReceive(
            Function<? super T, ? extends R> then, Function<? super Closed, ? extends R> closed) {
        return new ReceiveClause<>(
                this,
                Objects.requireNonNull(then, "then"),
                Objects.requireNonNull(closed, "closed"));
    }

    @Override
    public <R> Clause<R> onSend(Supplier<? extends T> value, Supplier<? extends R> then) {
        return new SendClause<>(
                this,
                Objects.requireNonNull(value, "value"),
                Objects.requireNonNull(then, "then"),
                null);
    }

    @Override
    public <R> Clause<R> onSend(
            Supplier<? extends T> value,
            Supplier<? extends R> then,
            Function<? super Closed, ? extends R> closed) {
        return new SendClause<>(
                this,
                Objects.requireNonNull(value, "value"),
                Objects.requireNonNull(then, "then"),
                Objects.requireNonNull(closed, "closed"));
    }

    @Override
    public String name() {
        String known = name;
        if (known == null) {
            lock.lock();
            known = name != null ? name : "channel-" + NUMBERS.incrementAndGet();
            name = known;
            lock.unlock();
        }
        return known;
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
                capacity,
                size,
                waitingSenders,
                waitingReceivers,
                sentSoFar,
                receivedSoFar,
                droppedSoFar);
    }

    @Override
    public String toString() {
        return "channel '" + name() + "'";
    }

    // ---- what the clauses of a select need

    ShortLock lock() {
        return lock;
    }

    /// Tells, without the lock, whether a receive might not have to wait.
    boolean mayHaveNext() {
        return size() > 0 || !senders.isEmpty() || state != State.OPEN;
    }

    /// Tells, without the lock, whether a send might not have to wait.
    boolean mayHaveRoom() {
        return hasRoom() || !receivers.isEmpty() || state != State.OPEN;
    }

    /// Receives for a select if that takes no waiting. Requires: lock held.
    @Nullable Waiter pollReceive(Waiter mine) {
        Object next = next();
        if (next == null) {
            return null;
        }
        mine.ended = next == ENDED;
        mine.item = mine.ended ? null : next;
        return takePartner();
    }

    /// Sends for a select if that takes no waiting; afterwards `mine.item` is a value that was
    /// dropped, if any. Requires: lock held.
    @Nullable Waiter pollSend(Waiter mine) {
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
        return woken == null ? Waiter.NOBODY : woken;
    }

    WaitQueue senders() {
        return senders;
    }

    WaitQueue receivers() {
        return receivers;
    }

    /// Passes a value that a select's send displaced to the hook.
    void passDisplaced(@Nullable Object value) {
        if (value != null) {
            undelivered(value(value));
        }
    }
}
