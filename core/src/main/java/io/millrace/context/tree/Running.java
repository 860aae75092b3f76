package io.millrace.context.tree;

import java.lang.ScopedValue.CallableOp;
import org.jspecify.annotations.Nullable;

/*
 * An interrupt flag does not say whose it is. When a call ends that has interrupted its thread, the flag is taken back;
 * but if something further out has meanwhile interrupted the thread as well, that interrupt must stay. Hence the links,
 * and for each of them
 *
 *   interrupting = true  -->  Thread.interrupt()  -->  interrupted = true
 *
 * I1  An interrupt that may have arrived has been counted as begun.
 * I2  An interrupt that is counted as arrived is seen by whoever asks then for the flag, or has been consumed.
 */
/// What runs on a thread, a task or a call within it: the node that interrupts the thread when it
/// is cancelled. It is bound on the thread, and through it the code finds its context.
public abstract class Running extends CancelNode {
    private static final ScopedValue<Running> INNERMOST = ScopedValue.newInstance();

    private @Nullable Running outer; // set by its thread before it runs, read by the same
    private volatile boolean interrupting; // set by whoever interrupts the thread, before
    private volatile boolean interrupted; // set by the same, afterwards

    /// Makes what will run below `parent`.
    protected Running(@Nullable CancelNode parent) {
        super(parent);
    }

    /// Returns what runs on this thread, or null.
    static @Nullable Running innermost() {
        return INNERMOST.isBound() ? INNERMOST.get() : null;
    }

    /// Calls `op` on this thread as what this is. To be called once. Whoever throws from `op` pays
    /// for it twice more on the way.
    protected final <R extends @Nullable Object, X extends Throwable> R bind(
            CallableOp<? extends R, X> op) throws X {
        outer = innermost();
        return ScopedValue.where(INNERMOST, this).call(op);
    }

    /// Returns the context that this runs in.
    protected abstract TreeContext context();

    /// Interrupts the thread that this runs on.
    final void interrupt(Thread running) {
        interrupting = true;
        running.interrupt();
        interrupted = true;
    }

    /// Tells whether this has [interrupted][#interrupt] its thread; false while it is about to.
    final boolean hasInterrupted() {
        return interrupted;
    }

    /// Counts the interrupts by `innermost` and by what it runs within that may have arrived (I1).
    /// One that has not begun will come by itself.
    static int begun(@Nullable Running innermost) {
        int count = 0;
        for (Running at = innermost; at != null; at = at.outer) {
            count += at.interrupting ? 1 : 0;
        }
        return count;
    }

    /// Counts those of them that have arrived (I2).
    static int arrived(@Nullable Running innermost) {
        int count = 0;
        for (Running at = innermost; at != null; at = at.outer) {
            count += at.interrupted ? 1 : 0;
        }
        return count;
    }
}
