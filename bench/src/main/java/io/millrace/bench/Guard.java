package io.millrace.bench;

/// What lets so many tasks in at a time: a mutex or a semaphore of a rival.
public abstract class Guard {

    /// Waits until there is room, and takes it.
    public abstract void enter() throws InterruptedException;

    /// Makes room.
    public abstract void leave();
}
