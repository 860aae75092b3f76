package io.millrace.schedules.locks;

/// A small program over locks.
///
/// @param name what it is called where it is reported
/// @param script puts its threads and its claims on a stage, anew for each run
public record LockProgram(String name, Script script) {

    /// Makes a run.
    @FunctionalInterface
    public interface Script {

        /// Makes the things, the threads that use them, and what must hold afterwards.
        void prepare(Stage stage);
    }

    @Override
    public String toString() {
        return name;
    }
}
