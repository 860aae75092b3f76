package io.millrace.context.tree;

import io.millrace.waiting.Door;
import java.util.concurrent.atomic.AtomicInteger;

/*
 * Interrupts a thread for as long as it is inside a call, and not a moment longer.
 *
 *   RUNNING --onCancelled--> INTERRUPTING --> INTERRUPTED
 *      \---leave---> LEFT                        the thread waits out INTERRUPTING before it leaves
 */
/// A running [TreeContext#call].
final class CallNode extends Running {
    private static final int RUNNING = 0;
    private static final int INTERRUPTING = 1;
    private static final int INTERRUPTED = 2;
    private static final int LEFT = 3;

    private final TreeContext context;
    private final Thread thread = Thread.currentThread();
    private final AtomicInteger state = new AtomicInteger(RUNNING);

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
        if (state.compareAndSet(RUNNING, INTERRUPTING)) {
            thread.interrupt();
            state.set(INTERRUPTED);
        }
    }

    @Override
    protected boolean isInterrupting() {
        int now = state.get();
        return now == INTERRUPTING || now == INTERRUPTED;
    }

    @Override
    protected boolean hasInterrupted() {
        return state.get() == INTERRUPTED;
    }

    /// Ends the call. Afterwards this node interrupts nobody.
    ///
    /// @return whether it did: then the thread's interrupt flag, if still set, is this node's
    boolean leave() {
        detach();
        if (state.compareAndSet(RUNNING, LEFT)) {
            return false;
        }
        while (state.get() == INTERRUPTING) { // for the length of one Thread.interrupt()
            Door.giveWay();
        }
        return state.get() == INTERRUPTED;
    }
}
