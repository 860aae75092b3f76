package io.millrace.task;

/// A step of a [Shutdown], in the order in which they are taken.
public enum ShutdownStep {
    /// Nothing new is let in.
    STOP_INTAKE,
    /// What was let in is worked off.
    DRAIN,
    /// What still runs is told to give up.
    CANCEL,
    /// What has not given up is left behind, and reported.
    ABANDON
}
