package io.millrace.task;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * V1  The outcome is set once, in the same step in which the event of the end happens: whoever sees the one sees the
 *     other, so that isDone(), an await, a select and a lost complete() never contradict each other.
 * V2  A future that was made for this promise before its end is settled by whoever ends it; one that is made later is
 *     settled by its maker.
 */
/// A value that somebody will provide, once, and any number of others wait for.
///
/// ```java
/// var address = new Promise<InetSocketAddress>();
/// scope.go(() -> serve(address)); // calls address.complete(..) when it listens
/// connect(address.await());
/// ```
///
/// A [Task] is the better choice for the result of work: it has an owner, and its failure cannot be
/// missed. A promise is for a value that comes from elsewhere: from a callback, a reply, another
/// program's future. It belongs to nobody, so a failure that nobody asks for is lost.
///
/// **Ends** by the first of [#complete], [#fail] and [#cancel], from any thread; the others return
/// false and change nothing. **Waiting.** [#await] and [#outcome()] wait for the end.
/// **Cancellation.** An interrupt, pending or coming, makes them throw, and does nothing to the
/// promise. **Ordering and memory.** What was done before the promise was ended has happened before
/// whatever hears of its end. **Errors.** [#await] throws what the promise failed with as the cause
/// of an [ExecutionException].
///
/// @param <T> the type of the value
public final class Promise<T extends @Nullable Object> implements Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final VarHandle NAME;

    static {
        try {
            NAME = MethodHandles.lookup().findVarHandle(Promise.class, "name", String.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final End<T> end;
    private volatile @Nullable String name; // by NAME, when somebody first asks

    /// The event of the end, with what belongs to it.
    private static final class End<T extends @Nullable Object> extends Signal {
        private volatile @Nullable Outcome<T> outcome; // set once under lock, read by all
        private @Nullable Copy<T> copies; // under lock: the last first; none after the end

        private static final class Copy<T extends @Nullable Object> {
            private final CompletableFuture<T> future = new CompletableFuture<>();
            private @Nullable Copy<T> next; // under lock
        }

        End(Promise<T> owner) {
            super(owner);
        }

        boolean set(Outcome<T> how) {
            if (isFired()) {
                return false;
            }
            lock();
            if (isFired()) {
                unlock();
                return false;
            }
            outcome = how;
            Copy<T> told = copies;
            copies = null;
            Waiter woken = happen();
            unlock();
            completeAll(woken);
            for (Copy<T> copy = told; copy != null; copy = copy.next) {
                settle(copy.future, how);
            }
            return true;
        }

        CompletableFuture<T> future() {
            var copy = new Copy<T>(); // before the lock: memory may run out
            lock();
            boolean fired = isFired();
            if (!fired) {
                copy.next = copies;
                copies = copy;
            }
            unlock();
            if (fired) {
                settle(copy.future, get());
            }
            return copy.future;
        }

        private static <T extends @Nullable Object> void settle(
                CompletableFuture<T> future, Outcome<T> how) {
            switch (how) {
                case Outcome.Success<T>(var value) -> future.complete(value);
                case Outcome.Failure<T>(var cause) -> future.completeExceptionally(cause);
                case Outcome.Cancelled<T>(var cause) ->
                        future.completeExceptionally(cancellation(cause));
            }
        }

        /// A future is cancelled if what it has is of this kind.
        private static CancellationException cancellation(Throwable cause) {
            if (cause instanceof CancellationException already) {
                return already;
            }
            var cancelled = new CancellationException("the promise was cancelled: " + cause);
            cancelled.initCause(cause);
            return cancelled;
        }

        /// Requires: fired.
        Outcome<T> get() {
            return Objects.requireNonNull(outcome);
        }
    }

    /// Makes a promise.
    public Promise() {
        end = new End<>(this);
        Watch.register(this);
    }

    /// As [#Promise()], with a name for thread dumps, messages and views.
    public Promise(String name) {
        this.name = Objects.requireNonNull(name, "name");
        end = new End<>(this);
        Watch.register(this); // not sooner: another thread may ask it for its figures at once
    }

    /// Returns a promise that ends as `stage` does: a future, for instance. Cancelling the promise
    /// does nothing to the stage.
    public static <T extends @Nullable Object> Promise<T> of(CompletionStage<? extends T> stage) {
        var promise = new Promise<T>();
        var _ =
                stage.whenComplete((value, thrown) -> {
                    if (thrown == null) {
                        promise.complete(value);
                    } else {
                        promise.end(outcomeOf(thrown));
                    }
                });
        return promise;
    }

    private static <T extends @Nullable Object> Outcome<T> outcomeOf(Throwable thrown) {
        Throwable cause = thrown.getCause();
        Throwable bare = thrown instanceof CompletionException && cause != null ? cause : thrown;
        return bare instanceof CancellationException
                ? new Outcome.Cancelled<>(bare)
                : new Outcome.Failure<>(bare);
    }

    /// Gives the promise its value.
    ///
    /// @return whether this call ended it
    public boolean complete(T value) {
        return end(new Outcome.Success<>(value));
    }

    /// Lets the promise fail.
    ///
    /// @param cause is given to all who wait for it
    /// @return whether this call ended it
    public boolean fail(Throwable cause) {
        return end(new Outcome.Failure<>(Objects.requireNonNull(cause, "cause")));
    }

    /// Cancels the promise: nobody wants the value, or nobody will provide it.
    ///
    /// @return whether this call ended it
    public boolean cancel() {
        return !isDone() && cancel(new CancellationException(this + " was cancelled"));
    }

    /// As [#cancel()], with a cause.
    public boolean cancel(Throwable cause) {
        return end(new Outcome.Cancelled<>(Objects.requireNonNull(cause, "cause")));
    }

    /// Ends the promise as something else has ended: a task, for instance.
    ///
    /// @return whether this call ended it
    public boolean end(Outcome<T> outcome) {
        boolean first = end.set(Objects.requireNonNull(outcome, "outcome"));
        if (first) {
            Watch.unregister(this);
        }
        return first;
    }

    /// Waits for the promise's end and returns its value.
    ///
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException if the promise failed
    /// @throws CancellationException if the promise was cancelled, with why as the cause
    public T await() throws InterruptedException, ExecutionException {
        return Ended.value(this, outcome());
    }

    /// Waits for the promise's end and returns how it ended.
    ///
    /// @throws InterruptedException if this thread is interrupted
    public Outcome<T> outcome() throws InterruptedException {
        end.await("await");
        return end.get();
    }

    /// As [#outcome()], but for at most `timeout`; one of zero or less does not wait.
    ///
    /// @return empty if the time was over first
    /// @throws InterruptedException if this thread is interrupted
    public Optional<Outcome<T>> outcome(Duration timeout) throws InterruptedException {
        long deadline = Door.now() + Door.nanos(timeout);
        return end.awaitUntil("await", deadline) ? Optional.of(end.get()) : Optional.empty();
    }

    /// Returns how the promise ended. Requires: it has.
    Outcome<T> ended() {
        return end.get();
    }

    /// Tells whether the promise has ended.
    public boolean isDone() {
        return end.isFired();
    }

    /// Returns a clause that is chosen once when the promise has ended, for a
    /// [io.millrace.select.Select].
    public <R> Clause<R> onDone(Function<? super Outcome<T>, ? extends R> then) {
        return new DoneClause<>(end, Objects.requireNonNull(then, "then"));
    }

    private static final class DoneClause<T extends @Nullable Object, R>
            extends Signal.SignalCase<R> implements Clause<R> {
        private final End<T> end;
        private final Function<? super Outcome<T>, ? extends R> then;

        DoneClause(End<T> end, Function<? super Outcome<T>, ? extends R> then) {
            super(end);
            this.end = end;
            this.then = then;
        }

        @Override
        public R finish(Waiter mine) {
            return Objects.requireNonNull(then.apply(end.get()), "a select handler returned null");
        }

        @Override
        public boolean isOnce() {
            return true;
        }
    }

    /// Returns a future of its own that ends as the promise does, on the thread that ends it;
    /// ending the future does nothing to the promise. A promise that was cancelled makes it
    /// cancelled.
    public CompletableFuture<T> toCompletableFuture() {
        return end.future();
    }

    /// Returns the name that the promise was given, or `promise-` and a number.
    public String name() {
        String known = name;
        if (known == null) {
            NAME.compareAndSet(this, null, "promise-" + NUMBERS.incrementAndGet());
            known = Objects.requireNonNull(name);
        }
        return known;
    }

    @Override
    public PromiseStats stats() {
        PromiseStats.State state =
                switch (end.outcome) {
                    case null -> PromiseStats.State.PENDING;
                    case Outcome.Success<T> _ -> PromiseStats.State.COMPLETED;
                    case Outcome.Failure<T> _ -> PromiseStats.State.FAILED;
                    case Outcome.Cancelled<T> _ -> PromiseStats.State.CANCELLED;
                };
        return new PromiseStats(name(), state, end.waiting());
    }

    @Override
    public String toString() {
        return "promise '" + name() + "'";
    }
}
