package io.millrace.pipeline;

/// Makes any number of elements of one. May wait and may throw.
///
/// @param <T> what comes in
/// @param <R> what goes out
@FunctionalInterface
public interface Expansion<T, R> {

    /// Emits the elements that take the place of `value`.
    void expand(T value, Emitter<R> out) throws Exception;
}
