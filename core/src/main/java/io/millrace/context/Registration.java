package io.millrace.context;

/// A hook that was registered with [Context#afterCancel].
public interface Registration {

    /// Takes the hook back.
    ///
    /// @return true if it will never run; false if the context has ended, so that it has run or
    ///   will
    boolean stop();
}
