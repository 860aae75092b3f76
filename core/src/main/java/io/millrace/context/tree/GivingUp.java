package io.millrace.context.tree;

import io.millrace.context.ContextEndedException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How code that is interrupted says so.
public final class GivingUp {
    private static final int DEEPEST = 32; // causes may run in circles

    private GivingUp() {}

    /// Tells whether `thrown`, or what it wraps, is what code throws that gives up because its
    /// thread was interrupted or its context ended. To be asked on that thread, and only if it was.
    public static boolean isIn(Throwable thrown) {
        return isIn(thrown, GivingUp::is);
    }

    /// Tells whether `sign` is true of what was thrown, or of something that it wraps.
    public static boolean isIn(Throwable thrown, Predicate<Throwable> sign) {
        int depth = 0;
        for (@Nullable Throwable e = thrown; e != null && depth < DEEPEST; e = e.getCause()) {
            if (sign.test(e)) {
                return true;
            }
            depth++;
        }
        return false;
    }

    /// As [#isIn(Throwable)], or tells whether what was thrown wraps `cause`, with which the code
    /// was cancelled: so does the join of a scope below, if that has heard of the end first.
    @SuppressWarnings("ReferenceEquality") // this very cause
    public static boolean isIn(Throwable thrown, Throwable cause) {
        Throwable within = thrown.getCause();
        return (within != null && isIn(within, e -> e == cause)) || isIn(thrown);
    }

    private static boolean is(Throwable e) {
        return e instanceof InterruptedException
                || e instanceof CancellationException
                || e instanceof ContextEndedException
                || e instanceof InterruptedIOException
                || e instanceof ClosedByInterruptException
                // What a virtual thread's socket throws; it leaves the flag set.
                || (e instanceof SocketException && Thread.currentThread().isInterrupted());
    }
}
