package io.millrace.context.tree;

import io.millrace.waiting.Door;
import java.util.concurrent.atomic.AtomicBoolean;

/*
 * Interrupts a thread for as long as it is inside a call, and not a moment longer.
 *
 *   running --onCancelled--> settled: the thread is interrupted, and waits for that before it leaves
 *      \------leave-------> settled: nobody is interrupted any more
 */
/// A running [TreeContext#call].
final class CallNode extends Running {
    private final TreeContext context;
    private final Thread thread = Thread.currentThread();
    private final AtomicBoolean settled = new AtomicBoolean(); // see above

    private CallNode(TreeContext context) {
        super(context.node());
        this.context = context;
    }

    static CallNode enter(TreeContext context) {
        var call = new CallNode(context);
        call.attach();
        return call;
    }

    @Override
    protected TreeContext context() {
        return context;
    }

    @Override
    protected void onCancelled(Throwable why) {
        if (settled.compareAndSet(false, true)) {
            interrupt(thread);
        }
    }

    /// Ends the call. Afterwards this node interrupts nobody.
    ///
    /// @return whether it did: then the thread's interrupt flag, if still set, is this node's
    boolean leave() {
        detach();
        if (settled.compareAndSet(false, true)) {
            return false;
        }
        while (!hasInterrupted()) { // for the length of one Thread.interrupt()
            Door.giveWay();
        }
        return true;
    }
}
