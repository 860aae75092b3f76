package io.millrace.context.tree;

import io.millrace.waiting.Door;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Signal;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 *                 root (never ends, knows no children)
 *                  |
 *          node A -+- first -> node B <-> node C <-> hook D        a doubly linked list under A's lock
 *                                |
 *                              node E ...
 *
 * Everything that has to be told of a cancellation is a node: a context, a task, a running call, a hook. They differ
 * in what onCancelled() does.
 *
 * A cancellation goes down the tree with a list of what is still to be told, not by recursion: a chain of a
 * million contexts must not overflow the stack.
 *
 * N1  cause is set once. A node whose parent has ended ends with the same cause, at the latest when it attaches.
 * N2  While a parent has not ended, its list holds exactly the children that have attached and not left.
 * N3  Once a parent has ended, the links of its children belong to the thread that ended it.
 * N4  A node that has retired stays in its parent's list until its last child has left, to pass the end on.
 * N5  No lock is held while waiters are woken, hooks are called or children are told.
 *
 * After Go's cancelCtx (context/context.go). Differences: a list instead of a map, no recursion, lock let go
 * before the children are told.
 */
/// Something in the tree of contexts that is to be told of a cancellation.
public class CancelNode {
    private final ShortLock lock = new ShortLock();
    private final Signal done = new Signal(this);
    private @Nullable CancelNode parent; // settled by attach(); null if no ancestor can end

    private volatile @Nullable Throwable cause; // set once under lock, read by all
    private @Nullable CancelNode first; // under lock: the children
    private boolean retired; // under lock: cannot be cancelled any more, only passes on

    private @Nullable CancelNode previous; // under the parent's lock
    private @Nullable CancelNode next; // under the parent's lock
    private boolean attached; // under the parent's lock

    /// Makes a node, to be [attached][#attach].
    ///
    /// @param parent null for a node that ends only by itself
    protected CancelNode(@Nullable CancelNode parent) {
        this.parent = parent;
    }

    /// Joins the parent's children, or ends at once if the parent has ended. A parent that has
    /// retired is passed over.
    protected final void attach() {
        Throwable late = null;
        for (CancelNode above = parent; above != null; above = parent) {
            above.lock.lock();
            late = above.cause;
            boolean passedOver = above.retired && late == null;
            if (passedOver) {
                parent = above.parent;
            } else if (late == null) {
                joinChildren(above);
            }
            above.lock.unlock();
            if (!passedOver) {
                break;
            }
        }
        if (late != null) {
            cancel(late);
        }
    }

    /// Requires: the lock of `above` held.
    private void joinChildren(CancelNode above) {
        CancelNode sibling = above.first;
        next = sibling;
        if (sibling != null) {
            sibling.previous = this;
        }
        above.first = this;
        attached = true;
    }

    /// Leaves the parent's children: nothing is to be told any more.
    ///
    /// @return false if the parent has ended, so that this node has been told or will be
    protected final boolean detach() {
        CancelNode above = parent;
        if (above == null) {
            return true;
        }
        above.lock.lock();
        boolean open = above.cause == null;
        boolean last = false;
        if (open && attached) {
            CancelNode before = previous;
            CancelNode after = next;
            if (before == null) {
                above.first = after;
            } else {
                before.next = after;
            }
            if (after != null) {
                after.previous = before;
            }
            previous = null;
            next = null;
            attached = false;
            last = above.retired && above.first == null;
        }
        above.lock.unlock();
        if (last) {
            above.detach(); // it had stayed for its children only
        }
        return open;
    }

    /// Puts this node out of reach of cancellations; what lies below it still hears of those from
    /// above.
    ///
    /// @return why it had been cancelled before, or null
    protected final @Nullable Throwable retire() {
        lock.lock();
        Throwable before = cause;
        retired = true;
        boolean childless = first == null;
        lock.unlock();
        if (childless) {
            detach();
        }
        return before;
    }

    /// Ends this node and all below it.
    ///
    /// @return false if it had ended or retired before
    public final boolean cancel(Throwable why) {
        Objects.requireNonNull(why, "cause");
        if (cause != null) {
            return false;
        }
        lock.lock();
        if (cause != null || retired) {
            lock.unlock();
            return false;
        }
        CancelNode children = end(why);
        lock.unlock();
        detach();
        tell(why, true);
        if (children == null) {
            return true;
        }
        var untold = new ArrayDeque<CancelNode>();
        untold.push(children);
        while (!untold.isEmpty()) {
            CancelNode chain = untold.pop();
            CancelNode sibling = chain.next; // before it is told: then it may be used again
            if (sibling != null) {
                untold.push(sibling);
            }
            CancelNode below = chain.endBelow(why);
            if (below != null) {
                untold.push(below);
            }
        }
        return true;
    }

    private @Nullable CancelNode endBelow(Throwable why) {
        previous = null;
        next = null;
        lock.lock();
        if (cause != null) {
            lock.unlock();
            return null;
        }
        CancelNode children = end(why);
        boolean reachable = !retired;
        lock.unlock();
        tell(why, reachable);
        return children;
    }

    /// Sets the cause and takes the children over (N3). Requires: lock held, not ended.
    private @Nullable CancelNode end(Throwable why) {
        CancelNode children = first;
        first = null;
        cause = why;
        return children;
    }

    private void tell(Throwable why, boolean reachable) {
        done.fire();
        if (!reachable) {
            return;
        }
        try {
            onCancelled(why);
        } catch (Throwable e) { // one hook's fault must not keep the others from being told
            Door.report(e);
        }
    }

    /// Called once when this node ends, by the thread that ended it, without a lock. Must be short
    /// and must not wait.
    protected void onCancelled(Throwable why) {}

    /// Tells whether [#onCancelled] has begun to interrupt a thread.
    public boolean isInterrupting() {
        return false;
    }

    /// Tells whether [#onCancelled] has interrupted a thread; false while it is about to.
    public boolean hasInterrupted() {
        return false;
    }

    /// Returns why this node has ended, or null if it has not.
    public final @Nullable Throwable cause() {
        return cause;
    }

    /// Returns the event of this node's end.
    public final Signal done() {
        return done;
    }

    /// Counts the children that have not left; for tests and views.
    final int children() {
        lock.lock();
        int count = 0;
        for (CancelNode child = first; child != null; child = child.next) {
            count++;
        }
        lock.unlock();
        return count;
    }
}
