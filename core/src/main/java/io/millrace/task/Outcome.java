package io.millrace.task;

import org.jspecify.annotations.Nullable;

/// How a task ended.
///
/// @param <T> the type of the task's result
public sealed interface Outcome<T extends @Nullable Object> {

    /// It returned.
    ///
    /// @param value what it returned
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

    /// It threw.
    ///
    /// @param cause what it threw, with the stack of the task
    record Failure<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {}

    /// It was cancelled, and gave up because of that or had not begun.
    ///
    /// @param cause why it was cancelled
    record Cancelled<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {}
}
