package io.millrace.task;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// What runs within a scope: see [Scope#run].
///
/// @param <R> the type of the result
/// @param <X> what it may throw of its own
@FunctionalInterface
public interface Body<R extends @Nullable Object, X extends Exception> {

    /// Does the work, starting tasks in `scope`.
    R run(Scope scope) throws X, InterruptedException, ExecutionException;
}
