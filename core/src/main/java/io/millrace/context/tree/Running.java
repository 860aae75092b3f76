package io.millrace.context.tree;

import org.jspecify.annotations.Nullable;

/// What runs on a thread: a task, or a call within it, with its context and what interrupts the
/// thread when that ends.
///
/// An interrupt flag does not say whose it is. When a call ends that has interrupted its thread,
/// the flag is taken back; but if something further out has meanwhile interrupted the thread as
/// well, that interrupt must stay. Hence the links.
///
/// @param context the context
/// @param interrupter interrupts the thread when it is cancelled
/// @param outer what this runs within, on the same thread
record Running(TreeContext context, CancelNode interrupter, @Nullable Running outer) {

    /// Counts the interrupts that are due to `innermost` and to what it runs within.
    static int interrupts(@Nullable Running innermost) {
        int count = 0;
        for (Running at = innermost; at != null; at = at.outer) {
            count += at.interrupter.cause() == null ? 0 : 1;
        }
        return count;
    }
}
