package io.millrace.guard;

import io.millrace.context.ContextEndedException;
import io.millrace.context.tree.GivingUp;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;

/// Tells a call that was given up by its caller from one that failed.
final class GivenUp {
    private GivenUp() {}

    /// Tells whether `thrown`, or what it wraps, says that the call was interrupted or cancelled,
    /// or that its context has ended. A time limit of the call's own, such as a socket's or a
    /// [Timeout]'s, is a failure.
    static boolean isIn(Throwable thrown) {
        return GivingUp.isIn(thrown, GivenUp::is);
    }

    private static boolean is(Throwable e) {
        return e instanceof InterruptedException
                || e instanceof CancellationException
                || e instanceof ContextEndedException
                || e instanceof ClosedByInterruptException
                || (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException));
    }
}
