package io.millrace.pipeline;

import java.util.concurrent.CancellationException;

/// Where an [Expansion] puts what it makes. It is good for that one call, on that one thread.
///
/// @param <R> the type of the elements
@FunctionalInterface
public interface Emitter<R> {

    /// Passes `value` on, and returns when the stages behind have room for it.
    ///
    /// @return false if nobody wants any more: the expansion is to return
    /// @throws CancellationException if the expansion goes on although nobody wants any more, which
    ///   it may let pass; or if a stage behind has failed, or the thread was interrupted. Catching
    ///   it changes nothing: the failure is kept, and goes on when the expansion returns
    boolean emit(R value);
}
