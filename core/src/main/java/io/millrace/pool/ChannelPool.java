package io.millrace.pool;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.context.Context;
import io.millrace.context.tree.RoutineCancellation;
import io.millrace.observe.Observable;
import io.millrace.select.Clause;
import io.millrace.task.Action;
import io.millrace.task.Outcome;
import io.millrace.task.Promise;
import io.millrace.task.Task;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 *   input --> workers --> results                            as they come: a worker sends its own result
 *   input --> workers --> [ window ] --> emitter --> results     in order: Reorder
 *
 * F1  results ends once, and never cleanly unless the input has ended cleanly and every element's result was sent, or
 *     its failure handed to the receiver of failures.
 * F2  What ends the pool before the end of its input, ends the input and the results with the same cause.
 */
/// Workers between two channels: makes a result of each element that comes out of the one, and
/// sends it to the other.
///
/// ```java
/// try (var pool = ChannelPool.builder(Parser::parse).workers(8).ordered(32).open(lines)) {
///     for (Row row : pool.results()) {
///         table.add(row);
///     }
/// }
/// ```
///
/// **Holds** one element or result for each worker, and what the [buffer][Builder#buffer] of the
/// results has room for: the input is the queue. With a [Dispatch] that is not shared, what the
/// [queue][Builder#queue] has room for is added. With results [in order][Builder#ordered] it holds
/// at most as many as the window is wide, whatever becomes of them: queued, running, done and
/// waiting for one before them, or being sent; and what the buffer has room for. When the receiver
/// stops, nothing more is received.
///
/// **Ends.** When the input has been closed and emptied, the results are closed after the last one.
/// When it failed, the results fail with the same cause, after the results of all that came before.
/// When a function throws, all others are cancelled, the input is [cancelled][Receiver#cancel] and
/// the results fail, with what it threw as the cause of both; what others throw later is suppressed
/// in that. (With [Builder#onFailure] the pool goes on instead, without that result.) When the
/// receiver of the results [hangs up][Receiver#cancel], or the pool is cancelled or closed, or the
/// context above it ends, it is the same with that as the cause. Elements that were received and
/// not finished are discarded then, and so are results that nobody has received.
///
/// **Waiting.** Workers wait for elements and, when the results are full, for their receiver; the
/// receiver of [#results] as for any channel; [#await()] for the end. **Cancellation.** An
/// interrupt makes [#await()] throw, and does nothing to the pool. **Ordering and memory.** Results
/// come as they are done; or, [in order][Builder#ordered], as their elements came, however long
/// each takes. What was done before an element was sent has happened before its function is called;
/// what that does, before its result is received. **Errors.** What a function throws, an [Error]
/// included, or that it returns null, is a failure as above.
///
/// It belongs to the thread that opened it, which closes it. Workers are tasks of a scope of its
/// own. All else may be done by any thread.
///
/// @param <T> the type of the elements
/// @param <R> the type of the results
public final class ChannelPool<T, R> implements AutoCloseable, Observable {
    private final PoolCore core;
    private final JobFunction<? super T, ? extends R> function;
    private final @Nullable Function<? super T, ?> key;
    private final @Nullable BiConsumer<? super T, ? super Throwable> onFailure;
    private final Receiver<? extends T> input;
    private final Channel<R> results;
    private final Receiver<R> received;
    private final AtomicInteger parts; // of it that have not ended: workers, emitter
    private final @Nullable Reorder<R> order;
    private final Promise<Boolean> end;
    private volatile @Nullable Throwable inputCause; // set by whoever finds the input failed

    private ChannelPool(Builder<T, R> builder, Receiver<? extends T> input) {
        core = new PoolCore(builder.name, builder.context, builder.threads);
        function = builder.function;
        key = builder.key;
        onFailure = builder.onFailure;
        this.input = input;
        Channel.Builder<R> out = Channel.<R>builder().name(core.name() + " results");
        results = (builder.buffer == 0 ? out : out.capacity(builder.buffer)).build();
        received = new PoolResults<>(results, this::hungUp);
        order = builder.window == 0 ? null : new Reorder<>(core.name(), builder.window);
        parts = new AtomicInteger(order == null ? 1 : 2);
        end = new Promise<>(core.name() + " end");
    }

    /// Begins to work.
    private void open(Builder<T, R> builder) {
        Placed lines =
                switch (builder.dispatch) {
                    case SHARED -> null;
                    case ROUND_ROBIN ->
                            new Lanes(core, builder.queue, this::deliverUnordered, false);
                    case LEAST_LOADED ->
                            new Lanes(core, builder.queue, this::deliverUnordered, true);
                    case BY_KEY -> new KeyedLines(core, builder.queue, this::deliverUnordered);
                };
        core.open(
                new Owner(),
                lines == null ? new Pull<>(this, input, order) : lines,
                builder.workers);
        boolean opened = false;
        try {
            if (order != null) {
                var emitter = new Emitter(order);
                Task<?> task = core.scope().go(emitter);
                if (task.isDone() && !emitter.begun) { // the pool has been cancelled
                    partEnded();
                }
            }
            if (lines != null) {
                core.scope().go(new Feeder<>(this, input, order, lines));
            }
            opened = true;
        } finally { // no thread, or no memory
            if (!opened) {
                core.close();
            }
        }
    }

    /// Returns a builder of pools that call `function` for each element.
    public static <T, R> Builder<T, R> builder(JobFunction<? super T, ? extends R> function) {
        return new Builder<>(Objects.requireNonNull(function, "function"));
    }

    private final class Owner implements PoolCore.Owner {

        @Override
        @SuppressWarnings("unchecked") // it is what job() has set
        public void failed(Job<?> job, Throwable cause) {
            if (onFailure == null) {
                broken(cause);
            } else {
                onFailure.accept((T) Objects.requireNonNull(job.element), cause);
            }
        }

        @Override
        public void cancelled(Throwable cause) {
            try {
                results.fail(cause); // F2
            } finally {
                input.cancel(cause); // calls the hook of that channel, which may throw
            }
        }

        @Override
        public void allGone() {
            if (order != null) {
                order.jobs().close();
            }
            partEnded();
        }
    }

    /// Sends the results of jobs in their order.
    private final class Emitter implements Action {
        private final Reorder<R> window;
        private volatile boolean begun; // set by its thread

        Emitter(Reorder<R> window) {
            this.window = window;
        }

        @Override
        public void run() {
            begun = true;
            try {
                while (nextOrNull() instanceof Job<R> job) {
                    deliver(job);
                    window.giveBack();
                }
            } catch (InterruptedException e) {
                // The pool was cancelled.
            } finally {
                partEnded();
            }
        }

        /// Returns the first job in line, once it has ended.
        private @Nullable Job<R> nextOrNull() throws InterruptedException {
            Job<R> job =
                    unlessCancelled(() -> Optional.ofNullable(window.jobs().receiveOrNull()))
                            .orElse(null);
            if (job != null) {
                var _ = unlessCancelled(job::outcome);
            }
            return job;
        }
    }

    /// Something that waits.
    private interface Wait<V> {
        V await() throws InterruptedException;
    }

    /// Waits, whatever interrupts this thread but the end of the pool: what it has in its hands
    /// would be lost.
    private <V> V unlessCancelled(Wait<V> wait) throws InterruptedException {
        while (true) {
            try {
                return wait.await();
            } catch (InterruptedException e) {
                if (core.cause() != null) {
                    throw e;
                }
            }
        }
    }

    // ---- called by the source and the workers

    PoolCore core() {
        return core;
    }

    /// Makes a job of an element.
    Job<R> job(T element) {
        Object its = key == null ? null : Objects.requireNonNull(key.apply(element), "key");
        var job =
                new Job<R>(
                        core,
                        its,
                        () ->
                                Objects.requireNonNull(
                                        function.apply(element),
                                        "the function of a pool returned null"));
        job.element = element;
        return job;
    }

    /// Returns a job that this pool has made.
    @SuppressWarnings("unchecked") // job() makes no others
    Job<R> own(Job<?> job) {
        return (Job<R>) job;
    }

    private void deliverUnordered(Job<?> job) {
        if (order == null) {
            deliver(job);
        }
    }

    /// Sends the result of a job that has ended, if it has one, waiting for the receiver.
    void deliver(Job<?> job) {
        R value = own(job).valueOrNull();
        if (value == null) {
            return;
        }
        try {
            unlessCancelled(() -> {
                results.send(value);
                return value;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the pool was cancelled, and the results with it
        } catch (ChannelClosedException e) {
            // The receiver has hung up, or the results have failed: whoever did that tells the
            // pool.
        }
    }

    void inputEnded(@Nullable Throwable cause) {
        if (cause != null) {
            inputCause = cause;
        }
    }

    /// Ends the pool because of a failure; a later one is suppressed in the first.
    @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
    void broken(Throwable cause) {
        core.cancel(cause);
        Throwable first = Objects.requireNonNull(core.cause());
        if (first != cause && !(first instanceof RoutineCancellation)) {
            first.addSuppressed(cause);
        }
    }

    private void hungUp(Throwable cause) {
        if (!end.isDone()) {
            core.cancel(cause);
        }
    }

    private void partEnded() {
        if (parts.decrementAndGet() > 0) {
            return;
        }
        Throwable cause = core.cause();
        Throwable why = cause != null ? cause : inputCause;
        if (why == null && results.close()) { // F1
            end.complete(true);
            return;
        }
        Throwable told = why != null ? why : atTheLastMoment();
        results.fail(told);
        end.fail(told);
    }

    /// Returns why the results ended before they could be closed. Requires: they have.
    private Throwable atTheLastMoment() {
        boolean hungUp = results.stats().state() == ChannelStats.State.CANCELLED;
        Throwable cause =
                hungUp && results.tryReceive() instanceof Received.Ended<R>(var closed)
                        ? closed.cause()
                        : core.cause();
        return Objects.requireNonNull(cause, "the results ended for no cause");
    }

    // ---- for users

    /// Returns the results. To cancel it is to cancel the pool; to stop receiving is to let it
    /// wait.
    public Receiver<R> results() {
        return received;
    }

    /// Waits until the pool has ended: the last result has been sent, or it was cancelled and no
    /// function runs any more. Somebody else has to receive the results.
    ///
    /// @throws InterruptedException if this thread is interrupted; the pool goes on
    /// @throws ExecutionException if the results failed, with the same cause; not if the pool was
    ///   cancelled or closed on purpose
    public void await() throws InterruptedException, ExecutionException {
        core.requireNoJob("await");
        ended(end.outcome());
    }

    /// As [#await()], but for at most `timeout`.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException as [#await()] does
    /// @throws ExecutionException as [#await()] does
    public boolean await(Duration timeout) throws InterruptedException, ExecutionException {
        Objects.requireNonNull(timeout, "timeout");
        core.requireNoJob("await");
        Optional<Outcome<Boolean>> ended = end.outcome(timeout);
        if (ended.isEmpty()) {
            return false;
        }
        ended(ended.get());
        return true;
    }

    private void ended(Outcome<Boolean> how) throws ExecutionException {
        if (how instanceof Outcome.Failure<?>(var cause)
                && !(cause instanceof RoutineCancellation)) {
            throw new ExecutionException(this + " failed: " + cause, cause);
        }
    }

    /// Returns a clause that is chosen once when the pool has ended, for a
    /// [io.millrace.select.Select].
    public <S> Clause<S> onDone(Supplier<? extends S> then) {
        Objects.requireNonNull(then, "then");
        return end.onDone(_ -> then.get());
    }

    /// Changes how many workers there are. New ones are started at once; those that are too many
    /// leave when they have sent their results. Does nothing if the pool has ended.
    ///
    /// @throws IllegalArgumentException if `workers` is less than 1
    public void resize(int workers) {
        core.resize(workers);
    }

    /// Cancels the pool: on purpose, so [#await()] does not report it.
    public void cancel() {
        core.cancel(new RoutineCancellation(this + " was cancelled"));
    }

    /// Cancels the pool because of `cause`, with which the results fail.
    public void cancel(Throwable cause) {
        core.cancel(Objects.requireNonNull(cause, "cause"));
    }

    /// Returns the context of the functions: it ends when the pool is cancelled or closed, with the
    /// first failure, and when the context above it ends.
    public Context context() {
        return core.context();
    }

    /// Cancels what runs and waits for it, however long that takes. Does nothing if the pool is
    /// closed. An interrupt stays pending. A failure is not thrown here: the results have it.
    ///
    /// @throws WrongThreadException if this is not the thread that opened the pool
    @Override
    public void close() {
        core.close();
    }

    /// Returns the name that the pool was given, or `pool-` and a number.
    public String name() {
        return core.name();
    }

    /// Returns the pool's figures, in which an element counts as submitted once it was received.
    @Override
    public WorkerPoolStats stats() {
        return core.stats();
    }

    @Override
    public String toString() {
        return core.toString();
    }

    /// Describes a pool to be opened.
    ///
    /// @param <T> the type of the elements
    /// @param <R> the type of the results
    public static final class Builder<T, R> {
        private final JobFunction<? super T, ? extends R> function;
        private @Nullable String name;
        private Context context = Context.current();
        private @Nullable ThreadFactory threads;
        private int workers = 1;
        private int queue;
        private int buffer;
        private int window; // 0: as they come
        private Dispatch dispatch = Dispatch.SHARED;
        private @Nullable Function<? super T, ?> key;
        private @Nullable BiConsumer<? super T, ? super Throwable> onFailure;

        private Builder(JobFunction<? super T, ? extends R> function) {
            this.function = function;
        }

        /// Names the pool, and with it its workers' threads and its channels.
        public Builder<T, R> name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Sets the context below which the pool lies; the current one if not set.
        public Builder<T, R> context(Context context) {
            this.context = Objects.requireNonNull(context, "context");
            return this;
        }

        /// Sets what makes the workers' threads, for work that should not run on virtual ones.
        public Builder<T, R> threads(ThreadFactory threads) {
            this.threads = Objects.requireNonNull(threads, "threads");
            return this;
        }

        /// Sets how many workers there are at first; 1 if not set.
        ///
        /// @throws IllegalArgumentException if `workers` is less than 1
        public Builder<T, R> workers(int workers) {
            this.workers = Limits.atLeast(1, "workers", workers);
            return this;
        }

        /// Sets how many results are buffered; 0 if not set: a worker hands its result over.
        ///
        /// @throws IllegalArgumentException if `results` is negative
        public Builder<T, R> buffer(int results) {
            buffer = Limits.atLeast(0, "buffer", results);
            return this;
        }

        /// Lets results come in the order of their elements, within a window: an element is
        /// received only when the results of all but `window - 1` of those before it have been
        /// sent. A window narrower than there are workers lets some of them rest.
        ///
        /// @throws IllegalArgumentException if `window` is less than 1
        public Builder<T, R> ordered(int window) {
            this.window = Limits.atLeast(1, "ordered", window);
            return this;
        }

        /// Gives elements to workers in turn, or to the one with the fewest, instead of letting
        /// each worker receive for itself.
        ///
        /// @param dispatch not [Dispatch#BY_KEY]: for that there is [#byKey]
        /// @param queue how many elements can be with workers that are busy, all workers together;
        ///   0 for [Dispatch#SHARED]
        /// @throws IllegalArgumentException if one does not fit the other
        public Builder<T, R> dispatch(Dispatch dispatch, int queue) {
            Objects.requireNonNull(dispatch, "dispatch");
            if (dispatch == Dispatch.BY_KEY) {
                throw new IllegalArgumentException(
                        "dispatch(BY_KEY): say which key, with byKey(function, queue)");
            }
            if (dispatch == Dispatch.SHARED && queue != 0) {
                throw new IllegalArgumentException(
                        "dispatch(SHARED, " + queue + "): the input is the queue; must be 0");
            }
            this.queue = Limits.atLeast(dispatch == Dispatch.SHARED ? 0 : 1, "dispatch", queue);
            this.dispatch = dispatch;
            key = null;
            return this;
        }

        /// Lets elements of one key be worked on one after the other, in their order, and those of
        /// different keys side by side. Their results come in order, too, key by key; an
        /// [ordered][#ordered] pool brings all in order.
        ///
        /// @param key what makes of an element its key, which is not null; if it throws, the pool
        ///   fails
        /// @param queue how many elements can wait for others of their key, all keys together
        /// @throws IllegalArgumentException if `queue` is less than 1
        public Builder<T, R> byKey(Function<? super T, ?> key, int queue) {
            this.key = Objects.requireNonNull(key, "key");
            this.queue = Limits.atLeast(1, "byKey", queue);
            dispatch = Dispatch.BY_KEY;
            return this;
        }

        /// Lets the pool go on when a function throws: the element has no result, and `receiver` is
        /// told, on the thread of the worker. It must be quick, and what it throws goes to the
        /// thread's uncaught exception handler.
        public Builder<T, R> onFailure(BiConsumer<? super T, ? super Throwable> receiver) {
            onFailure = Objects.requireNonNull(receiver, "receiver");
            return this;
        }

        /// Opens a pool that works on what comes out of `input`. The calling thread is the one that
        /// closes it.
        public ChannelPool<T, R> open(Receiver<? extends T> input) {
            var pool = new ChannelPool<T, R>(this, Objects.requireNonNull(input, "input"));
            pool.open(this);
            return pool;
        }
    }
}
