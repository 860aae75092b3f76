package io.millrace.context.tree;

import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 *                 root (never ends, knows no children)
 *                  |
 *          node A -+- first -> node B <-> node C <-> hook D        a doubly linked list under A's lock
 *                                |
 *                              node E ...
 *
 * Everything that has to be told of a cancellation is a node: a context, a scope, a task, a running call, a hook. They
 * differ in what onCancelled() does. A node is also the event of its end, the queue of those who wait for that, and the
 * lock of all this.
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
///
/// As a signal it is the event of its end.
public class CancelNode extends Signal {
    private @Nullable CancelNode parent; // settled by attach(); null if no ancestor can end

    private volatile @Nullable Throwable cause; // set once under lock, read by all
    private @Nullable CancelNode first; // under lock: the children
    private boolean retired; // under lock: cannot be cancelled any more, only passes on
    private boolean stays; // set by retire(), read by the same thread: its children will detach it

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
            above.lock();
            late = above.cause;
            boolean passedOver = above.retired && late == null;
            if (passedOver) {
                parent = above.parent;
            } else if (late == null) {
                above.adopt(this);
            }
            above.unlock();
            if (!passedOver) {
                break;
            }
        }
        if (late != null) {
            cancel(late);
        }
    }

    /// Takes a child in. Requires: this node's lock held, this node neither ended nor retired.
    protected final void adopt(CancelNode child) {
        CancelNode sibling = first;
        child.next = sibling;
        if (sibling != null) {
            sibling.previous = child;
        }
        first = child;
        child.attached = true;
    }

    /// Requires: this node's lock held.
    private void dismiss(CancelNode child) {
        if (cause != null || !child.attached) { // N3
            return;
        }
        CancelNode before = child.previous;
        CancelNode after = child.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        child.previous = null;
        child.next = null;
        child.attached = false;
    }

    /// Leaves the parent's children: nothing is to be told any more.
    ///
    /// @return false if the parent has ended, so that this node has been told or will be
    protected final boolean detach() {
        CancelNode above = parent;
        if (above == null) {
            return true;
        }
        above.lock();
        boolean open = above.cause == null;
        boolean was = attached;
        above.dismiss(this);
        boolean last = open && was && above.retired && above.first == null;
        above.unlock();
        if (last) {
            above.detach(); // it had stayed for its children only
        }
        return open;
    }

    /// Lets a child go that has retired, unless it stays for its own children (N4). Requires: this
    /// node's lock held.
    protected final void dismissRetired(CancelNode child) {
        if (!child.stays) {
            dismiss(child);
        }
    }

    /// Puts this node out of reach of cancellations; what lies below it still hears of those from
    /// above. The parent has then to [let it go][#dismissRetired].
    ///
    /// @return why it had been cancelled before, or null
    protected final @Nullable Throwable retire() {
        lock();
        Throwable before = cause;
        retired = true;
        stays = first != null;
        unlock();
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
        lock();
        if (cause != null || retired) {
            unlock();
            return false;
        }
        CancelNode children = first;
        Waiter woken = end(why);
        unlock();
        detach();
        completeAll(woken);
        tell(why);
        if (children != null) {
            tellBelow(children, why);
        }
        return true;
    }

    private static void tellBelow(CancelNode children, Throwable why) {
        var untold = new ArrayDeque<CancelNode>();
        CancelNode child = children;
        while (child != null) {
            CancelNode sibling = child.next; // before it is told: then it may be used again
            CancelNode below = child.endBelow(why);
            if (below == null) {
                child = sibling != null ? sibling : untold.poll();
            } else {
                if (sibling != null) {
                    untold.push(sibling);
                }
                child = below;
            }
        }
    }

    private @Nullable CancelNode endBelow(Throwable why) {
        previous = null;
        next = null;
        lock();
        if (cause != null) {
            unlock();
            return null;
        }
        CancelNode children = first;
        boolean reachable = !retired;
        Waiter woken = end(why);
        unlock();
        completeAll(woken);
        if (reachable) {
            tell(why);
        }
        return children;
    }

    /// Sets the cause and gives the children away (N3). Requires: lock held, not ended.
    ///
    /// @return who waited for the end
    private @Nullable Waiter end(Throwable why) {
        first = null;
        cause = why;
        return happen();
    }

    private void tell(Throwable why) {
        try {
            onCancelled(why);
        } catch (Throwable e) { // one hook's fault must not keep the others from being told
            Door.report(e);
        }
    }

    /// Called once when this node ends, by the thread that ended it, without a lock. Must be short
    /// and must not wait.
    protected void onCancelled(Throwable why) {}

    /// Returns why this node has ended, or null if it has not.
    public final @Nullable Throwable cause() {
        return cause;
    }

    /// Returns the children that have not left; none if this node has ended.
    protected final List<CancelNode> childrenNow() {
        while (true) {
            var found = new CancelNode[children() + 16]; // made without the lock
            int count = 0;
            lock();
            CancelNode child = first;
            for (; child != null && count < found.length; child = child.next) {
                found[count++] = child;
            }
            unlock();
            if (child == null) {
                return Arrays.asList(found).subList(0, count);
            }
        }
    }

    /// Counts the children that have not left; for tests and views.
    final int children() {
        lock();
        int count = 0;
        for (CancelNode child = first; child != null; child = child.next) {
            count++;
        }
        unlock();
        return count;
    }
}
