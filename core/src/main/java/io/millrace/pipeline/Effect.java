package io.millrace.pipeline;

/// Does something with an element. May wait and may throw.
///
/// @param <T> the type of the elements
@FunctionalInterface
public interface Effect<T> {

    /// Does it.
    void accept(T value) throws Exception;
}
