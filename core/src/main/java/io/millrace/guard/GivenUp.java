package io.millrace.guard;

import io.millrace.context.ContextEndedException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Tells a call that was given up by its caller from one that failed.
final class GivenUp {
    private static final int DEEPEST = 32; // causes may run in circles

    private GivenUp() {}

    /// Tells whether `thrown`, or what it wraps, says that the call was interrupted or cancelled,
    /// or that its context has ended. A time limit of the call's own, such as a socket's or a
    /// [Timeout]'s, is a failure.
    static boolean isIn(Throwable thrown) {
        int depth = 0;
        for (@Nullable Throwable e = thrown; e != null && depth < DEEPEST; e = e.getCause()) {
            if (is(e)) {
                return true;
            }
            depth++;
        }
        return false;
    }

    private static boolean is(Throwable e) {
        return e instanceof InterruptedException
                || e instanceof CancellationException
                || e instanceof ContextEndedException
                || e instanceof ClosedByInterruptException
                || (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException));
    }
}
