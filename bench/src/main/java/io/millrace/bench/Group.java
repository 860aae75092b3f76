package io.millrace.bench;

/// What counts tasks that are not done: a wait group or a latch of a rival.
public abstract class Group {

    /// Counts one task as done.
    public abstract void done();

    /// Waits until all are done.
    public abstract void await() throws InterruptedException;
}
