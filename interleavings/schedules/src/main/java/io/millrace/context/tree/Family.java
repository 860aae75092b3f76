package io.millrace.context.tree;

import io.millrace.context.Context;

/// A look inside the tree of contexts, for those who check that nothing is left in it.
public final class Family {
    private Family() {}

    /// Counts the children that a context has not let go.
    public static int children(Context context) {
        CancelNode node = TreeContext.of(context).node();
        return node == null ? 0 : node.children();
    }

    /// Counts the threads that wait for a context's end.
    public static int waiting(Context context) {
        CancelNode node = TreeContext.of(context).node();
        return node == null ? 0 : node.waiting();
    }
}
