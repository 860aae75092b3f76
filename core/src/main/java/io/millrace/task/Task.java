package io.millrace.task;

import io.millrace.select.Clause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A piece of work that runs on a thread of its own and belongs to a [Scope].
///
/// Whoever is given a failure, by any of these methods or by [Scope#join], has received it; a
/// failure that nobody received is thrown by [Scope#close].
///
/// @param <T> the type of the result
public interface Task<T extends @Nullable Object> {

    /// Returns the task's name, which is also its thread's.
    String name();

    /// Waits for the task's end and returns its result.
    ///
    /// **Waiting.** Until the task has ended. **Cancellation.** An interrupt makes it throw and
    /// does nothing to the task. **Ordering and memory.** All that the task did has happened
    /// before.
    ///
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException if the task failed, with what it threw as the cause
    /// @throws CancellationException if the task was cancelled, with why as the cause
    /// @throws IllegalStateException if the task waits for itself
    T await() throws InterruptedException, ExecutionException;

    /// Waits for the task's end and returns how it ended.
    ///
    /// @throws InterruptedException as [#await] does
    /// @throws IllegalStateException as [#await] does
    Outcome<T> outcome() throws InterruptedException;

    /// As [#outcome()], but for at most `timeout`.
    ///
    /// @return empty if the time was over first
    /// @throws InterruptedException as [#await] does
    Optional<Outcome<T>> outcome(Duration timeout) throws InterruptedException;

    /// Tells whether the task has ended.
    boolean isDone();

    /// Cancels this task alone, and what it started below its own context: its thread is
    /// interrupted. That is no failure of its scope. Does nothing if the task has ended.
    ///
    /// @return whether this call cancelled it
    boolean cancel();

    /// As [#cancel()], with a cause.
    boolean cancel(Throwable cause);

    /// Returns a clause that is chosen once when the task has ended, for a
    /// [io.millrace.select.Select].
    <R> Clause<R> onDone(Function<? super Outcome<T>, ? extends R> then);
}
