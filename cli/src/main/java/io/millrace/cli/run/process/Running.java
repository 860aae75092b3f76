package io.millrace.cli.run.process;

import java.util.stream.Stream;

/// A process that was started, without what it has started itself.
interface Running {

    /// Returns its number.
    long pid();

    /// Tells whether it leads a process group of its own, which its children are in.
    boolean leadsGroup();

    /// Waits until it has ended, for at most so long. Called by one thread.
    ///
    /// @return whether it has ended
    boolean waitFor(long nanos) throws InterruptedException;

    /// Tells whether it has not ended yet. Called by any thread.
    boolean isAlive();

    /// Returns the exit code; 128 + n if signal n ended it. Requires: it has ended.
    int exit();

    /// Asks it to end, or kills it.
    void end(boolean kill);

    /// Returns the processes below it.
    Stream<ProcessHandle> descendants();

    /// Lets go of it. Nobody waits for it afterwards.
    void release();
}
