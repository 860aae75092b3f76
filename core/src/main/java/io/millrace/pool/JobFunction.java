package io.millrace.pool;

/// What a [ChannelPool] makes of an element.
///
/// @param <T> the type of the elements
/// @param <R> the type of the results
@FunctionalInterface
public interface JobFunction<T, R> {

    /// Makes a result of an element.
    ///
    /// @return not null
    /// @throws Exception what went wrong
    R apply(T element) throws Exception;
}
