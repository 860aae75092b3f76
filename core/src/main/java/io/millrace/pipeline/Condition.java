package io.millrace.pipeline;

/// Says yes or no to an element. May wait and may throw.
///
/// @param <T> the type of the elements
@FunctionalInterface
public interface Condition<T> {

    /// Tells whether it holds for `value`.
    boolean test(T value) throws Exception;
}
