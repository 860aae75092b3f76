package io.millrace.task;

/// Work that returns nothing and may throw.
@FunctionalInterface
public interface Action {

    /// Does the work.
    void run() throws Exception;
}
