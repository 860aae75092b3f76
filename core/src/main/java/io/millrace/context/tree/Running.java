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

    /// Counts the interrupts by `innermost` and by what it runs within that may have arrived. One
    /// that has not begun will come by itself.
    static int begun(@Nullable Running innermost) {
        int count = 0;
        for (Running at = innermost; at != null; at = at.outer) {
            count += at.interrupter.isInterrupting() ? 1 : 0;
        }
        return count;
    }

    /// Counts those of them that have arrived: whoever asks then for the thread's flag sees them,
    /// or they have been consumed.
    static int arrived(@Nullable Running innermost) {
        int count = 0;
        for (Running at = innermost; at != null; at = at.outer) {
            count += at.interrupter.hasInterrupted() ? 1 : 0;
        }
        return count;
    }
}
