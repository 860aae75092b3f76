package io.millrace.guard;

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Bounds how long a call takes: when its time is over, it is interrupted.
///
/// The call runs on the caller's thread, within a context that has this deadline. The interrupt
/// reaches this call and nothing else: it does not outlast it. A call that returns all the same has
/// returned, however late; one that swallows interrupts cannot be cut short.
///
/// **Waiting.** For the call. **Cancellation.** An interrupt by somebody else, or the end of a
/// context further out, goes its own way. **Ordering and memory.** The caller's thread makes the
/// call. **Errors.** When the call gives up because its time is over, what it threw for that is
/// suppressed in a [CallTimedOutException].
public final class Timeout implements Guard, Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name;
    private final Duration limit;
    private final LongAdder calls = new LongAdder();
    private final LongAdder timedOut = new LongAdder();

    private Timeout(String name, Duration limit) {
        this.name = name;
        this.limit = limit;
    }

    /// Makes a timeout.
    ///
    /// @throws IllegalArgumentException if `limit` is not longer than nothing
    public static Timeout of(Duration limit) {
        return of("timeout-" + NUMBERS.incrementAndGet(), limit);
    }

    /// Makes a timeout with a name.
    ///
    /// @throws IllegalArgumentException as [#of(Duration)] does
    public static Timeout of(String name, Duration limit) {
        Objects.requireNonNull(name, "name");
        if (!limit.isPositive()) {
            throw new IllegalArgumentException(
                    "Timeout.of(" + limit + "): must be longer than nothing");
        }
        var timeout = new Timeout(name, limit);
        Watch.register(timeout);
        return timeout;
    }

    /// Makes the call.
    ///
    /// @throws CallTimedOutException if it gave up because its time was over
    @Override
    public <R extends @Nullable Object, X extends Exception> R call(Call<? extends R, X> call)
            throws X, InterruptedException {
        Objects.requireNonNull(call, "call");
        calls.increment();
        Context outer = Context.current();
        Context.Cancellable context = outer.withTimeout(limit);
        try {
            return context.<R, Exception>call(call::call);
        } catch (ContextEndedException e) {
            throw isOwn(e, context, outer) ? timedOut(e) : e;
        } catch (Exception e) {
            throw Thrown.<X>again(e);
        } finally {
            context.close();
        }
    }

    /// Tells whether the exception is due to this deadline: not to one further out, nor to a
    /// context that the call made itself.
    @SuppressWarnings("ReferenceEquality") // the very cause
    private static boolean isOwn(ContextEndedException thrown, Context context, Context outer) {
        Throwable cause = thrown.getCause();
        return thrown.isTimeout()
                && context.cause().orElse(null) == cause
                && outer.cause().orElse(null) != cause;
    }

    private CallTimedOutException timedOut(ContextEndedException thrown) {
        timedOut.increment();
        var why = new CallTimedOutException(limit);
        why.initCause(thrown.getCause());
        for (Throwable suppressed : thrown.getSuppressed()) {
            why.addSuppressed(suppressed);
        }
        return why;
    }

    /// Returns how long a call may take.
    public Duration limit() {
        return limit;
    }

    @Override
    public TimeoutStats stats() {
        return new TimeoutStats(name, limit, calls.sum(), timedOut.sum());
    }

    @Override
    public String toString() {
        return "timeout '" + name + "' of " + limit;
    }
}
