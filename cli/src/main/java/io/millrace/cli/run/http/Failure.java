package io.millrace.cli.run.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.StringJoiner;

/// Words why a request was not answered: the client's exceptions often say nothing themselves.
final class Failure {
    private Failure() {}

    static String words(IOException e) {
        if (isCausedBy(e, UnresolvedAddressException.class)) {
            return "unknown host";
        }
        String why = messages(e);
        if (e instanceof ConnectException) {
            return "cannot connect: " + (why.isEmpty() ? "connection refused" : why);
        }
        if (e instanceof HttpTimeoutException) {
            return "cannot connect in time";
        }
        return why.isEmpty() ? "the connection broke: " + e.getClass().getSimpleName() : why;
    }

    private static boolean isCausedBy(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /// Returns what the exception says, and what its causes add: "connection reset" is said by one
    /// of those.
    private static String messages(Throwable e) {
        var messages = new StringJoiner(": ");
        String last = "";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && !last.endsWith(message)) {
                messages.add(message);
                last = message;
            }
        }
        return messages.toString();
    }
}
