package io.millrace.bench;

/// What counts tasks that are not done: a wait group or a latch of a rival.
public abstract class Group {

    /// Counts one task as done.
    public abstract void done();

    /// Starts a task that counts as done when it has ended.
    public void start(Runnable task) {
        Thread.startVirtualThread(() -> {
            task.run();
            done();
        });
    }

    /// Waits until all are done.
    public abstract void await() throws InterruptedException;
}
