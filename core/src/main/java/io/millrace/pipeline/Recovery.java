package io.millrace.pipeline;

/// Stands in for what a stage's function did not return.
///
/// @param <T> what came in
/// @param <R> what goes out
@FunctionalInterface
public interface Recovery<T, R> {

    /// Returns what takes the place of the result; never null. What it throws fails the stage.
    R recover(T value, Exception failure) throws Exception;
}
