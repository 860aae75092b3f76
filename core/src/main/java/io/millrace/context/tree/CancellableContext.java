package io.millrace.context.tree;

import io.millrace.context.Context;
import io.millrace.context.DeadlineExceededException;
import io.millrace.waiting.Door;
import io.millrace.waiting.Timers;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A context with a node of its own.
final class CancellableContext extends TreeContext implements Context.Cancellable {
    private final Node node;

    /// The node of a context that may have a timer.
    private static final class Node extends CancelNode {
        private volatile Timers.@Nullable Timer timer; // set once by start(), read by all

        Node(@Nullable CancelNode parent) {
            super(parent);
        }

        void start(@Nullable Deadline own) {
            attach();
            if (own == null || cause() != null) {
                return;
            }
            if (own.nanos() - Door.now() <= 0) {
                expire(own);
                return;
            }
            boolean set = false;
            try {
                timer = Door.timers().set(own.nanos(), () -> expire(own));
                set = true;
            } finally {
                if (!set) { // no memory, or no thread
                    detach();
                }
            }
            if (cause() != null) { // cancelled meanwhile, when the timer was not yet to be seen
                stopTimer();
            }
        }

        private void expire(Deadline own) {
            cancel(new DeadlineExceededException(own.instant()));
        }

        @Override
        protected void onCancelled(Throwable why) {
            stopTimer();
        }

        private void stopTimer() {
            Timers.Timer running = timer;
            if (running != null) {
                running.cancel();
            }
        }
    }

    private CancellableContext(Node node, @Nullable Values values, @Nullable Deadline deadline) {
        super(node, values, deadline);
        this.node = node;
    }

    /// Makes a child of `parent`.
    ///
    /// @param own a deadline earlier than the parent's, or null
    static CancellableContext under(TreeContext parent, @Nullable Deadline own) {
        var node = new Node(parent.node());
        node.start(own);
        return new CancellableContext(node, parent.values(), own != null ? own : parent.end());
    }

    @Override
    public boolean cancel() {
        return cancel(new CancellationException("context was cancelled"));
    }

    @Override
    public boolean cancel(Throwable cause) {
        return node.cancel(Objects.requireNonNull(cause, "cause"));
    }

    @Override
    public void close() {
        cancel(new RoutineCancellation("context was closed"));
    }
}
