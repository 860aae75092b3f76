package io.millrace.sync;

/// Something to do that returns nothing and may throw: [ScopedValue.CallableOp] without a result.
///
/// @param <X> what it may throw; the compiler finds out
@FunctionalInterface
public interface RunnableOp<X extends Throwable> {

    /// Does it.
    void run() throws X;
}
