package io.millrace.sync;

import io.millrace.select.Clause;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One caller's part in a call of a [SingleFlight]. To be closed: that leaves the call, and cancels
/// it if nobody else is left.
///
/// **Waiting.** [#await] waits until the call has ended. **Cancellation.** An interrupt, or a time
/// that is over, ends the wait and nothing else: the caller is part of the call until it closes.
/// **Ordering and memory, errors.** As for [SingleFlight#call].
///
/// @param <V> the type of the result
public final class Flight<V extends @Nullable Object> implements AutoCloseable {
    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED = MethodHandles.lookup().findVarHandle(Flight.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SingleFlight<?, V> owner;
    private final SharedCall<V> call;
    private volatile boolean closed; // by CLOSED

    Flight(SingleFlight<?, V> owner, SharedCall<V> call) {
        this.owner = owner;
        this.call = call;
    }

    /// Waits for the result.
    ///
    /// @throws InterruptedException if the thread is interrupted
    /// @throws ExecutionException if the body failed, with what it threw as the cause
    /// @throws CancellationException if this was closed before the call had ended
    public V await() throws InterruptedException, ExecutionException {
        requireOpen();
        call.ended.await("call");
        return result();
    }

    /// Waits for the result, for at most `timeout`.
    ///
    /// @throws TimeoutException if the time was over first
    /// @throws InterruptedException as [#await()] does
    /// @throws ExecutionException as [#await()] does
    /// @throws CancellationException as [#await()] does
    public V await(Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = Line.deadline(Objects.requireNonNull(timeout, "timeout"));
        requireOpen();
        if (!call.ended.awaitUntil("call", deadline)) {
            throw new TimeoutException("a call of " + owner + " did not end within " + timeout);
        }
        return result();
    }

    private V result() throws ExecutionException {
        if (call.failure() != null) {
            throw new ExecutionException("a call of " + owner + " failed", call.failure());
        }
        return call.value();
    }

    private void requireOpen() {
        if (closed && !call.ended.isFired()) {
            throw new CancellationException("this caller has left its call of " + owner);
        }
    }

    /// Tells whether the call has ended.
    public boolean isDone() {
        return call.ended.isFired();
    }

    /// Tells whether anybody else has joined this call, so far.
    public boolean isShared() {
        return call.isShared();
    }

    /// Returns a clause that is chosen once when the call has ended, for a
    /// [io.millrace.select.Select]. A body that failed makes the await throw a
    /// [CompletionException] with what it threw as the cause.
    public <R> Clause<R> onDone(Function<? super V, ? extends R> then) {
        return new DoneClause<>(this, Objects.requireNonNull(then, "then"), null);
    }

    /// As [#onDone(Function)], but what the body threw goes to `failed`.
    public <R> Clause<R> onDone(
            Function<? super V, ? extends R> then,
            Function<? super Throwable, ? extends R> failed) {
        return new DoneClause<>(
                this,
                Objects.requireNonNull(then, "then"),
                Objects.requireNonNull(failed, "failed"));
    }

    /// Leaves the call, and cancels it if it has not ended and nobody else is left. May be
    /// repeated.
    @Override
    public void close() {
        if (CLOSED.compareAndSet(this, false, true) && call.leave()) {
            owner.countAbandoned();
        }
    }

    private static final class DoneClause<V extends @Nullable Object, R>
            extends Signal.SignalCase<R> implements Clause<R> {
        private final Flight<V> flight;
        private final Function<? super V, ? extends R> then;
        private final @Nullable Function<? super Throwable, ? extends R> failed;

        DoneClause(
                Flight<V> flight,
                Function<? super V, ? extends R> then,
                @Nullable Function<? super Throwable, ? extends R> failed) {
            super(flight.call.ended);
            this.flight = flight;
            this.then = then;
            this.failed = failed;
        }

        @Override
        public R finish(Waiter mine) {
            Throwable failure = flight.call.failure();
            if (failure == null) {
                return requireResult(then.apply(flight.call.value()));
            }
            if (failed == null) {
                throw new CompletionException("a call of " + flight.owner + " failed", failure);
            }
            return requireResult(failed.apply(failure));
        }

        private static <R> R requireResult(@Nullable R result) {
            return Objects.requireNonNull(result, "a select handler returned null");
        }

        @Override
        public boolean isOnce() {
            return true;
        }
    }
}
