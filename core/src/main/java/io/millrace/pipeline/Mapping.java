package io.millrace.pipeline;

/// Makes one element of another. May wait and may throw.
///
/// @param <T> what comes in
/// @param <R> what goes out
@FunctionalInterface
public interface Mapping<T, R> {

    /// Returns the element that takes the place of `value`; never null.
    R apply(T value) throws Exception;
}
