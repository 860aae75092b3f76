package io.millrace.bench;

/// What a row does, many times over.
@FunctionalInterface
public interface Workload {

    /// Runs one chunk: the row's number of operations, and a check that all of them happened.
    ///
    /// The clock runs from before the call until after it, unless the workload sets it by itself.
    void run(Chunk chunk) throws Exception;
}
