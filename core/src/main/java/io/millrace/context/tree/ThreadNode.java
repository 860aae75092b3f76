package io.millrace.context.tree;

import org.jspecify.annotations.Nullable;

/*
 *   its thread:     thread is set   -->  is there a cause?    yes: it interrupts itself
 *   a cancellation: cause is set    -->  is there a thread?   yes: it is interrupted
 *
 * T1  Each writes before it reads, so at least one sees the other: a node that is cancelled, at whatever moment, has its
 *     thread interrupted. If both do, the thread is interrupted twice, which is as once.
 * T2  Nobody takes these interrupts back: the thread ends with what runs on it. (A CallNode borrows its thread, and does.)
 */
/// What has a thread of its own, and interrupts it when it is cancelled.
public abstract class ThreadNode extends Running {
    private volatile @Nullable Thread thread; // set by itself, read by whoever cancels

    /// Makes what will run below `parent`.
    protected ThreadNode(@Nullable CancelNode parent) {
        super(parent);
    }

    /// Says that the calling thread is this node's. To be called once, before it does anything.
    protected final void begin() {
        Thread mine = Thread.currentThread();
        thread = mine;
        if (cause() != null) { // T1: onCancelled() may have been too early to see the thread
            interrupt(mine);
        }
    }

    /// Returns this node's thread, or null if it has not begun.
    protected final @Nullable Thread thread() {
        return thread;
    }

    @Override
    protected void onCancelled(Throwable why) {
        Thread running = thread;
        if (running != null) {
            interrupt(running);
        }
    }
}
