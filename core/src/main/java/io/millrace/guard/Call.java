package io.millrace.guard;

import org.jspecify.annotations.Nullable;

/// What a [Guard] calls.
///
/// @param <R> what it returns
/// @param <X> what it throws beside an [InterruptedException]; inferred, [RuntimeException] if
///   nothing
@FunctionalInterface
public interface Call<R extends @Nullable Object, X extends Exception> {

    /// Does it.
    ///
    /// @throws X if it fails
    /// @throws InterruptedException if it gives up because its thread was interrupted
    R call() throws X, InterruptedException;
}
