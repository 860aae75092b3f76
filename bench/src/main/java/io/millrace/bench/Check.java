package io.millrace.bench;

/// Ends the process if a rival did not do what it was measured for: a wrong figure is worse than
/// none.
public final class Check {
    private Check() {}

    /// Requires that `actual` is what was expected.
    public static void same(String what, long expected, long actual) {
        if (expected != actual) {
            fail(new IllegalStateException(what + ": " + expected + " expected, got " + actual));
        }
    }

    /// Ends the process with a message and status 3, whatever other threads do.
    public static void fail(Throwable cause) {
        synchronized (Check.class) { // one trace, whole
            cause.printStackTrace();
            System.err.flush();
            Runtime.getRuntime().halt(3);
        }
    }
}
