package io.millrace.channel;

import io.millrace.channel.ChannelStats.State;
import io.millrace.observe.Observable;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What callers of a channel see, made of the few steps that an engine takes: [LockedChannel].
///
/// Here are the many forms of an operation, the translation of its result, the name and the views;
/// there are the buffer, the queues and the lock.
abstract class AbstractChannel<T> extends WaitQueue implements Channel<T>, Contents, Observable {

    /// Stands for the end where a value is returned. Never leaves this package.
    static final End ENDED = End.ENDED;

    /// The type of [#ENDED], which no value can have.
    enum End {
        ENDED
    }

    /// How many values move under a lock at once: it is to be held for a moment only.
    static final int MOST_AT_ONCE = 64;

    /// So many exceptions of a hook at most are kept; a buffer may hold millions of values.
    static final int MOST_SUPPRESSED = 100;

    /// Waits for as long as it takes, where nanoseconds are given.
    static final long FOREVER = Long.MAX_VALUE;

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final VarHandle NAME;

    static {
        try {
            NAME =
                    MethodHandles.lookup()
                            .findVarHandle(AbstractChannel.class, "name", String.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable String name; // given, or made when somebody first asks
    private final @Nullable Consumer<? super T> onUndelivered;
    private final int capacity;

    AbstractChannel(ChannelBuilder<T> builder) {
        name = builder.name;
        onUndelivered = builder.onUndelivered;
        capacity = builder.capacity;
    }

    // ---- the engine

    /// Sends `value` if that takes no waiting.
    abstract Sent offer(T value);

    /// Sends `value`, waiting for at most `nanos` if the channel makes senders wait at all.
    ///
    /// @return [Sent#FULL] if it was not to wait, or waited in vain
    abstract Sent offer(T value, long nanos) throws InterruptedException;

    /// Receives if that takes no waiting.
    ///
    /// @return a value, [#ENDED], or null if there is nothing
    abstract @Nullable Object poll();

    /// Receives, waiting for at most `nanos`.
    ///
    /// @return a value, [#ENDED], or null if it waited in vain
    abstract @Nullable Object poll(long nanos) throws InterruptedException;

    /// Sends values from `values[from]` on, up to but without `values[to]`, for as long as that
    /// takes no waiting.
    ///
    /// @return how many it sent
    abstract int offerSome(Object[] values, int from, int to);

    /// Receives up to `most` values into `target`, from its start, for as long as that takes no
    /// waiting.
    ///
    /// @return how many it received
    abstract int pollSome(@Nullable Object[] target, int most);

    /// Returns about how many values could be received now: those buffered and those that senders
    /// offer. Takes no lock.
    abstract long there();

    /// Ends the channel if it is open.
    abstract boolean end(State how, @Nullable Throwable why);

    /// Ends the channel for receivers, and discards what it holds.
    abstract boolean hangUp(Throwable why);

    /// Returns why the channel has ended; null if it has not, or cleanly.
    abstract @Nullable Throwable cause();

    // ---- the engine, as the clauses of a select see it; see Case for what each may assume

    abstract boolean mayReceive();

    abstract boolean maySend();

    abstract @Nullable Waiter pollReceive(Waiter mine);

    abstract @Nullable Waiter pollReceiveLocked(Waiter mine);

    /// Afterwards `mine.item` is a value that was dropped for the one that was sent, if any.
    abstract @Nullable Waiter pollSend(Waiter mine);

    /// As [#pollSend].
    abstract @Nullable Waiter pollSendLocked(Waiter mine);

    // ---- sending

    @Override
    public void send(T value) throws InterruptedException {
        requireSent(offer(Objects.requireNonNull(value, "value"), FOREVER));
    }

    private void requireSent(Sent result) {
        if (result == Sent.CLOSED) {
            throw new ChannelClosedException(closed());
        }
        if (result == Sent.FULL) {
            throw new ChannelFullException(
                    this + " is full (capacity " + capacity + ") and rejects what it cannot hold");
        }
    }

    @Override
    public Sent trySend(T value) {
        return offer(Objects.requireNonNull(value, "value"));
    }

    @Override
    public Sent trySend(T value, Duration timeout) throws InterruptedException {
        return offer(Objects.requireNonNull(value, "value"), Door.nanos(timeout));
    }

    @Override
    public int sendSome(List<? extends T> values) throws InterruptedException {
        Object[] all = checked(values);
        return all.length == 0 ? 0 : sendSome(all, 0);
    }

    @Override
    public void sendAll(List<? extends T> values) throws InterruptedException {
        Object[] all = checked(values);
        for (int sent = 0; sent < all.length; ) {
            sent += sendSome(all, sent);
        }
    }

    private static Object[] checked(List<?> values) {
        Object[] all = values.toArray(); // the list is foreign code: not to be asked under a lock
        for (int i = 0; i < all.length; i++) {
            if (all[i] == null) {
                throw new NullPointerException("value " + i);
            }
        }
        return all;
    }

    private int sendSome(Object[] values, int from) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int sent = offerSome(values, from, values.length);
        if (sent > 0) {
            return sent;
        }
        requireSent(offer(value(values[from]), FOREVER));
        return 1 + offerSome(values, from + 1, values.length);
    }

    // ---- receiving

    @Override
    public T receive() throws InterruptedException {
        Object next = poll(FOREVER);
        if (next == ENDED) {
            throw new ChannelClosedException(closed());
        }
        return value(next);
    }

    @Override
    public @Nullable T receiveOrNull() throws InterruptedException {
        Object next = poll(FOREVER);
        return next == ENDED ? endOfLoop() : value(next);
    }

    @Override
    public Received<T> tryReceive() {
        return received(poll());
    }

    @Override
    public Received<T> tryReceive(Duration timeout) throws InterruptedException {
        return received(poll(Door.nanos(timeout)));
    }

    @Override
    public List<T> receiveSome(int most) throws InterruptedException {
        if (most < 1) {
            throw new IllegalArgumentException("receiveSome(" + most + "): must be at least 1");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var received = new ArrayList<T>(Math.min(most, MOST_AT_ONCE));
        if (drainTo(received, most) == 0) {
            Object first = poll(FOREVER);
            if (first == ENDED) {
                endOfLoop();
                return received;
            }
            received.add(value(first));
            drainTo(received, most - 1);
        }
        return received;
    }

    @Override
    public int drainTo(Collection<? super T> target, int most) {
        Objects.requireNonNull(target, "target");
        var chunk = new @Nullable Object[Math.clamp(most, 0, MOST_AT_ONCE)];
        // What comes meanwhile is not counted: producers that go on would never let it end.
        long there = Math.min(most, there());
        int asked = chunk.length;
        int count = drain(chunk, asked, target);
        int moved = count;
        // Less than was asked for was all: what came after that instant is not part of the batch.
        while (count == asked && moved < there) {
            asked = (int) Math.min(there - moved, chunk.length);
            count = drain(chunk, asked, target);
            moved += count;
        }
        return moved;
    }

    private int drain(@Nullable Object[] chunk, int most, Collection<? super T> target) {
        int count = pollSome(chunk, most);
        int added = 0;
        try {
            for (; added < count; added++) {
                target.add(value(chunk[added]));
            }
        } catch (RuntimeException | Error e) {
            var rest = Arrays.asList(chunk).subList(added, count).iterator();
            throw thrown(passOn(() -> rest.hasNext() ? value(rest.next()) : null, e));
        }
        return count;
    }

    private Received<T> received(@Nullable Object next) {
        if (next == null) {
            return Received.Empty.instance();
        }
        return next == ENDED ? new Received.Ended<>(closed()) : new Received.Value<>(value(next));
    }

    @SuppressWarnings("unchecked") // a value of T: the callers have sorted out ENDED and null
    final T value(@Nullable Object next) {
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

    @Override
    public boolean cancel() {
        return hangUp(new CancellationException(this + " was cancelled by a receiver"));
    }

    @Override
    public boolean cancel(Throwable cause) {
        return hangUp(Objects.requireNonNull(cause, "cause"));
    }

    final Closed closed() {
        return new Closed(this, cause());
    }

    /// Passes a value that nobody will receive to the hook. Requires: no lock held.
    final void undelivered(T value) {
        if (onUndelivered != null) {
            onUndelivered.accept(value);
        }
    }

    /// Passes values that nobody will receive to the hook, until `next` returns null. A hook that
    /// throws is still passed the rest. Requires: no lock held.
    ///
    /// @param failure what was thrown before, if anything
    /// @return what was thrown first, with the others suppressed in it
    final @Nullable Throwable passOn(
            Supplier<? extends @Nullable T> next, @Nullable Throwable failure) {
        Throwable first = failure;
        int more = 0;
        for (T value = next.get(); value != null; value = next.get()) {
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
        return first;
    }

    /// Throws what [#passOn] returned, if that is anything but null.
    final RuntimeException thrown(@Nullable Throwable failure) {
        switch (failure) {
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            case null, default ->
                    throw new AssertionError("a hook threw a checked exception", failure);
        }
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
    public BlockingQueue<T> asBlockingQueue() {
        return new QueueView<>(this, this);
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
            NAME.compareAndSet(this, null, "channel-" + NUMBERS.incrementAndGet());
            known = Objects.requireNonNull(name);
        }
        return known;
    }

    final int capacity() {
        return capacity;
    }

    @Override
    public String toString() {
        return "channel '" + name() + "'";
    }
}
